"""Indexes for every order of the list of applications, and messages among what it searches.

Revision ID: 0022
Revises: 0021
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core.text.tokens import tokens

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COUNTED = "repeats_id IS NULL"
RANK = "array_position(ARRAY['received','review','interview','offer','hired'], stage::text)"
ORDERS = {
    "applications_at_idx": "at, id",
    "applications_state_at_idx": "state, at, id",
    "applications_waiting_idx": "stage_since, id",
    "applications_state_waiting_idx": "state, stage_since, id",
    "applications_stage_idx": f"({RANK}), at DESC, id DESC",
    "applications_state_stage_idx": f"state, ({RANK}), at DESC, id DESC",
}
# What was written beside the CV, with the weight by which it is told from it.
WRITTEN = (("message", "C", ("language",)), ("named_referrer", "B", ("'fr'", "'en'")))
BATCH = 500


def upgrade() -> None:
    """Make the indexes; add to what is searched the words of messages and of typed names."""
    for name, columns in ORDERS.items():
        op.execute(f"CREATE INDEX {name} ON applications ({columns}) WHERE {COUNTED}")
    op.execute(
        "CREATE INDEX applications_unseen_idx ON applications (at) "
        f"WHERE seen_at IS NULL AND state = 'open' AND {COUNTED}"
    )
    op.create_index("applications_candidate_idx", "applications", ["candidate_id", "opening_id"])
    op.create_index(
        "candidates_person_idx", "candidates", ["person_id"],
        postgresql_where="person_id IS NOT NULL",
    )  # fmt: skip
    op.execute("CREATE INDEX candidates_name_idx ON candidates (fold(name))")
    op.create_index("hiring_team_person_idx", "hiring_team", ["person_id"])
    op.execute(
        "CREATE INDEX people_called_idx ON people "
        "USING gin (fold(first_name || ' ' || last_name) gin_trgm_ops)"
    )
    for column, weight, languages in WRITTEN:
        _add(column, weight, languages)


def _add(column: str, weight: str, languages: tuple[str, ...]) -> None:
    connection = op.get_bind()
    added = " || ".join(
        f"setweight(search_vector({language}, CAST(:words AS text[]), CAST(:places AS int[])), "
        f"'{weight}')"
        for language in languages
    )
    update = sa.text(f"UPDATE applications SET cv_search = cv_search || {added} WHERE id = :id")
    for rows in _batches(connection, column):
        connection.execute(update, [_words_of(row.id, row.written) for row in rows])


def _batches(connection: sa.Connection, column: str) -> Iterator[list[Any]]:
    """Read what was written, in the order of ids, some at a time."""
    last = "00000000-0000-0000-0000-000000000000"
    statement = sa.text(
        f"SELECT id, {column} AS written FROM applications "
        f"WHERE {column} <> '' AND id > CAST(:last AS uuid) ORDER BY id LIMIT {BATCH}"
    )
    while rows := list(connection.execute(statement, {"last": last})):
        yield rows
        last = str(rows[-1].id)


def _words_of(key: Any, written: str) -> dict[str, Any]:
    found = tokens(written)
    return {
        "id": key,
        "words": [token.word for token in found],
        "places": [token.place for token in found],
    }


def downgrade() -> None:
    """Search CVs alone, without the indexes."""
    op.execute(
        "UPDATE applications SET cv_search = ts_filter(cv_search, '{d}') "
        "WHERE message <> '' OR named_referrer <> ''"
    )
    op.drop_index("people_called_idx", table_name="people")
    op.drop_index("hiring_team_person_idx", table_name="hiring_team")
    op.drop_index("candidates_name_idx", table_name="candidates")
    op.drop_index("candidates_person_idx", table_name="candidates")
    for name in ("applications_candidate_idx", "applications_unseen_idx", *ORDERS):
        op.drop_index(name, table_name="applications")
