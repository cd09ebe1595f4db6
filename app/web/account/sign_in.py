"""Signing in by password or by a link, and out."""

from functools import partial

from flask import Response, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.core.mail import asked
from app.people.entrance import limits, links, sessions
from app.people.entrance import sign_in as verbs
from app.people.entrance.links import DeadLink, Purpose
from app.tracking.front import employee_cookie
from app.web.access import allowed, public
from app.web.account import bp
from app.web.account.entrance import dead_link, enter, entrance, kept
from app.web.account.forms import LinkForm, PasswordForm


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the way in that works here: a link by mail, or a password when no mail leaves."""
    if current_user.is_authenticated:
        return enter(current_user, kept().get("next"))
    return _link_page() if current_app.config["SMTP_URL"] else _password_page()


@bp.get("/sign-in/password")
@public
def sign_in_password() -> ResponseReturnValue:
    """Show the password form."""
    return _password_page()


@bp.post("/sign-in/password")
@public
@limits.limited(limits.FAILURES_OF_ADDRESS, limits.FAILURES_OF_ACCOUNT, failures=True)
def enter_by_password() -> ResponseReturnValue:
    """Sign in by password; an unknown address gets the same answer after the same time."""
    form = PasswordForm()
    if form.validate_on_submit():
        with transaction():
            person = verbs.sign_in_with_password(
                form.email.data, form.password.data, now=clock.now()
            )
        if person is not None:
            return enter(person, form.next.data)
        form.refuse(Refusal(_l("This address and this password do not match."), field="password"))
    return _password_page(form), 422


@bp.get("/sign-in/link")
@public
def ask_link() -> ResponseReturnValue:
    """Show the form that mails a sign-in link."""
    return _link_page()


@bp.post("/sign-in/link")
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
def send_link() -> ResponseReturnValue:
    """Mail a sign-in link to whoever has this address; the answer is the same without."""
    form = LinkForm()
    if not form.validate_on_submit():
        return _link_page(form), 422
    with transaction():
        asked.ask(
            "sign_in",
            form.email.data,
            next_path=kept().get("next", ""),
            language=language(),
            now=clock.now(),
        )
    return redirect(url_for("account.link_sent", way="link", **kept()))


@bp.get("/sign-in/sent/<any(link, reset):way>")
@public
def link_sent(way: str) -> ResponseReturnValue:
    """Say that a mail is on its way if the address has an account."""
    return entrance("account/link_sent.html", way=way)


@bp.get("/sign-in/link/<token>")
@public
def sign_in_link(token: str) -> ResponseReturnValue:
    """Show the button that signs in: mail scanners follow links, they press no button."""
    try:
        person = links.person_of_link(Purpose.SIGN_IN, token)
    except DeadLink as refusal:
        return dead_link(Purpose.SIGN_IN, refusal)
    return entrance("account/sign_in_link.html", person=person)


@bp.post("/sign-in/link/<token>")
@public
@limits.by_link(limits.LINKS, partial(links.is_ours, Purpose.SIGN_IN))
def enter_by_link(token: str) -> ResponseReturnValue:
    """Sign in by a link, which is then used up."""
    try:
        with transaction():
            person = verbs.sign_in_with_link(token, now=clock.now())
    except DeadLink as refusal:
        return dead_link(Purpose.SIGN_IN, refusal)
    return enter(person, request.args.get("next"))


@bp.post("/sign-out")
@allowed()
def sign_out() -> Response:
    """Sign this browser out."""
    with transaction():
        sessions.sign_out(now=clock.now())
    response = make_response(redirect(url_for("account.sign_in")))
    employee_cookie.clear_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # what Back would still show
    return response


def _password_page(form: PasswordForm | None = None) -> str:
    form = form or PasswordForm(next=kept().get("next"))
    return entrance("account/sign_in.html", form=form, way="password")


def _link_page(form: LinkForm | None = None) -> str:
    form = form or LinkForm(next=kept().get("next"))
    return entrance("account/sign_in.html", form=form, way="link")
