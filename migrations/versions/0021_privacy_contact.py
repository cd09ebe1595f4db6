"""Where candidates write about their data; and no message is answered to a person any more.

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
    """Add the address: none until the company names one. Drop the one that answers went to."""
    op.add_column(
        "organisations",
        sa.Column("privacy_contact", sa.Text(), server_default="", nullable=False),
    )
    op.alter_column("organisations", "privacy_contact", server_default=None)
    op.drop_column("messages", "reply_to")


def downgrade() -> None:
    """Forget it, and make room for the other again."""
    op.add_column("messages", sa.Column("reply_to", sa.Text(), server_default="", nullable=False))
    op.alter_column("messages", "reply_to", server_default=None)
    op.drop_column("organisations", "privacy_contact")
