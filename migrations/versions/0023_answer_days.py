"""How soon a first answer comes; CVs that come later, or are a profile's address.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FORMS = ("applications", "repeated_forms")


def upgrade() -> None:
    """Add them; the days of an answer are read from the delay that is told already."""
    op.add_column("process_steps", sa.Column("answer_days", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("process_steps_answer_days_check"), "process_steps", "answer_days BETWEEN 1 AND 90"
    )
    op.execute(
        "UPDATE process_steps SET answer_days ="
        " substring(delay_en from '([0-9]{1,2}) [wb][a-z]+ days?')::int"
        " WHERE substring(delay_en from '([0-9]{1,2}) [wb][a-z]+ days?')::int"
        " BETWEEN 1 AND 90"
    )
    for table in FORMS:
        op.add_column(table, sa.Column("profile_url", sa.Text(), nullable=False, server_default=""))
        op.add_column(
            table, sa.Column("cv_later", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        for column in ("profile_url", "cv_later"):
            op.alter_column(table, column, server_default=None)
    op.add_column(
        "applications", sa.Column("cv_reminded_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "applications_cv_later_idx",
        "applications",
        ["at"],
        postgresql_where=sa.text("cv_later AND cv_reminded_at IS NULL"),
    )
    op.add_column("repeated_forms", sa.Column("cv_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("repeated_forms_cv_id_fkey"),
        "repeated_forms",
        "stored_files",
        ["cv_id"],
        ["id"],
        ondelete="SET NULL",
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_constraint(op.f("repeated_forms_cv_id_fkey"), "repeated_forms")
    op.drop_column("repeated_forms", "cv_id")
    op.drop_index("applications_cv_later_idx", "applications")
    op.drop_column("applications", "cv_reminded_at")
    for table in FORMS:
        op.drop_column(table, "cv_later")
        op.drop_column(table, "profile_url")
    op.drop_constraint(op.f("process_steps_answer_days_check"), "process_steps")
    op.drop_column("process_steps", "answer_days")
