"""Which part of a cover shows where it is cut to its box.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

CUTS = "cover_focus IN ('start', 'middle', 'end')"


def upgrade() -> None:
    """Show the middle, as before."""
    column = sa.Column("cover_focus", sa.Text(), nullable=False, server_default="middle")
    op.add_column("publications", column)
    op.create_check_constraint(op.f("publications_cover_focus_check"), "publications", CUTS)


def downgrade() -> None:
    """Show the middle again."""
    op.drop_constraint(op.f("publications_cover_focus_check"), "publications")
    op.drop_column("publications", "cover_focus")
