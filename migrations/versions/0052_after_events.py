"""When an event was to begin before it moved, the story that tells of it, which notices were read.

Revision ID: 0052
Revises: 0051
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin with events that never moved, nothing told, nothing read."""
    op.add_column("stories", sa.Column("moved_from", sa.DateTime(timezone=True)))
    op.add_column("stories", sa.Column("tells_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("stories_tells_id_fkey"),
        "stories",
        "stories",
        ["tells_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_check_constraint(op.f("stories_tells_another_check"), "stories", "tells_id <> id")
    op.create_index("stories_tells_key", "stories", ["tells_id"], unique=True)
    op.create_index(
        "stories_starts_at_idx",
        "stories",
        ["starts_at", "id"],
        postgresql_where=sa.text("starts_at IS NOT NULL"),
    )
    op.create_table(
        "notices_seen",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notices.id"],
            name=op.f("notices_seen_notice_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("notices_seen_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("notice_id", "person_id", name=op.f("notices_seen_pkey")),
    )
    op.create_index(op.f("notices_seen_person_id_idx"), "notices_seen", ["person_id"])


def downgrade() -> None:
    """Nobody knows what was read, which story told of which event, nor what had moved."""
    op.drop_table("notices_seen")
    op.drop_index("stories_starts_at_idx", "stories")
    op.drop_column("stories", "tells_id")
    op.drop_column("stories", "moved_from")
