"""Openings that come from elsewhere: feeds, what they last said, each reading and its changes.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    _feeds()
    _openings()
    _runs()
    _changes()


def downgrade() -> None:
    """Drop them: the openings stay, and follow nothing any more."""
    for table in ("feed_changes", "feed_runs", "feed_openings", "feeds"):
        op.drop_table(table)


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column(
            "default_contract",
            sa.Enum(
                "permanent",
                "fixed_term",
                "apprenticeship",
                "internship",
                "freelance",
                name="contract",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "default_remote",
            sa.Enum(
                "none",
                "partial",
                "full",
                name="remote",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.Column("every_minutes", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "on",
                "paused",
                "suspended",
                name="feedstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("columns", JSONB(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("first_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(format = 'table') OR (address <> '')", name=op.f("feeds_address_check")
        ),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("feeds_language_check")),
        sa.CheckConstraint("every_minutes >= 15", name=op.f("feeds_every_minutes_check")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("feeds_owner_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("feeds_pkey")),
    )
    op.create_index(
        "feeds_due_idx",
        "feeds",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'on'"),
    )
    op.create_index(op.f("feeds_owner_id_idx"), "feeds", ["owner_id"], unique=False)


def _openings() -> None:
    op.create_table(
        "feed_openings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("base", JSONB(), nullable=False),
        sa.Column("missing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_feed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("feed_openings_feed_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["openings.id"],
            name=op.f("feed_openings_opening_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("feed_openings_pkey")),
        sa.UniqueConstraint(
            "feed_id", "external_id", name=op.f("feed_openings_feed_id_external_id_key")
        ),
        sa.UniqueConstraint("opening_id", name=op.f("feed_openings_opening_id_key")),
    )


def _runs() -> None:
    op.create_table(
        "feed_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "waiting",
                "applying",
                "asking",
                "done",
                "failed",
                "undone",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("reading_id", sa.Uuid(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("feed_runs_by_id_fkey")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stored_files.id"], name=op.f("feed_runs_document_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("feed_runs_feed_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["stored_files.id"], name=op.f("feed_runs_reading_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("feed_runs_pkey")),
    )
    op.create_index("feed_runs_feed_idx", "feed_runs", ["feed_id", "id"], unique=False)
    op.create_index(
        "feed_runs_one_at_a_time_idx",
        "feed_runs",
        ["feed_id"],
        unique=True,
        postgresql_where=sa.text("state = 'applying'"),
    )


def _changes() -> None:
    op.create_table(
        "feed_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "created",
                "changed",
                "closed",
                "reopened",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("before", JSONB(), nullable=False),
        sa.Column("base", JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["openings.id"],
            name=op.f("feed_changes_opening_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["feed_runs.id"], name=op.f("feed_changes_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("feed_changes_pkey")),
    )
    op.create_index(
        op.f("feed_changes_opening_id_idx"), "feed_changes", ["opening_id"], unique=False
    )
    op.create_index(op.f("feed_changes_run_id_idx"), "feed_changes", ["run_id"], unique=False)
