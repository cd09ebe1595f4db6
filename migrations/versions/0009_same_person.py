"""Candidates who are one person, and the applications that repeat one of theirs.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = ("decision", "override", "erasure", "merge")


def upgrade() -> None:
    """Make the pairs, the pointer between applications, and the ledger's word for it."""
    op.add_column(
        "candidates",
        sa.Column(
            "phone_digits",
            sa.Text(),
            sa.Computed("right(regexp_replace(phone, '[^0-9]', '', 'g'), 9)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index(op.f("candidates_phone_digits_idx"), "candidates", ["phone_digits"])
    op.create_table(
        "candidate_pairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "same",
                "different",
                name="pairverdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("one_id < other_id", name=op.f("candidate_pairs_in_order_check")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("candidate_pairs_ended_by_someone_check"),
        ),
        sa.ForeignKeyConstraint(
            ["one_id"],
            ["candidates.id"],
            name=op.f("candidate_pairs_one_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["candidates.id"],
            name=op.f("candidate_pairs_other_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("candidate_pairs_by_id_fkey")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["people.id"], name=op.f("candidate_pairs_ended_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("candidate_pairs_pkey")),
    )
    op.create_index(
        "candidate_pairs_in_force_key",
        "candidate_pairs",
        ["one_id", "other_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "candidate_pairs_other_idx",
        "candidate_pairs",
        ["other_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("applications", sa.Column("repeats_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("applications_repeats_id_fkey"), "applications", "applications", ["repeats_id"], ["id"]
    )
    op.create_index(op.f("applications_repeats_id_idx"), "applications", ["repeats_id"])
    op.create_check_constraint(
        op.f("applications_repeats_another_check"),
        "applications",
        "repeats_id IS NULL OR (repeats_id <> id AND state IN ('open', 'withdrawn'))",
    )
    _open_key("state = 'open' AND repeats_id IS NULL")
    _kinds(KINDS)


def downgrade() -> None:
    """Take them away. A ledger that tells of merges, or repeated applications, refuse it."""
    _kinds(KINDS[:-1])
    _open_key("state = 'open'")
    op.drop_column("applications", "repeats_id")
    op.drop_table("candidate_pairs")
    op.drop_column("candidates", "phone_digits")


def _open_key(condition: str) -> None:
    op.drop_index("applications_open_key", table_name="applications")
    op.create_index(
        "applications_open_key",
        "applications",
        ["candidate_id", "opening_id"],
        unique=True,
        postgresql_where=sa.text(condition),
    )


def _kinds(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ledger_ledgerkind_check"), "ledger")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f("ledger_ledgerkind_check"), "ledger", f"kind IN ({listed})")
