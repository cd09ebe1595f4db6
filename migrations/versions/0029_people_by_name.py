"""The order of lists of people: by last name, as they are read.

Revision ID: 0029
Revises: 0028
"""

from alembic import op

revision = "0029"
down_revision = "0028"
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
