"""Accepting an invitation."""

from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.people import invite, limits, links
from app.people.forms import InvitationForm
from app.people.links import DeadLink, Purpose
from app.people.permissions import public
from app.people.views.blueprint import bp
from app.people.views.entrance import dead_link, enter, entrance


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Show the form that the invitation opens."""
    try:
        person = links.person_of_link(Purpose.INVITATION, token)
    except DeadLink as refusal:
        return dead_link(Purpose.INVITATION, refusal)
    form = InvitationForm(language=person.language)
    return entrance("people/invitation.html", form=form, person=person)


@bp.post("/invitation/<token>")
@public
@limits.limited(limits.LINKS_OF_ADDRESS)
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
    return entrance("people/invitation.html", form=form, person=person), 422
