"""Referral links, followed themes, publications set aside.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "referral_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "linkedin",
                "x",
                "bluesky",
                "mastodon",
                "facebook",
                "whatsapp",
                "threads",
                "xing",
                "email",
                "sms",
                "slack",
                "teams",
                "qr",
                "copy",
                "sheet",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("charter_version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("referral_links_language_check")),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["people.id"], name=op.f("referral_links_ambassador_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["charter_version"],
            ["charters.version"],
            name=op.f("referral_links_charter_version_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("referral_links_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("referral_links_pkey")),
        sa.UniqueConstraint(
            "ambassador_id", "form_id", name=op.f("referral_links_ambassador_id_form_id_key")
        ),
        sa.UniqueConstraint("code", name=op.f("referral_links_code_key")),
    )
    op.create_index(
        "referral_links_ambassador_idx",
        "referral_links",
        ["ambassador_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "referral_links_publication_idx",
        "referral_links",
        ["publication_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "followed_themes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("followed_themes_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["themes.id"],
            name=op.f("followed_themes_theme_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "theme_id", name=op.f("followed_themes_pkey")),
    )
    op.create_table(
        "set_aside",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("set_aside_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("set_aside_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "publication_id", name=op.f("set_aside_pkey")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("set_aside")
    op.drop_table("followed_themes")
    op.drop_index("referral_links_publication_idx", table_name="referral_links")
    op.drop_index("referral_links_ambassador_idx", table_name="referral_links")
    op.drop_table("referral_links")
