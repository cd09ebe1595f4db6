"""What led to a form, kept with it: whoever corrects its address keeps who recommended them.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

FORMS = ("applications", "repeated_forms")
# What the touches themselves say: of forms that changed nothing, and of the applications whose
# address may still be corrected.
LED = """
UPDATE {table} form SET touch_id = (
    SELECT touch.id FROM touches touch
    WHERE touch.kind IN ('visit', 'recommendation') AND touch.candidate_id = {candidate}
    AND (touch.created_at = form.at OR touch.link_id = form.link_id)
    ORDER BY touch.id DESC LIMIT 1
) WHERE {some}
"""
CANDIDATE = {
    "applications": "form.candidate_id",
    "repeated_forms": "(SELECT candidate_id FROM applications WHERE id = form.application_id)",
}
SOME = {
    "applications": "form.at > now() - interval '1 hour'",
    "repeated_forms": "form.link_id IS NOT NULL",
}


def upgrade() -> None:
    """Add the touch to forms."""
    for table in FORMS:
        op.add_column(table, sa.Column("touch_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"{table}_touch_id_fkey"),
            table,
            "touches",
            ["touch_id"],
            ["id"],
            ondelete="SET NULL",
        )
        op.create_index(op.f(f"{table}_touch_id_idx"), table, ["touch_id"])
        op.execute(LED.format(table=table, candidate=CANDIDATE[table], some=SOME[table]))


def downgrade() -> None:
    """Forget it; touches stay."""
    for table in FORMS:
        op.drop_column(table, "touch_id")
