"""What openings ask of their candidates, and what those answered.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

ROWS = (("openings", "questions"), ("applications", "answers"), ("repeated_forms", "answers"))


def upgrade() -> None:
    """Begin with none of them."""
    for table, column in ROWS:
        op.add_column(
            table, sa.Column(column, postgresql.JSONB(), nullable=False, server_default="[]")
        )


def downgrade() -> None:
    """Forget them."""
    for table, column in ROWS:
        op.drop_column(table, column)
