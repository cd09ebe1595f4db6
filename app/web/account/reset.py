"""A forgotten password: ask for a link, choose another."""

from functools import partial

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.core.mail import asked
from app.people.entrance import limits, links, sign_in
from app.people.entrance.links import DeadLink, Purpose
from app.web.access import public
from app.web.account import bp
from app.web.account.entrance import dead_link, enter, entrance, kept
from app.web.account.forms import LinkForm, ResetForm


@bp.get("/reset")
@public
def ask_reset() -> ResponseReturnValue:
    """Show the form that mails a link to choose a password."""
    return entrance("account/ask_reset.html", form=LinkForm())


@bp.post("/reset")
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
def send_reset() -> ResponseReturnValue:
    """Mail that link to whoever has this address; the answer is the same without."""
    form = LinkForm()
    if not form.validate_on_submit():
        return entrance("account/ask_reset.html", form=form), 422
    with transaction():
        asked.ask("reset", form.email.data, language=language(), now=clock.now())
    return redirect(url_for("account.link_sent", way="reset", **kept()))


@bp.get("/reset/<token>")
@public
def reset_link(token: str) -> ResponseReturnValue:
    """Show the form that the link opens."""
    try:
        person = links.person_of_link(Purpose.RESET, token)
    except DeadLink as refusal:
        return dead_link(Purpose.RESET, refusal)
    return entrance("account/reset.html", form=ResetForm(), person=person)


@bp.post("/reset/<token>")
@public
@limits.by_link(limits.LINKS, partial(links.is_ours, Purpose.RESET))
def choose_password(token: str) -> ResponseReturnValue:
    """Change the password and sign in; every other browser is signed out."""
    form = ResetForm()
    try:
        person = links.person_of_link(Purpose.RESET, token)
        if form.validate_on_submit():
            with transaction():
                person = sign_in.reset_password(token, form.password.data, now=clock.now())
            return enter(person, None)
    except DeadLink as refusal:
        return dead_link(Purpose.RESET, refusal)
    except Refusal as refusal:  # the link is left as it was
        form.refuse(refusal)
    return entrance("account/reset.html", form=form, person=person), 422
