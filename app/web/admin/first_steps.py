"""What an administrator of a new installation does first, each step with the page that does it."""

from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.core import clock, mail
from app.core.database import transaction
from app.people.entrance import limits
from app.people.permissions import Permission
from app.publishing import setting_up
from app.web.access import allowed
from app.web.admin import bp


@dataclass(frozen=True)
class FirstStep:
    """One thing to do: what, why, and where."""

    key: str  # of SetUp
    title: LazyString
    why: LazyString
    endpoint: str
    act: LazyString


STEPS = (
    FirstStep("name", _l("Name the company"), _l("It appears on every page and in every mail."),
         "admin.organisation", _l("Write the name")),
    FirstStep("brand", _l("Choose the logo and the colour"),
         _l("Contrast is checked. You can leave this for later."), "admin.brand", _l("Choose")),
    FirstStep("texts", _l("Write the legal notice and the privacy notice"),
         _l("The law requires both. There are starter texts, in French and English."),
         "admin.organisation", _l("Write them")),
    FirstStep("charter", _l("Publish the charter"),
         _l("What each person accepts before their first relay: nobody can relay without it. "
            "There is a starter text."), "admin.charter_settings", _l("Read and publish")),
    FirstStep("places", _l("Add the places"),
         _l("The cities where people work; openings are at one."),
         "admin.new_place", _l("Add a place")),
    FirstStep("teams", _l("Add the teams"),
         _l("Departments, sites, brands; openings belong to one."),
         "admin.new_team", _l("Add a team")),
    FirstStep("mail", _l("Test the mail"),
         _l("Invitations and answers to candidates leave by mail."),
         "admin.try_mail", _l("Send me a test message")),
    FirstStep("people", _l("Invite people"), _l("Recruiters first, then those who will relay."),
         "admin.invite_people", _l("Invite")),
    FirstStep("opening", _l("Publish the first opening"),
         _l("A recruiter does this, or you as one. It then shows up on everyone’s home page."),
         "writing.openings", _l("See the openings")),
)  # fmt: skip
POSTED = frozenset({"mail"})


@bp.get("/admin/first-steps")
@allowed(Permission.MANAGE_ORGANISATION)
def first_steps() -> ResponseReturnValue:
    """Show what is done and what is next."""
    state = setting_up.first_steps()
    following = next((step.key for step in STEPS if not getattr(state, step.key)), None)
    return render_template(
        "admin/first_steps.html",
        state=state,
        steps=[(step, getattr(state, step.key)) for step in STEPS],
        following=following,
        posted=POSTED,
        mail_leaves=bool(current_app.config["SMTP_URL"]),
    )


@bp.post("/admin/first-steps/mail")
@allowed(Permission.MANAGE_ORGANISATION)
@limits.of_who_is_signed_in(limits.MAILS_OF_ACCOUNT.near, failures=False)
def try_mail() -> ResponseReturnValue:
    """Send a message to oneself, which shows that mail leaves."""
    with transaction():
        mail.send(
            to=current_user.email,
            template=setting_up.TEST_MAIL,
            language=current_user.language,
            now=clock.now(),
            first_name=current_user.first_name,
        )
    flash(_("A message is on its way to %(email)s.", email=current_user.email))
    return redirect(url_for("admin.first_steps"))
