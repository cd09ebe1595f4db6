"""Recommendations with consent first, the mailboxes not to be asked again, and their receipts.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let a message and a receipt name what they are about."""
    op.create_table(
        "recommendation_refusals",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("recommendation_refusals_pkey")),
    )
    op.create_table(
        "recommendations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_folded", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("touch_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "accepted_at IS NULL OR name IS NOT NULL",
            name=op.f("recommendations_accepted_is_known_check"),
        ),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("recommendations_language_check")),
        sa.CheckConstraint(
            "num_nonnulls(name, email, email_folded, relation, words) IN (0, 5)",
            name=op.f("recommendations_whole_check"),
        ),
        sa.CheckConstraint(
            "touch_id IS NULL OR accepted_at IS NOT NULL",
            name=op.f("recommendations_touch_is_accepted_check"),
        ),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["people.id"], name=op.f("recommendations_ambassador_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["openings.id"], name=op.f("recommendations_opening_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["touch_id"],
            ["touches.id"],
            name=op.f("recommendations_touch_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("recommendations_pkey")),
        sa.UniqueConstraint(
            "ambassador_id", "form_id", name=op.f("recommendations_ambassador_id_form_id_key")
        ),
        sa.UniqueConstraint("touch_id", name=op.f("recommendations_touch_id_key")),
    )
    op.create_index(op.f("recommendations_opening_id_idx"), "recommendations", ["opening_id"])
    op.create_index("recommendations_mailbox_idx", "recommendations", ["email_folded"])
    op.create_index(
        "recommendations_known_key",
        "recommendations",
        ["ambassador_id", "opening_id", "email_folded"],
        unique=True,
        postgresql_where=sa.text("email_folded IS NOT NULL"),
    )
    op.create_index(
        "recommendations_unanswered_idx",
        "recommendations",
        ["ends_at"],
        postgresql_where=sa.text("touch_id IS NULL"),
    )
    op.add_column("messages", sa.Column("about_id", sa.Uuid(), nullable=True))
    op.create_index(
        "messages_about_idx",
        "messages",
        ["about_id"],
        postgresql_where=sa.text("about_id IS NOT NULL"),
    )
    op.alter_column("receipts", "link_id", nullable=True)
    op.add_column("receipts", sa.Column("recommendation_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(
        op.f("receipts_recommendation_id_key"), "receipts", ["recommendation_id"]
    )
    op.create_foreign_key(
        op.f("receipts_recommendation_id_fkey"),
        "receipts",
        "recommendations",
        ["recommendation_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_check_constraint(
        op.f("receipts_of_one_act_check"),
        "receipts",
        "num_nonnulls(link_id, recommendation_id) = 1",
    )


def downgrade() -> None:
    """Drop them; receipts of recommendations go with what they are about."""
    op.execute("DELETE FROM receipts WHERE link_id IS NULL")
    op.drop_column("receipts", "recommendation_id")  # and with it all that names it
    op.alter_column("receipts", "link_id", nullable=False)
    op.execute("DELETE FROM messages WHERE about_id IS NOT NULL")
    op.drop_column("messages", "about_id")
    op.drop_table("recommendations")
    op.drop_table("recommendation_refusals")
