"""The order of lists of people: by last name, as they are read.

Revision ID: 0033
Revises: 0032
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the order."""
    op.execute(
        "CREATE INDEX people_by_name_idx ON people "
        "(fold(coalesce(nullif(last_name, ''), first_name)), fold(first_name), id)"
    )


def downgrade() -> None:
    """Drop the index."""
    op.execute("DROP INDEX people_by_name_idx")
