"""Mails asked for by an address, until a worker has looked it up.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "asked_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="asked_mails_pkey"),
    )


def downgrade() -> None:
    """Drop it: who still waits asks again."""
    op.drop_table("asked_mails")
