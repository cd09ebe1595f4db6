"""Cards of shared pages, and each ambassador's permanent link.

Revision ID: 0047
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is drawn yet: pages show what they showed until a worker has."""
    op.add_column(
        "referral_links",
        sa.Column("on_card", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "share_cards",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("share_cards_language_check")),
        sa.CheckConstraint(
            "person_id IS NULL OR NOT current", name=op.f("share_cards_current_is_nobodys_check")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("share_cards_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("share_cards_person_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("share_cards_file_id_fkey")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("share_cards_pkey")),
    )
    op.create_index(
        "share_cards_current_idx",
        "share_cards",
        ["publication_id", "language"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_index(
        "share_cards_person_idx",
        "share_cards",
        ["person_id"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_table(
        "card_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("card_orders_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("card_orders_person_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("card_orders_pkey")),
        sa.UniqueConstraint(
            "publication_id",
            "person_id",
            name=op.f("card_orders_publication_id_person_id_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("card_orders_due_idx", "card_orders", ["due_at"])
    op.create_index(op.f("card_orders_person_id_idx"), "card_orders", ["person_id"])
    # what is online is drawn by the first worker
    op.execute(
        "INSERT INTO card_orders (id, publication_id, due_at, tries)"
        " SELECT gen_random_uuid(), id, now(), 0 FROM publications WHERE state = 'published'"
    )


def downgrade() -> None:
    """Forget which pictures were drawn; their files stay."""
    op.drop_table("card_orders")
    op.drop_table("share_cards")
    op.drop_column("referral_links", "on_card")
