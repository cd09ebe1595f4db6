"""Names that candidates typed, reminders to ambassadors, and asking who recommends.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# What candidates had typed before: the moment is that of their latest answer.
EARLIER = """
INSERT INTO namings (id, application_id, at, typed, details, policy_version, state,
                     ambassador_id, touch_id, settled_at)
SELECT gen_random_uuid(), a.id, answered.at, a.named_recommender, '',
       COALESCE((SELECT version FROM attribution_policies WHERE in_force_from <= answered.at
                 ORDER BY in_force_from DESC LIMIT 1), 1),
       CASE WHEN a.choice_ambassador_id IS NULL THEN 'open' ELSE 'matched' END,
       a.choice_ambassador_id,
       (SELECT t.id FROM touches t WHERE t.candidate_id = a.candidate_id
          AND t.ambassador_id = a.choice_ambassador_id AND t.kind = 'declaration'
          AND t.publication_id = a.opening_id ORDER BY t.at DESC LIMIT 1),
       CASE WHEN a.choice_ambassador_id IS NULL THEN NULL ELSE answered.at END
  FROM applications a,
       LATERAL (SELECT COALESCE(
           (SELECT max(c.at) FROM activities c
             WHERE c.kind = 'application.recommender_changed' AND c.subject_id = a.id),
           a.at) AS at) answered
 WHERE a.choice = 'named' AND a.named_recommender <> ''
"""


def upgrade() -> None:
    """Make the tables and columns, and keep what was typed before."""
    op.add_column("touches", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("touches_withdrawn_check"), "touches", "withdrawn_at IS NULL OR state = 'refused'"
    )
    op.add_column(
        "organisations",
        sa.Column("asks_recommender", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("organisations", "asks_recommender", server_default=None)
    op.create_table(
        "namings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "matched",
                "nobody",
                "asked",
                "replaced",
                name="namingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ambassador_id", sa.Uuid(), nullable=True),
        sa.Column("touch_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state <> 'matched' OR ambassador_id IS NOT NULL", name=op.f("namings_matched_check")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("namings_application_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["people.id"], name=op.f("namings_sender_id_fkey")),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["people.id"], name=op.f("namings_ambassador_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["touch_id"], ["touches.id"], name=op.f("namings_touch_id_fkey"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["people.id"], name=op.f("namings_settled_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("namings_pkey")),
    )
    op.create_index(op.f("namings_application_id_idx"), "namings", ["application_id"])
    op.create_index(
        "namings_current_key",
        "namings",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'replaced'"),
    )
    op.create_index(
        "namings_open_idx", "namings", ["at"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "declaration_reminders",
        sa.Column("touch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["touch_id"],
            ["touches.id"],
            name=op.f("declaration_reminders_touch_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("touch_id", "number", name=op.f("declaration_reminders_pkey")),
    )
    op.execute(EARLIER)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("declaration_reminders")
    op.drop_table("namings")
    op.drop_column("organisations", "asks_recommender")
    op.drop_constraint(op.f("touches_withdrawn_check"), "touches", type_="check")
    op.drop_column("touches", "withdrawn_at")
