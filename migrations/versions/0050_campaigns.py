"""Campaigns, who is invited by them, and how often and when anybody may be.

Revision ID: 0050
Revises: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def _key(
    name: str, target: str, table: str, *, gone: str | None = "CASCADE"
) -> sa.ForeignKeyConstraint:
    named = op.f(f"{table}_{name}_fkey")
    return sa.ForeignKeyConstraint([name], [target], name=named, ondelete=gone)


def upgrade() -> None:
    """Everybody may be invited once a week, between eight and seven on weekdays, until they say."""
    for name, value in (("invitations_a_week", "1"), ("quiet_from", "19"), ("quiet_until", "8")):
        column = sa.Column(name, sa.BigInteger(), server_default=value, nullable=False)
        op.add_column("organisations", column)
    op.create_check_constraint(
        op.f("organisations_invitations_a_week_check"),
        "organisations",
        "invitations_a_week BETWEEN 1 AND 7",
    )
    op.create_check_constraint(
        op.f("organisations_quiet_hours_check"),
        "organisations",
        "quiet_until >= 0 AND quiet_until < quiet_from AND quiet_from <= 24",
    )
    _campaigns()
    _invitations()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("name_fr", "name_en", "purpose_fr", "purpose_en")
        ),
        sa.Column("first_on", sa.Date()),
        sa.Column("last_on", sa.Date()),
        sa.Column("goal", sa.BigInteger()),
        sa.Column("audience_languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("by_mail", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("by_chat", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reminds", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("launched_at", sa.DateTime(timezone=True)),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("first_on <= last_on", name=op.f("campaigns_days_ordered_check")),
        sa.CheckConstraint("goal > 0", name=op.f("campaigns_goal_check")),
        sa.CheckConstraint(
            "launched_at IS NULL OR (first_on IS NOT NULL AND last_on IS NOT NULL)",
            name=op.f("campaigns_launched_has_days_check"),
        ),
        sa.CheckConstraint(
            "launched_at IS NOT NULL OR (paused_at IS NULL AND stopped_at IS NULL)",
            name=op.f("campaigns_launched_first_check"),
        ),
        _key("author_id", "people.id", "campaigns", gone=None),
        sa.PrimaryKeyConstraint("id", name=op.f("campaigns_pkey")),
    )
    op.create_index(op.f("campaigns_author_id_idx"), "campaigns", ["author_id"])
    op.create_index(
        "campaigns_days_idx",
        "campaigns",
        ["last_on", "first_on"],
        postgresql_where=sa.text("launched_at IS NOT NULL"),
    )
    for table, name, target in (
        ("campaign_teams", "team_id", "teams.id"),
        ("campaign_places", "place_id", "places.id"),
    ):
        op.create_table(
            table,
            sa.Column("campaign_id", sa.Uuid(), nullable=False),
            sa.Column(name, sa.Uuid(), nullable=False),
            _key("campaign_id", "campaigns.id", table),
            _key(name, target, table, gone=None),
            sa.PrimaryKeyConstraint("campaign_id", name, name=op.f(f"{table}_pkey")),
        )
    op.create_table(
        "campaign_publications",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        _key("campaign_id", "campaigns.id", "campaign_publications"),
        _key("publication_id", "publications.id", "campaign_publications"),
        sa.PrimaryKeyConstraint(
            "campaign_id", "publication_id", name=op.f("campaign_publications_pkey")
        ),
    )
    op.create_index(
        op.f("campaign_publications_publication_id_idx"),
        "campaign_publications",
        ["publication_id"],
    )


def _invitations() -> None:
    op.create_table(
        "invitation_preferences",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("takes", sa.String(40), nullable=False),
        sa.Column("days_off", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("away_until", sa.Date()),
        sa.CheckConstraint(
            "takes IN ('each', 'digest', 'none')", name=op.f("invitation_preferences_takes_check")
        ),
        sa.CheckConstraint(
            "days_off <@ ARRAY[1, 2, 3, 4, 5, 6, 7]",
            name=op.f("invitation_preferences_days_off_check"),
        ),
        sa.CheckConstraint(
            "NOT days_off @> ARRAY[1, 2, 3, 4, 5, 6, 7]",
            name=op.f("invitation_preferences_some_day_on_check"),
        ),
        _key("person_id", "people.id", "invitation_preferences"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("invitation_preferences_pkey")),
    )
    op.create_table(
        "campaign_invitations",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("campaign_invitations_number_check")),
        _key("campaign_id", "campaigns.id", "campaign_invitations"),
        _key("person_id", "people.id", "campaign_invitations"),
        sa.PrimaryKeyConstraint(
            "campaign_id", "number", "person_id", name=op.f("campaign_invitations_pkey")
        ),
    )
    op.create_index("campaign_invitations_person_idx", "campaign_invitations", ["person_id", "at"])
    op.create_table(
        "campaign_posts",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered", sa.ARRAY(sa.Uuid()), nullable=False),
        _key("campaign_id", "campaigns.id", "campaign_posts"),
        _key("channel_id", "chat_channels.id", "campaign_posts"),
        sa.PrimaryKeyConstraint("campaign_id", "channel_id", name=op.f("campaign_posts_pkey")),
    )
    op.create_index("campaign_posts_channel_idx", "campaign_posts", ["channel_id", "at"])


def downgrade() -> None:
    """Forget campaigns, and who was invited by them."""
    for table in (
        *("campaign_posts", "campaign_invitations", "invitation_preferences"),
        *("campaign_publications", "campaign_places", "campaign_teams", "campaigns"),
    ):
        op.drop_table(table)
    for name in ("quiet_until", "quiet_from", "invitations_a_week"):
        op.drop_column("organisations", name)
