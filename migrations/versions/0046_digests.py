"""A person's time zone, the weekly digest and who wants it, headers of a message, chat channels.

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everybody lives by the company's clocks and takes the digest until they say otherwise."""
    op.add_column("people", sa.Column("time_zone", sa.Text()))
    op.add_column("messages", sa.Column("headers", JSONB(), nullable=False, server_default="{}"))
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


def downgrade() -> None:
    """Forget who wanted what."""
    op.drop_table("digests_sent")
    op.drop_table("notification_preferences")
    op.drop_column("messages", "headers")
    op.drop_column("people", "time_zone")
