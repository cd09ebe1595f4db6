"""The people settings: list, invite, change, close and open accounts."""

import string
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_pgettext
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.i18n import language, ngettext
from app.core.i18n.days import day_in_words, short_day
from app.core.text.clean import stripped
from app.people import accounts, invite, queries, wording
from app.people.invite import BadLine
from app.people.models import Person, Place, Role, Team
from app.people.permissions import Permission
from app.people.queries import AccountState, Wanted
from app.people.slugs import place_names
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.forms import IdentityForm, InviteForm, PersonForm
from app.web.media import picture_url

LETTERS = tuple(string.ascii_uppercase)
NONE = ""  # of a team's or a place's choice


@bp.get("/admin/people")
@allowed(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """List people by role, team and state; a letter leads to the page on which it begins."""
    wanted = wanted_people()
    if (letter := request.args.get("letter", "")) in LETTERS:
        return redirect(_address(wanted)(page=queries.page_of_letter(wanted, letter)))
    page = queries.people(wanted, page=request.args.get("page", 1, type=int))
    seen = queries.last_seen([person.id for person in page.items])
    return render_template(
        "admin/people/people.html",
        page=page,
        wanted=wanted,
        address=_address(wanted),
        letters=LETTERS,
        role_counts=queries.count_by_role(),
        everyone=queries.count_people(),
        choices_of_teams=_team_choices(),
        states=STATE_NAMES,
        words=wording,
        short_day=short_day,
        picture_url=picture_url,
        seen={key: day_in_words(at) for key, at in seen.items()},
    )


STATE_NAMES = {
    AccountState.ACTIVE: lazy_pgettext("account", "Active"),
    AccountState.INVITED: lazy_pgettext("account", "Invited, not here yet"),
    AccountState.CLOSED: lazy_pgettext("account", "Closed"),
}


def wanted_people() -> Wanted:
    """Read the filters from the address; what makes no sense filters nothing."""
    args = request.args
    role, state, team = args.get("role"), args.get("state"), args.get("team", type=UUID)
    return Wanted(
        search=stripped(args.get("q", "")),
        role=Role(role) if role in set(Role) else None,
        team_id=team,
        state=AccountState(state) if state in set(AccountState) else None,
        descending=args.get("order") == "descending",
    )


def _address(wanted: Wanted) -> Any:
    """Return a function that gives the list's address with some filters changed."""
    now = {
        "q": wanted.search or None,
        "role": wanted.role,
        "team": wanted.team_id,
        "state": wanted.state,
        "order": "descending" if wanted.descending else None,
    }

    def address(**changed: Any) -> str:
        return url_for("admin.people", **{**now, **changed})

    return address


@bp.get("/admin/people/invite")
@allowed(Permission.MANAGE_PEOPLE)
def invite_people() -> ResponseReturnValue:
    """Show the form that invites."""
    form = InviteForm(language=current_user.language, roles=[Role.AMBASSADOR])
    return _invite_page(form)


@bp.post("/admin/people/invite")
@allowed(Permission.MANAGE_PEOPLE)
def send_invitations() -> ResponseReturnValue:
    """Invite the lines that can be; the others come back with a reason each."""
    form = InviteForm()
    _fill_choices(form)
    if not form.validate_on_submit():
        return _invite_page(form), 422
    good, bad = invite.read_lines(
        form.people.data,
        known=invite.known_addresses(form.people.data),
        asked=(form.asked.data or "").split(),
        own_domains=current_app.config["SIGN_IN_DOMAINS"],
    )
    with transaction():
        invited = invite.invite(
            good,
            roles=form.roles.data,
            team=_chosen(Team, form.team.data),
            place=_chosen(Place, form.place.data),
            language=form.language.data,
            by=current_user,
            now=clock.now(),
        )
    known = [line for line in bad if line.known]
    bad = [line for line in bad if not line.known]
    if not bad:
        flash(_invited_in_words(len(invited), len(good) - len(invited) + len(known)))
        return redirect(url_for("admin.people"))
    if invited:
        flash(_invited_in_words(len(invited), 0))
    form.people.data = "\n".join(line.text for line in bad)
    form.asked.data = " ".join(line.asked for line in bad)
    return _invite_page(form, bad=bad, known=known), 422


def _invited_in_words(invited: int, known: int) -> str:
    """Say how many are invited, and how many of the list needed no invitation."""
    if not known:
        return ngettext(
            "%(num)d invitation is on its way.", "%(num)d invitations are on their way.", invited
        )
    if not invited:
        return ngettext(
            "Nobody new: %(num)d person of the list has an account already.",
            "Nobody new: %(num)d people of the list have an account already.",
            known,
        )
    return ngettext(
        "Invited: %(invited)d. %(num)d person of the list has an account already.",
        "Invited: %(invited)d. %(num)d people of the list have an account already.",
        known,
        invited=invited,
    )


def _invite_page(
    form: InviteForm, bad: Sequence[BadLine] = (), known: Sequence[BadLine] = ()
) -> str:
    _fill_choices(form)
    return render_template(
        "admin/people/invite.html", form=form, bad=bad, known=known, role_means=wording.ROLE_MEANS
    )


@bp.get("/admin/people/<uuid:person_id>")
@allowed(Permission.MANAGE_PEOPLE)
def person(person_id: UUID) -> ResponseReturnValue:
    """Show one account."""
    shown = queries.person_of(person_id)
    return _person_page(shown, _form_of(shown))


def _form_of(shown: Person) -> PersonForm:
    return PersonForm(
        formdata=None,
        job_title=shown.job_title,
        team=str(shown.team_id or NONE),
        place=str(shown.place_id or NONE),
        employee=shown.employee,
        roles=sorted(shown.roles),
    )


@bp.post("/admin/people/<uuid:person_id>")
@allowed(Permission.MANAGE_PEOPLE)
def change_person(person_id: UUID) -> ResponseReturnValue:
    """Change someone's roles, team, place and title."""
    shown = queries.person_of(person_id)
    form = PersonForm()
    _fill_choices(form)
    if form.validate_on_submit():
        now = clock.now()
        try:
            with transaction():
                accounts.change_roles(shown, form.roles.data, by=current_user, now=now)
                accounts.place_person(
                    shown,
                    team=_chosen(Team, form.team.data),
                    place=_chosen(Place, form.place.data),
                    job_title=form.job_title.data,
                    employee=form.employee.data,
                    by=current_user,
                    now=now,
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s: the changes are saved.", name=shown.name))
            return redirect(url_for("admin.person", person_id=person_id))
    return _person_page(shown, form), 422


@bp.post("/admin/people/<uuid:person_id>/identity")
@allowed(Permission.MANAGE_PEOPLE)
def correct_identity(person_id: UUID) -> ResponseReturnValue:
    """Correct someone's name and address."""
    shown = queries.person_of(person_id)
    identity = IdentityForm()
    if identity.validate_on_submit():
        now = clock.now()
        try:
            with transaction():
                accounts.describe(
                    shown,
                    first_name=identity.first_name.data,
                    last_name=identity.last_name.data,
                    by=current_user,
                    now=now,
                )
                accounts.correct_address(shown, identity.email.data, by=current_user, now=now)
        except Refusal as refusal:
            identity.refuse(refusal)
        else:
            flash(_("%(name)s: the changes are saved.", name=shown.name))
            return redirect(url_for("admin.person", person_id=person_id))
    return _person_page(shown, _form_of(shown), identity), 422


@bp.get("/admin/people/<uuid:person_id>/take-back")
@allowed(Permission.MANAGE_PEOPLE)
def ask_to_take_back(person_id: UUID) -> ResponseReturnValue:
    """Ask before an invitation is taken back."""
    return render_template("admin/people/take_back.html", person=queries.person_of(person_id))


@bp.post("/admin/people/<uuid:person_id>/take-back")
@allowed(Permission.MANAGE_PEOPLE)
def take_back_invitation(person_id: UUID) -> ResponseReturnValue:
    """Delete the account of someone who never came."""
    shown = queries.person_of(person_id)
    name = shown.name
    try:
        with transaction():
            invite.take_back(shown, by=current_user, now=clock.now())
    except Refusal as refusal:
        return _refused(shown, refusal)
    flash(_("%(name)s’s invitation is withdrawn, and the account deleted.", name=name))
    return redirect(url_for("admin.people"))


def _person_page(shown: Person, form: PersonForm, identity: IdentityForm | None = None) -> str:
    _fill_choices(form)
    return render_template(
        "admin/people/person.html",
        person=shown,
        form=form,
        identity=identity or IdentityForm(formdata=None, obj=shown),
        words=wording,
        portrait_url=picture_url(shown.portrait),
        seen=queries.last_seen([shown.id]).get(shown.id),
    )


def _refused(shown: Person, refusal: Refusal) -> ResponseReturnValue:
    form = _form_of(shown)
    form.refuse(refusal)
    return _person_page(shown, form), 422


@bp.post("/admin/people/<uuid:person_id>/close")
@allowed(Permission.MANAGE_PEOPLE)
def close_account(person_id: UUID) -> ResponseReturnValue:
    """Close an account, with a way to undo it."""
    shown = queries.person_of(person_id)
    try:
        with transaction():
            accounts.disable(shown, by=current_user, now=clock.now())
    except Refusal as refusal:
        return _refused(shown, refusal)
    flash(  # a toast with a way back: templates/ui/overlay.html
        {  # type: ignore[arg-type]
            "text": _("The account of %(name)s is closed.", name=shown.name),
            "undo_action": url_for("admin.open_account", person_id=person_id),
        }
    )
    return redirect(url_for("admin.person", person_id=person_id))


@bp.post("/admin/people/<uuid:person_id>/open")
@allowed(Permission.MANAGE_PEOPLE)
def open_account(person_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    shown = queries.person_of(person_id)
    with transaction():
        accounts.enable(shown, by=current_user, now=clock.now())
    flash(_("The account of %(name)s is open again.", name=shown.name))
    return redirect(url_for("admin.person", person_id=person_id))


@bp.post("/admin/people/<uuid:person_id>/invite-again")
@allowed(Permission.MANAGE_PEOPLE)
def invite_again(person_id: UUID) -> ResponseReturnValue:
    """Send a fresh invitation."""
    shown = queries.person_of(person_id)
    with transaction():
        invite.invite_again(shown, by=current_user, now=clock.now())
    flash(_("A fresh invitation is on its way to %(name)s.", name=shown.name))
    return redirect(url_for("admin.person", person_id=person_id))


def _fill_choices(form: InviteForm | PersonForm) -> None:
    form.team.choices = [
        SelectChoice(NONE, _("No team")),
        *(SelectChoice(*choice) for choice in _team_choices()),
    ]
    form.place.choices = [
        SelectChoice(NONE, _("No place")),
        *(SelectChoice(str(key), name) for key, name in place_names(queries.places()).items()),
    ]


def _team_choices() -> list[tuple[str, str]]:
    in_language = language()
    return [(str(team.id), team.name(in_language)) for team in queries.teams(in_language)]


def _chosen(model: type[Any], value: str) -> Any:
    """Return the row of a choice that the form has checked, or None."""
    return db.session.get(model, UUID(value)) if value else None
