"""Accepting an invitation."""

from functools import partial

from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.people import invite
from app.people.entrance import limits, links
from app.people.entrance.links import DeadLink, Purpose
from app.web.access import public
from app.web.account import bp
from app.web.account.entrance import dead_link, enter, entrance
from app.web.account.forms import InvitationForm


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Show the form that the invitation opens."""
    try:
        person = links.person_of_link(Purpose.INVITATION, token)
    except DeadLink as refusal:
        return dead_link(Purpose.INVITATION, refusal)
    form = InvitationForm(language=person.language)
    return entrance("account/invitation.html", form=form, person=person)


@bp.post("/invitation/<token>")
@public
@limits.by_link(limits.LINKS, partial(links.is_ours, Purpose.INVITATION))
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join: the password is kept, the invitation used up, and the person signed in."""
    form = InvitationForm()
    try:
        person = links.person_of_link(Purpose.INVITATION, token)
        if form.validate_on_submit():
            with transaction():
                person = invite.accept_invitation(
                    token,
                    password=form.password.data,
                    language=form.language.data,
                    now=clock.now(),
                )
            return enter(person, None)
    except DeadLink as refusal:
        return dead_link(Purpose.INVITATION, refusal)
    except Refusal as refusal:  # the invitation is left as it was
        form.refuse(refusal)
    return entrance("account/invitation.html", form=form, person=person), 422
