"""What people are searched by: a trigram index, so that a long list is not read for each word.

Revision ID: 0033
Revises: 0032
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what the list of people is searched by."""
    op.execute(
        "CREATE INDEX people_found_idx ON people USING gin (fold("
        "first_name || ' ' || last_name || ' ' || email || ' ' || job_title) gin_trgm_ops)"
    )


def downgrade() -> None:
    """Drop the index."""
    op.execute("DROP INDEX people_found_idx")
