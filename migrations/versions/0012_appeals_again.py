"""Whoever took an appeal back may contest the same decision again.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_A_ROW = "appeals_application_id_ambassador_id_ledger_seq_key"
COLUMNS = ["application_id", "ambassador_id"]


def upgrade() -> None:
    """Let several appeals be of one row of the ledger, one of them open."""
    op.drop_constraint(op.f(OF_A_ROW), "appeals", type_="unique")
    op.create_index(
        "appeals_open_key",
        "appeals",
        COLUMNS,
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    """Have one appeal for a row again: of several, those that were taken back go."""
    op.drop_index("appeals_open_key", table_name="appeals")
    op.execute(
        """
        DELETE FROM appeals USING appeals later
        WHERE appeals.state = 'withdrawn' AND later.id > appeals.id
            AND later.application_id = appeals.application_id
            AND later.ambassador_id = appeals.ambassador_id
            AND later.ledger_seq = appeals.ledger_seq
        """
    )
    op.create_unique_constraint(op.f(OF_A_ROW), "appeals", [*COLUMNS, "ledger_seq"])
