"""Suggested texts for one network, sentences they begin with, usual openings, pages of links.

Revision ID: 0051
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

NETWORKS = (
    *("", "linkedin", "x", "bluesky", "mastodon", "whatsapp", "email", "facebook", "threads"),
    *("xing", "sms", "teams", "slack"),
)
STATES = "waiting", "read", "refused"


def upgrade() -> None:
    """Every text is for every network, as it was; nothing else has begun."""
    op.add_column("variants", sa.Column("network", sa.Text(), nullable=False, server_default=""))
    named = ", ".join(f"'{each}'" for each in NETWORKS)
    op.create_check_constraint(op.f("variants_network_check"), "variants", f"network IN ({named})")
    op.add_column(
        "stories", sa.Column("cover_credit", sa.Text(), nullable=False, server_default="")
    )
    _keep_sentences()
    _keep_usual_openings()
    _keep_readings()


def downgrade() -> None:
    """Texts for one network are for every one again; the rest is forgotten."""
    op.drop_table("page_readings")
    op.drop_table("usual_openings")
    op.drop_table("share_templates")
    op.drop_column("stories", "cover_credit")
    op.drop_column("variants", "network")


def _keep_sentences() -> None:
    op.create_table(
        "share_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("length", _words("textlength", "long", "medium", "short"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("share_templates_language_check")),
        sa.CheckConstraint("text <> ''", name=op.f("share_templates_written_check")),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["people.id"], name=op.f("share_templates_updated_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("share_templates_pkey")),
        sa.UniqueConstraint(
            "kind", "language", "length", name=op.f("share_templates_kind_language_length_key")
        ),
    )
    op.create_index(op.f("share_templates_updated_by_id_idx"), "share_templates", ["updated_by_id"])


def _keep_usual_openings() -> None:
    op.create_table(
        "usual_openings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("usual_openings_named_check")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("usual_openings_team_id_fkey")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("usual_openings_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("usual_openings_pkey")),
    )
    op.create_index(
        "usual_openings_name_key",
        "usual_openings",
        ["team_id", sa.text("lower(name)")],
        unique=True,
    )
    op.create_index(op.f("usual_openings_by_id_idx"), "usual_openings", ["by_id"])


def _keep_readings() -> None:
    op.create_table(
        "page_readings",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("address", "language")),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("state", _words("pagereadingstate", *STATES), nullable=False),
        sa.Column("taken", postgresql.ARRAY(sa.Text()), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("refusal", "picture_refusal")),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("page_readings_language_check")),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal <> '')", name=op.f("page_readings_says_why_check")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("page_readings_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("page_readings_by_id_fkey")),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("page_readings_pkey")),
    )
    op.create_index(op.f("page_readings_by_id_idx"), "page_readings", ["by_id"])
    op.create_index(
        "page_readings_waiting_idx",
        "page_readings",
        ["asked_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
