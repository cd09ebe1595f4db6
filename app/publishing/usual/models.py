"""What new openings of a team begin with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.people.models import Person, Team


class UsualOpening(Model):
    """A team's usual opening. content: as `history.snapshots` writes it"""

    __tablename__ = "usual_openings"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        Index("usual_openings_name_key", "team_id", text("lower(name)"), unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"))
    name: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    created_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship()
