"""Reminders that people ask for: to relay a publication later, themselves.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

CHANNELS = (
    *("linkedin", "x", "bluesky", "mastodon", "facebook", "whatsapp", "threads", "xing", "email"),
    *("sms", "slack", "teams", "qr", "copy", "sheet"),
)


def upgrade() -> None:
    """One for each person, publication and network; the text is kept with it."""
    op.create_table(
        "share_reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                *CHANNELS, name="channel", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("share_reminders_language_check")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("share_reminders_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("share_reminders_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("share_reminders_pkey")),
        sa.UniqueConstraint(
            "person_id",
            "publication_id",
            "channel",
            name=op.f("share_reminders_person_id_publication_id_channel_key"),
        ),
    )
    op.create_index(
        "share_reminders_due_idx",
        "share_reminders",
        ["at"],
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def downgrade() -> None:
    """Remind nobody."""
    op.drop_table("share_reminders")
