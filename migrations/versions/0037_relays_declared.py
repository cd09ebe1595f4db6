"""A link given to the device's share menu is a relay once the menu says that it was sent.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take every link made so far for a relay, as it was; PostgreSQL rewrites no row."""
    op.add_column(
        "referral_links",
        sa.Column("declared", sa.Boolean(), nullable=False, server_default=sa.true()),
    )


def downgrade() -> None:
    """Take every link for a relay again."""
    op.drop_column("referral_links", "declared")
