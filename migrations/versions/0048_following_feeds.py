"""Following feeds: what a vanished opening becomes, what failed, columns chosen, “the same?”.

Revision ID: 0048
Revises: 0047
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

CHECKS = {
    ("feeds", "default_contract", "feeds_contract_check"): (
        "permanent fixed_term apprenticeship internship freelance", "interim"
    ),
    ("feed_runs", "state", "feed_runs_runstate_check"): (
        "reading waiting applying asking done failed undone", "matching undoing"
    ),
    ("feed_changes", "kind", "feed_changes_changekind_check"): (
        "created changed closed reopened", "joined"
    ),
}  # fmt: skip


def upgrade() -> None:
    """Add what following needs; of two sources of tables with one name the later gets another."""
    op.add_column(
        "feeds", sa.Column("vanished", sa.String(40), nullable=False, server_default="close")
    )
    op.create_check_constraint(
        op.f("feeds_vanishedbecomes_check"), "feeds", "vanished IN ('close', 'ask', 'stay')"
    )
    op.add_column("feeds", sa.Column("failure", sa.Text(), nullable=False, server_default=""))
    op.add_column("feeds", sa.Column("failed_at", sa.DateTime(timezone=True)))
    op.add_column("feeds", sa.Column("told_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE feeds SET name = feeds.name || ' ' || later.nth FROM ("
        " SELECT id, row_number() OVER (PARTITION BY name ORDER BY id) AS nth"
        " FROM feeds WHERE address = '') AS later WHERE later.id = feeds.id AND later.nth > 1"
    )
    op.create_index(
        "feeds_tables_idx", "feeds", ["name"], unique=True, postgresql_where=sa.text("address = ''")
    )
    op.add_column(
        "feed_openings",
        sa.Column("likeness", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"),
    )
    for name in ("headings", "same"):
        op.add_column(
            "feed_runs", sa.Column(name, JSONB(), nullable=False, server_default=sa.text("'{}'"))
        )
    op.add_column(
        "feed_runs", sa.Column("edited", sa.BigInteger(), nullable=False, server_default="0")
    )
    for (table, column, check), (words, more) in CHECKS.items():
        _allow(table, column, check, f"{words} {more}")


def downgrade() -> None:
    """Forget it: what waits for columns failed, what was joined follows no more."""
    op.execute(
        "UPDATE feeds SET default_contract = 'fixed_term' WHERE default_contract = 'interim'"
    )
    op.execute("UPDATE feed_runs SET state = 'failed' WHERE state = 'matching'")
    op.execute("UPDATE feed_runs SET state = 'done' WHERE state = 'undoing'")
    op.execute("DELETE FROM feed_changes WHERE kind = 'joined'")
    for (table, column, check), (words, _more) in CHECKS.items():
        _allow(table, column, check, words)
    for name in ("edited", "same", "headings"):
        op.drop_column("feed_runs", name)
    op.drop_column("feed_openings", "likeness")
    op.drop_index("feeds_tables_idx", "feeds")
    op.drop_constraint(op.f("feeds_vanishedbecomes_check"), "feeds")
    for name in ("told_at", "failed_at", "failure", "vanished"):
        op.drop_column("feeds", name)


def _allow(table: str, column: str, check: str, words: str) -> None:
    op.drop_constraint(op.f(check), table)
    listed = ", ".join(f"'{each}'" for each in words.split())
    op.create_check_constraint(op.f(check), table, f"{column} IN ({listed})")
