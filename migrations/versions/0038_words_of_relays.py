"""Whom one works for is said with each relay; words that a company forbids.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say it from now on; links that are out said nothing, and stay as they were posted."""
    op.add_column(
        "organisations", sa.Column("discloses", sa.Boolean(), nullable=False, server_default="true")
    )
    for column in ("disclosure_fr", "disclosure_en"):
        op.add_column(
            "organisations", sa.Column(column, sa.Text(), nullable=False, server_default="")
        )
        op.alter_column("organisations", column, server_default=None)
    op.add_column(
        "referral_links", sa.Column("disclosure", sa.Text(), nullable=False, server_default="")
    )
    op.create_table(
        "forbidden_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("reason_fr", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forbidden_words_pkey")),
        sa.UniqueConstraint("folded", name=op.f("forbidden_words_folded_key")),
    )


def downgrade() -> None:
    """Say nothing with relays, and forbid nothing."""
    op.drop_table("forbidden_words")
    op.drop_column("referral_links", "disclosure")
    for column in ("disclosure_en", "disclosure_fr", "discloses"):
        op.drop_column("organisations", column)
