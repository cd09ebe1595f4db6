"""Being told of new openings by mail, and mails with headers of their own.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the alerts; a mail that waits to be sent has no header of its own."""
    op.add_column("messages", sa.Column("headers", JSONB(), nullable=False, server_default="{}"))
    op.create_table(
        "opening_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_folded", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sent_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("opening_alerts_language_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("opening_alerts_pkey")),
        sa.UniqueConstraint(
            "email_folded", "what", name=op.f("opening_alerts_email_folded_what_key")
        ),
    )
    op.create_index(
        "opening_alerts_asked_at_idx",
        "opening_alerts",
        ["asked_at"],
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )


def downgrade() -> None:
    """Forget whoever asked to be told."""
    op.drop_table("opening_alerts")
    op.drop_column("messages", "headers")
