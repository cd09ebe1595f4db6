"""Stories of more kinds, proposed by anyone and reviewed; what is said of what is recalled.

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

STEPS = ("submitted", "taken_back", "sent_back", "approved", "declined")
BEFORE = ("article", "portrait")


def upgrade() -> None:
    """Begin with none of them."""
    _allow(*BEFORE, "event", "news", "curated")
    for column in ("source_url", "source_name"):
        op.add_column("stories", sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("step", _words("reviewstep", *STEPS), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "step NOT IN ('sent_back', 'declined') OR note <> ''",
            name=op.f("reviews_says_why_check"),
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("reviews_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("reviews_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("reviews_pkey")),
    )
    op.create_index(op.f("reviews_by_id_idx"), "reviews", ["by_id"])
    _keep_notices()
    _keep_events()
    op.create_index("reviews_publication_idx", "reviews", ["publication_id", "at"])


def downgrade() -> None:
    """What is of a new kind is an article; nobody knows who reviewed or recalled what."""
    op.drop_table("rsvps")
    op.drop_table("notices")
    for column in (
        *("starts_at", "ends_at", "place_id", "capacity", "address", "online_url", "sequence"),
    ):
        op.drop_column("stories", column)
    op.drop_table("reviews")
    for column in ("source_url", "source_name"):
        op.drop_column("stories", column)
    op.execute(
        "UPDATE stories SET story_kind = 'article' "
        " WHERE story_kind IN ('event', 'news', 'curated')"
    )
    _allow(*BEFORE)


def _keep_events() -> None:
    for column in ("starts_at", "ends_at"):
        op.add_column("stories", sa.Column(column, sa.DateTime(timezone=True)))
    op.add_column("stories", sa.Column("place_id", sa.Uuid()))
    op.add_column("stories", sa.Column("capacity", sa.BigInteger()))
    for column in ("address", "online_url"):
        op.add_column("stories", sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "stories", sa.Column("sequence", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_foreign_key(op.f("stories_place_id_fkey"), "stories", "places", ["place_id"], ["id"])
    op.create_index(op.f("stories_place_id_idx"), "stories", ["place_id"])
    op.create_check_constraint(
        op.f("stories_ends_after_start_check"), "stories", "ends_at > starts_at"
    )
    op.create_check_constraint(op.f("stories_capacity_check"), "stories", "capacity > 0")
    op.create_table(
        "rsvps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("name", "email", "email_folded", "language")
        ),
        sa.Column("state", _words("rsvpstate", "coming", "waiting", "cancelled"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("rsvps_language_check")),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("rsvps_story_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("rsvps_pkey")),
    )
    op.create_index(
        "rsvps_open_key",
        "rsvps",
        ["story_id", "email_folded"],
        unique=True,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_index("rsvps_turn_idx", "rsvps", ["story_id", "state", "at", "id"])


def _keep_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words("noticekind", "corrected", "recalled"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("note_fr", "note_en", "suggested_fr", "suggested_en")
        ),
        sa.CheckConstraint(
            "note_fr <> '' AND note_en <> ''", name=op.f("notices_in_both_languages_check")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("notices_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("notices_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("notices_pkey")),
    )
    op.create_index(op.f("notices_by_id_idx"), "notices", ["by_id"])
    op.create_index("notices_publication_idx", "notices", ["publication_id", "at"])


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _allow(*kinds: str) -> None:
    op.drop_constraint(op.f("stories_storykind_check"), "stories")
    words = ", ".join(f"'{each}'" for each in kinds)
    op.create_check_constraint(
        op.f("stories_storykind_check"), "stories", f"story_kind IN ({words})"
    )
