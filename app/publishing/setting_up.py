"""What a new installation still lacks before its first opening can be relayed."""

from dataclasses import dataclass, fields

from sqlalchemy import exists, select

from app.core.database import db
from app.core.models import Message, MessageState
from app.people.brand import DEFAULT
from app.people.models import Charter, Organisation, Person, Place, Team
from app.people.organisation import UNNAMED
from app.publishing.models import Publication

TEST_MAIL = "admin/mail/test"


@dataclass(frozen=True)
class SetUp:
    """Which first steps are done. `brand` alone may be left as it is.

    demonstration: the company is invented, and nobody sets it up
    """

    name: bool
    brand: bool
    texts: bool  # legal notice and privacy notice in both languages, and whom to write to
    charter: bool
    places: bool
    teams: bool
    mail: bool  # a message has left
    people: bool  # somebody else has an account
    opening: bool  # something was published
    demonstration: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing is left that a company cannot do without."""
        return self.demonstration or self.left == 0

    @property
    def left(self) -> int:
        """How many steps are left, those that may be skipped apart."""
        needed = {each.name for each in fields(self)} - {"brand", "demonstration"}
        return sum(not getattr(self, name) for name in needed)


def first_steps() -> SetUp:
    """Return which first steps are done. One statement."""
    company = select(Organisation)
    texts = ("legal_fr", "legal_en", "privacy_fr", "privacy_en", "privacy_contact")
    written = [getattr(Organisation, column) != "" for column in texts]
    looks = (Organisation.brand_color != DEFAULT) | Organisation.logo_id.is_not(None)
    two_people = select(Person.id).limit(1).offset(1)
    asked = {
        "name": company.where(Organisation.name != UNNAMED).exists(),
        "brand": company.where(looks).exists(),
        "texts": company.where(*written).exists(),
        "charter": exists().select_from(Charter),
        "places": exists().select_from(Place),
        "teams": exists().select_from(Team),
        "mail": select(Message).where(Message.state == MessageState.SENT).exists(),
        "people": two_people.exists(),
        "demonstration": company.where(Organisation.demonstration).exists(),
        "opening": select(Publication).where(Publication.published_at.is_not(None)).exists(),
    }
    row = db.session.execute(select(*(each.label(name) for name, each in asked.items()))).one()
    return SetUp(**row._mapping)
