"""Where candidates write about their data.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the address: none until the company names one."""
    op.add_column(
        "organisations",
        sa.Column("privacy_contact", sa.Text(), server_default="", nullable=False),
    )
    op.alter_column("organisations", "privacy_contact", server_default=None)


def downgrade() -> None:
    """Forget it."""
    op.drop_column("organisations", "privacy_contact")
