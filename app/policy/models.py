"""The versions of the policy."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model
from app.core.ids import uuid7


class PolicyVersion(Model):
    """One version of the policy. Rows are only ever added: the database refuses any change."""

    __tablename__ = "attribution_policies"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid7)
    settings: Mapped[dict[str, Any]]  # every field, as policy.settings() writes it
    hash: Mapped[str]  # SHA-256 of the canonical bytes of the settings
    in_force_from: Mapped[datetime] = mapped_column(unique=True)
