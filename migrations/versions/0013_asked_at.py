"""When a candidate was written to about the name they typed.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; where a recruiter had asked, it is that of the asking."""
    op.add_column("namings", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE namings SET asked_at = settled_at WHERE state = 'asked'")


def downgrade() -> None:
    """Forget it."""
    op.drop_column("namings", "asked_at")
