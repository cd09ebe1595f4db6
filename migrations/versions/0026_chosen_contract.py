"""A draft has no contract and no work from home until its writer chooses them.

Revision ID: 0026
Revises: 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let both be empty; what is written keeps what it says."""
    op.alter_column("openings", "contract", nullable=True)
    op.alter_column("openings", "remote", nullable=True)


def downgrade() -> None:
    """Give drafts the values that they began with before."""
    op.execute("UPDATE openings SET contract = 'permanent' WHERE contract IS NULL")
    op.execute("UPDATE openings SET remote = 'partial' WHERE remote IS NULL")
    op.alter_column("openings", "contract", nullable=False)
    op.alter_column("openings", "remote", nullable=False)
