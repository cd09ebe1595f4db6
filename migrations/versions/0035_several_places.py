"""Several places for one opening, working time, temporary work, and where a feed has it.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BEFORE = ("permanent", "fixed_term", "apprenticeship", "internship", "freelance")
CONTRACTS = "openings_contract_check"


def upgrade() -> None:
    """Add what openings may say from now on; those that are there say nothing of it."""
    op.create_table(
        "opening_places",
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["openings.id"],
            name=op.f("opening_places_opening_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("opening_places_place_id_fkey")
        ),
        sa.PrimaryKeyConstraint("opening_id", "place_id", name=op.f("opening_places_pkey")),
    )
    op.create_index(op.f("opening_places_place_id_idx"), "opening_places", ["place_id"])
    op.add_column("openings", sa.Column("source_url", sa.Text(), nullable=False, server_default=""))
    op.add_column("openings", sa.Column("working_time", sa.String(40)))
    op.create_check_constraint(
        op.f("openings_workingtime_check"), "openings", "working_time IN ('full', 'part')"
    )
    _allow(*BEFORE, "interim")


def downgrade() -> None:
    """Keep the first place of each opening; temporary work is a fixed term again."""
    op.execute("UPDATE openings SET contract = 'fixed_term' WHERE contract = 'interim'")
    _allow(*BEFORE)
    op.drop_constraint(op.f("openings_workingtime_check"), "openings")
    op.drop_column("openings", "working_time")
    op.drop_column("openings", "source_url")
    op.drop_table("opening_places")


def _allow(*contracts: str) -> None:
    op.drop_constraint(op.f(CONTRACTS), "openings")
    words = ", ".join(f"'{each}'" for each in contracts)
    op.create_check_constraint(op.f(CONTRACTS), "openings", f"contract IN ({words})")
