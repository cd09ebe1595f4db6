"""Tell every process that keeps pages in memory that something on them has changed.

A NOTIFY leaves with the commit; a counter behind it serves who was not listening.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.models import Version
from app.extensions import db

CHANNEL = "relais_changed"


def changed(kind: str, key: UUID | None = None) -> None:
    """Say, with the current transaction, that a thing of this kind has changed.

    kind: "publication", "person", "team", "organisation"
    key: which one; None for all of them
    """
    statement = insert(Version).values(kind=kind, number=1, changed_at=clock.now())
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Version.kind],
            set_={"number": Version.number + 1, "changed_at": statement.excluded.changed_at},
        )
    )
    db.session.execute(select(func.pg_notify(CHANNEL, f"{kind}:{key or '*'}")))
