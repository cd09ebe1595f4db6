"""Amounts keep their cents: the legal minimum by the hour has them.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = ("salary_min", "salary_max")


def upgrade() -> None:
    """Widen whole euros to euros and cents."""
    for column in COLUMNS:
        op.alter_column("openings", column, type_=sa.Numeric(10, 2), existing_type=sa.BigInteger())


def downgrade() -> None:
    """Round what has cents: the earlier forms know whole euros alone."""
    for column in COLUMNS:
        op.alter_column(
            "openings",
            column,
            type_=sa.BigInteger(),
            existing_type=sa.Numeric(10, 2),
            postgresql_using=f"round({column})",
        )
