"""Names as they are compared, and what recruiters say when they refuse, hire and contact.

Revision ID: 0025
Revises: 0024
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.text.fold import name_key, plain_words

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BATCH = 1000
OTHER = {
    "code": "other",
    "label_fr": "Autre",
    "label_en": "Other",
    "sentence_fr": "",
    "sentence_en": "",
}


def upgrade() -> None:
    """Add the columns; fold the names by the program's own function, not by a copy of it."""
    op.execute("CREATE EXTENSION IF NOT EXISTS fuzzystrmatch")
    for name in ("folded_name", "folded_first"):
        op.add_column("people", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column(
        "people",
        sa.Column("folded_last", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column(
        "candidates", sa.Column("folded_name", sa.Text(), server_default="", nullable=False)
    )
    _fill("people", ("first_name", "last_name"), _of_person)
    _fill("candidates", ("name",), _of_candidate)
    op.create_index("people_folded_name_idx", "people", ["folded_name"])
    op.create_index("people_folded_first_idx", "people", ["folded_first"])
    op.create_index("people_folded_last_idx", "people", ["folded_last"], postgresql_using="gin")
    op.create_index("candidates_folded_name_idx", "candidates", ["folded_name"])
    op.add_column("moves", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column(
        "moves",
        sa.Column("without_letter", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("recommendations", sa.Column("taken_by_id", sa.Uuid(), nullable=True))
    for name in ("taken_at", "contacted_at"):
        op.add_column("recommendations", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(None, "recommendations", "people", ["taken_by_id"], ["id"])
    op.create_check_constraint(
        op.f("recommendations_taken_by_someone_check"),
        "recommendations",
        "(taken_at IS NULL) = (taken_by_id IS NULL)"
        " AND (contacted_at IS NULL OR taken_at IS NOT NULL)",
    )
    op.execute(
        sa.text(
            "INSERT INTO refusal_reasons"
            " (code, position, label_fr, label_en, sentence_fr, sentence_en)"
            " SELECT :code, coalesce(max(position), 0) + 1, :label_fr, :label_en, :sentence_fr,"
            " :sentence_en FROM refusal_reasons ON CONFLICT (code) DO NOTHING"
        ).bindparams(**OTHER)
    )


def downgrade() -> None:
    """Forget them. A refusal for another reason keeps its note, and reads as the first one."""
    op.execute(
        "UPDATE applications SET refusal_reason = (SELECT code FROM refusal_reasons"
        " WHERE code <> 'other' ORDER BY position LIMIT 1) WHERE refusal_reason = 'other'"
    )
    op.execute("DELETE FROM refusal_reasons WHERE code = 'other'")
    op.drop_constraint(
        op.f("recommendations_taken_by_someone_check"), "recommendations", type_="check"
    )
    for name in ("contacted_at", "taken_at", "taken_by_id"):
        op.drop_column("recommendations", name)
    op.drop_column("moves", "without_letter")
    op.drop_column("moves", "starts_on")
    op.drop_index("candidates_folded_name_idx", table_name="candidates")
    op.drop_column("candidates", "folded_name")
    for name in ("folded_last", "folded_first", "folded_name"):
        op.drop_index(f"people_{name}_idx", table_name="people")
        op.drop_column("people", name)
    op.execute("DROP EXTENSION fuzzystrmatch")


def _of_person(first: str, last: str) -> dict[str, Any]:
    return {
        "folded_name": name_key(f"{first} {last}"),
        "folded_first": "".join(plain_words(first)),
        "folded_last": plain_words(last),
    }


def _of_candidate(name: str) -> dict[str, Any]:
    return {"folded_name": name_key(name)}


def _fill(table: str, sources: Sequence[str], folded: Callable[..., dict[str, Any]]) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text(f"SELECT id, {', '.join(sources)} FROM {table}")).all()
    filled = [{"id": key, **folded(*names)} for key, *names in rows]
    if not filled:
        return
    columns = ", ".join(f"{name} = :{name}" for name in filled[0] if name != "id")
    write = sa.text(f"UPDATE {table} SET {columns} WHERE id = :id")
    for start in range(0, len(filled), BATCH):
        connection.execute(write, filled[start : start + BATCH])
