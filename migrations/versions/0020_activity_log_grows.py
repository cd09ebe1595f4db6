"""The program may add to the activity log and note what was told, and no more.

Revision ID: 0020
Revises: 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# What the program's role may do. A column it may change lets it lock rows, too.
PROGRAM_MAY = {
    "activities": "SELECT, INSERT, UPDATE (delivered_at)",
    "activity_deliveries": "SELECT, INSERT",
}


def upgrade() -> None:
    """Take away what lets the log be rewritten."""
    _grant(PROGRAM_MAY)


def downgrade() -> None:
    """Give it back."""
    _grant(dict.fromkeys(PROGRAM_MAY, "SELECT, INSERT, UPDATE, DELETE"))


def _grant(allowed: dict[str, str]) -> None:
    context = op.get_context()
    assert context.config is not None
    role = context.config.attributes.get("program_role")
    if role is None:
        return
    quoted = context.dialect.identifier_preparer.quote(role)
    for table, what in allowed.items():
        op.execute(f"REVOKE ALL ON {table} FROM {quoted}")
        op.execute(f"GRANT {what} ON {table} TO {quoted}")
