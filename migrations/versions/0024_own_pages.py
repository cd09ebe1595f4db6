"""What an ambassador's own pages read: indexes in their order, and their word for a recommendation.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; the first replaces an index that served the ambassador without the order."""
    op.create_index(
        "applications_brought_idx",
        "applications",
        ["choice_ambassador_id", sa.text("at DESC"), sa.text("id DESC")],
    )
    op.drop_index("applications_choice_ambassador_id_idx", table_name="applications")
    op.create_index(
        "repeated_forms_link_idx",
        "repeated_forms",
        ["link_id"],
        postgresql_where=sa.text("link_id IS NOT NULL"),
    )
    op.create_index(
        "recommendations_sent_idx", "recommendations", ["ambassador_id", sa.text("sent_at DESC")]
    )
    op.add_column(
        "recommendations",
        sa.Column("called", sa.Text(), nullable=False, server_default=sa.text("''")),
    )


def downgrade() -> None:
    """Take them away; the ambassadors' words are lost."""
    op.drop_column("recommendations", "called")
    op.drop_index("recommendations_sent_idx", table_name="recommendations")
    op.drop_index("repeated_forms_link_idx", table_name="repeated_forms")
    op.create_index(
        "applications_choice_ambassador_id_idx", "applications", ["choice_ambassador_id"]
    )
    op.drop_index("applications_brought_idx", table_name="applications")
