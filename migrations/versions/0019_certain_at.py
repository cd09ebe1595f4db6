"""Until when an act of the activity log can be undone.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment: acts of before are all certain."""
    op.add_column("activities", sa.Column("certain_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget it: what still waits is told at once."""
    op.drop_column("activities", "certain_at")
