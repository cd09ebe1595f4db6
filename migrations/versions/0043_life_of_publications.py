"""The whole life of publications: submitted, approved, scheduled, paused; hours, and why one ended.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

STATES = ("draft", "published", "closed", "archived")
ADDED = ("submitted", "approved", "scheduled", "paused")
ENDS = ("closed", "filled", "last_day", "feed", "window", "recalled", "declined")
HOURS = ("state_since", "publish_at", "withdraw_at", "embargo_until")
CHECKS = {
    "published_has_date": "state IN ('draft', 'submitted', 'approved', 'scheduled')"
    " OR published_at IS NOT NULL OR end_reason = 'declined'",
    "ended_has_reason": "(end_reason IS NULL) = (ended_at IS NULL)",
    "scheduled_has_date": "state <> 'scheduled' OR publish_at IS NOT NULL",
    "window_ordered": "withdraw_at > publish_at",
    "not_before_embargo": "publish_at >= embargo_until",
    "closed_opening": "kind = 'opening' OR state NOT IN ('closed', 'paused')",
    "submitted_story": "kind = 'story' OR state NOT IN ('submitted', 'approved')",
}
BEFORE = {
    "published_has_date": "state = 'draft' OR published_at IS NOT NULL",
    "closed_opening": "kind = 'opening' OR state <> 'closed'",
}


def upgrade() -> None:
    """Say of what has ended that somebody ended it, or that its last day was over."""
    for column in HOURS:
        op.add_column("publications", sa.Column(column, sa.DateTime(timezone=True)))
    op.add_column("publications", sa.Column("end_reason", sa.String(40)))
    op.execute("UPDATE publications SET end_reason = 'closed' WHERE ended_at IS NOT NULL")
    op.execute(
        "UPDATE publications SET end_reason = 'last_day' FROM openings"
        " WHERE openings.id = publications.id AND openings.closes_on < ended_at::date"
    )
    op.execute(
        "UPDATE publications SET end_reason = 'feed' FROM feed_openings AS fed"
        " WHERE fed.opening_id = publications.id AND fed.closed_by_feed AND ended_at IS NOT NULL"
    )
    _words("endreason", "end_reason", ENDS)
    _states(*STATES, *ADDED)
    for name in BEFORE:
        _drop(name)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"publications_{name}_check"), "publications", condition)
    for column, states in (("publish_at", "'scheduled'"), ("withdraw_at", "'published', 'paused'")):
        op.create_index(
            f"publications_{column}_idx",
            "publications",
            [column],
            postgresql_where=sa.text(f"state IN ({states})")
            if "," in states
            else sa.text(f"state = {states}"),
        )


def downgrade() -> None:
    """What was not online yet is a draft again, what was paused is closed."""
    for column in ("publish_at", "withdraw_at"):
        op.drop_index(f"publications_{column}_idx", "publications")
    for name in CHECKS:
        _drop(name)
    op.execute(
        "UPDATE publications SET state = 'draft', ended_at = NULL"
        " WHERE state IN ('submitted', 'approved', 'scheduled') OR end_reason = 'declined'"
    )
    op.execute("UPDATE publications SET state = 'closed', ended_at = now() WHERE state = 'paused'")
    _drop("publicationstate")
    _words("publicationstate", "state", STATES)
    for name, condition in BEFORE.items():
        op.create_check_constraint(op.f(f"publications_{name}_check"), "publications", condition)
    for column in (*HOURS, "end_reason"):
        op.drop_column("publications", column)


def _states(*states: str) -> None:
    _drop("publicationstate")
    _words("publicationstate", "state", states)


def _words(name: str, column: str, words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{each}'" for each in words)
    op.create_check_constraint(
        op.f(f"publications_{name}_check"), "publications", f"{column} IN ({listed})"
    )


def _drop(name: str) -> None:
    op.drop_constraint(op.f(f"publications_{name}_check"), "publications")
