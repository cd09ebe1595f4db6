"""What the home page remembers: a person's last visit, and how often openings were shown.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has been there yet, and every opening begins with the same share."""
    op.create_table(
        "hub_visits",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True)),
        sa.Column("visits", sa.BigInteger(), nullable=False),
        sa.Column("visits_before", sa.BigInteger(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("shown", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("hub_visits_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("hub_visits_pkey")),
    )
    op.create_table(
        "hub_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("hub_days_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("day", "publication_id", name=op.f("hub_days_pkey")),
    )
    op.create_index(op.f("hub_days_publication_id_idx"), "hub_days", ["publication_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("hub_days")
    op.drop_table("hub_visits")
