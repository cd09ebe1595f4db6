"""Cards of shared pages, and each ambassador's permanent link.

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

CHECKS = {
    "linkkind": "kind IN ('share', 'own')",
    "shares_something_somewhere": "(kind = 'share') = (publication_id IS NOT NULL)"
    " AND (kind = 'share') = (channel IS NOT NULL)",
    "own_is_replaced": "kind = 'own' OR replaced_at IS NULL",
}


def upgrade() -> None:
    """Nothing is drawn yet: pages show what they showed until a worker has."""
    op.add_column(
        "referral_links",
        sa.Column("on_card", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "publication_texts", sa.Column("card", sa.Text(), nullable=False, server_default="")
    )
    _make_room_for_own_links()
    op.create_table(
        "share_cards",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("share_cards_language_check")),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("share_cards_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("share_cards_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("share_cards_file_id_fkey")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("share_cards_pkey")),
    )
    op.create_index(op.f("share_cards_publication_id_idx"), "share_cards", ["publication_id"])
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
            ["person_id"],
            ["people.id"],
            name=op.f("card_orders_person_id_fkey"),
            ondelete="CASCADE",
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


def _make_room_for_own_links() -> None:
    op.add_column(
        "referral_links",
        sa.Column("kind", sa.String(40), nullable=False, server_default="share"),
    )
    op.add_column("referral_links", sa.Column("replaced_at", sa.DateTime(timezone=True)))
    op.alter_column("referral_links", "publication_id", nullable=True)
    op.alter_column("referral_links", "channel", nullable=True)
    for check, condition in CHECKS.items():
        name = op.f(f"referral_links_{check}_check")
        op.create_check_constraint(name, "referral_links", condition)
    op.create_index(
        "referral_links_own_idx",
        "referral_links",
        ["ambassador_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'own' AND replaced_at IS NULL"),
    )


def downgrade() -> None:
    """Forget which pictures were drawn, whose files stay, and the links to no publication."""
    op.drop_table("card_orders")
    op.drop_table("share_cards")
    op.drop_column("publication_texts", "card")
    own = "(SELECT id FROM referral_links WHERE kind = 'own')"
    for table in ("touches", "applications", "repeated_forms"):
        op.execute(f"UPDATE {table} SET link_id = NULL WHERE link_id IN {own}")
    op.execute("DELETE FROM referral_links WHERE kind = 'own'")
    op.drop_index("referral_links_own_idx", table_name="referral_links")
    for name in CHECKS:
        op.drop_constraint(op.f(f"referral_links_{name}_check"), "referral_links")
    op.alter_column("referral_links", "channel", nullable=False)
    op.alter_column("referral_links", "publication_id", nullable=False)
    op.drop_column("referral_links", "replaced_at")
    op.drop_column("referral_links", "kind")
    op.drop_column("referral_links", "on_card")
