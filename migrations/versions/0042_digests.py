"""A person's time zone, the weekly digest and who wants it, chat channels.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everybody lives by the company's clocks and takes the digest until they say otherwise."""
    op.add_column("people", sa.Column("time_zone", sa.Text()))
    op.create_table(
        "notification_preferences",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(40), nullable=False),
        sa.Column("digest_day", sa.BigInteger(), nullable=False),
        sa.Column("digest_hour", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "digest IN ('weekly', 'never')", name=op.f("notification_preferences_rhythm_check")
        ),
        sa.CheckConstraint(
            "digest_day BETWEEN 1 AND 7", name=op.f("notification_preferences_digest_day_check")
        ),
        sa.CheckConstraint(
            "digest_hour BETWEEN 0 AND 23",
            name=op.f("notification_preferences_digest_hour_check"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("notification_preferences_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("notification_preferences_pkey")),
    )
    op.create_table(
        "digests_sent",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("offered", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("digests_sent_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "week", name=op.f("digests_sent_pkey")),
    )
    op.create_table(
        "chat_channels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed_address", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('slack', 'teams', 'mattermost')", name=op.f("chat_channels_chatkind_check")
        ),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("chat_channels_language_check")),
        sa.CheckConstraint("day BETWEEN 1 AND 7", name=op.f("chat_channels_day_check")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("chat_channels_hour_check")),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["teams.id"],
            name=op.f("chat_channels_team_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("chat_channels_pkey")),
    )
    op.create_table(
        "chat_posts",
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("offered", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["chat_channels.id"],
            name=op.f("chat_posts_channel_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("channel_id", "week", name=op.f("chat_posts_pkey")),
    )


def downgrade() -> None:
    """Forget who wanted what, and where it was posted."""
    op.drop_table("chat_posts")
    op.drop_table("chat_channels")
    op.drop_table("digests_sent")
    op.drop_table("notification_preferences")
    op.drop_column("people", "time_zone")
