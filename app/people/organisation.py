"""The organisation: its name, its words, its logo and its colour."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.core import activity, files, freshness
from app.core.database import db
from app.core.files import pictures
from app.core.i18n import gettext as _
from app.core.ids import uuid7
from app.people import brand
from app.people.models import Organisation, Person

UNNAMED = "Relais"  # until someone gives it the company's
LOGO_SIDE = 512  # pixels

# Columns that the organisation's page changes; each is text.
TEXTS = (
    "name", "about_fr", "about_en", "website", "legal_fr", "legal_en", "privacy_fr", "privacy_en",
    "privacy_contact", "disclosure_fr", "disclosure_en",
)  # fmt: skip


def current_organisation() -> Organisation | None:
    """Return the organisation with its logo; None on an installation that was never set up."""
    return db.session.scalar(select(Organisation).options(joinedload(Organisation.logo)))


def the_organisation(*, now: datetime) -> Organisation:
    """Return the organisation, made unnamed when there is none yet."""
    if found := current_organisation():
        return found
    db.session.execute(
        insert(Organisation)
        .values(id=uuid7(), name=UNNAMED, created_at=now)
        .on_conflict_do_nothing()
    )
    return db.session.scalars(select(Organisation)).one()


def privacy_unwritten(organisation: Organisation | None) -> bool:
    """Say whether candidates still read our words about their data, or find nobody to write to."""
    texts = ("privacy_fr", "privacy_en", "privacy_contact")
    return organisation is None or not all(getattr(organisation, each).strip() for each in texts)


def describe(organisation: Organisation, texts: Mapping[str, str], *, by: Person) -> None:
    """Change the organisation's name and words; keys that TEXTS lacks are ignored."""
    changed = [key for key in TEXTS if key in texts and texts[key] != getattr(organisation, key)]
    for key in changed:
        setattr(organisation, key, texts[key])
    _note(organisation, changed, by)


def ask_referrer(organisation: Organisation, asks: bool, *, by: Person) -> None:
    """Have candidates say who recommends them, instead of keeping the person shown by default."""
    if asks != organisation.asks_referrer:
        organisation.asks_referrer = asks
        _note(organisation, ["asks_referrer"], by)


def disclose(organisation: Organisation, discloses: bool, *, by: Person) -> None:
    """Have each relay say whom its ambassador works for, or not."""
    if discloses != organisation.discloses:
        organisation.discloses = discloses
        _note(organisation, ["discloses"], by)


def invite_by(
    organisation: Organisation, *, a_week: int, quiet_from: int, quiet_until: int, by: Person
) -> None:
    """Say how often campaigns may invite a person in seven days, and between which hours never."""
    wanted = {
        "invitations_a_week": a_week, "quiet_from": quiet_from, "quiet_until": quiet_until
    }  # fmt: skip
    changed = [name for name, value in wanted.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, wanted[name])
    _note(organisation, changed, by)


def take_questions(organisation: Organisation, takes: bool, *, by: Person) -> None:
    """Let visitors put questions to ambassadors, or not."""
    if takes != organisation.takes_questions:
        organisation.takes_questions = takes
        _note(organisation, ["takes_questions"], by)


def disclosure_of(organisation: Organisation | None, language: str) -> str:
    """Return what each relay in a language says of whom one works for; "" for nothing."""
    if organisation is None or not organisation.discloses:
        return ""
    written = organisation.disclosure_fr if language == "fr" else organisation.disclosure_en
    return written or our_disclosure(organisation, language)


def our_disclosure(organisation: Organisation | None, language: str) -> str:
    """Return what relays say of whom one works for until the company writes its own sentence."""
    with force_locale(language):
        company = organisation.name if organisation else UNNAMED
        return _("I work for %(company)s.", company=company)


def set_colour(organisation: Organisation, typed: str, *, by: Person) -> None:
    """Change the company's colour.

    raises: NoColour, or UnreadableColour with the nearest one that works
    """
    colour = brand.read_colour(typed)
    brand.palette(colour)
    if colour != organisation.brand_color:
        organisation.brand_color = colour
        _note(organisation, ["brand_color"], by)


def set_logo(organisation: Organisation, data: bytes, *, name: str, by: Person) -> None:
    """Change the logo.

    raises: BadPicture
    """
    before = organisation.logo
    organisation.logo = pictures.store_picture(data, name=name, max_side=LOGO_SIDE, field="logo")
    db.session.flush()
    if before:
        files.remove(before)
    _note(organisation, ["logo"], by)


def remove_logo(organisation: Organisation, *, by: Person) -> None:
    """Go back to the company's initial."""
    before = organisation.logo
    if before:
        organisation.logo = None
        db.session.flush()
        files.remove(before)
        _note(organisation, ["logo"], by)


def _note(organisation: Organisation, changed: list[str], by: Person) -> None:
    if changed:
        activity.record("organisation.changed", organisation, by=by, data={"changed": changed})
        freshness.changed("organisation", organisation.id)
