"""The versions of publications: what each was, when, and who made it.

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

TABLE = "publication_versions"


def upgrade() -> None:
    """Begin with none: how a publication stood is kept before its first change."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid()),
        sa.Column(
            "cause",
            sa.Enum(
                *("saved", "imported", "restored"),
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f(f"{TABLE}_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f(f"{TABLE}_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{TABLE}_pkey")),
        sa.UniqueConstraint(
            "publication_id", "number", name=op.f(f"{TABLE}_publication_id_number_key")
        ),
    )
    op.create_index(op.f(f"{TABLE}_by_id_idx"), TABLE, ["by_id"])


def downgrade() -> None:
    """Forget how publications were."""
    op.drop_table(TABLE)
