"""What recruitment agencies claim.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "agency_claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("email_folded", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("presented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("agency_claims_ended_by_someone_check"),
        ),
        sa.CheckConstraint(
            "replaced_by_id IS NULL OR ended_at IS NOT NULL",
            name=op.f("agency_claims_replaced_is_ended_check"),
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["openings.id"], name=op.f("agency_claims_opening_id_fkey")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("agency_claims_by_id_fkey")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["people.id"], name=op.f("agency_claims_ended_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["agency_claims.id"],
            name=op.f("agency_claims_replaced_by_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("agency_claims_pkey")),
        sa.UniqueConstraint("form_id", name=op.f("agency_claims_form_id_key")),
    )
    op.create_index("agency_claims_mailbox_idx", "agency_claims", ["email_folded"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("agency_claims")
