"""One word per thing: the referrer of a candidate, the names that candidates typed.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = (("removed_recommenders", "removed_referrers"), ("namings", "typed_names"))
COLUMNS = (
    ("applications", "named_recommender", "named_referrer"),
    ("repeated_forms", "named_recommender", "named_referrer"),
    ("organisations", "asks_recommender", "asks_referrer"),
)
# constraints and indexes are named after their tables and enumerations
WORDS = (
    *TABLES,
    ("named_recommender", "named_referrer"),
    ("asks_recommender", "asks_referrer"),
    ("recommenderchoice", "referrerchoice"),
    ("namingstate", "typednamestate"),
)
KINDS = (("application.recommender_changed", "application.referrer_changed"),)


def _rename_words(before: str, after: str) -> None:
    op.execute(f"""
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN SELECT conrelid::regclass AS at, conname AS name FROM pg_constraint
            WHERE strpos(conname, '{before}') > 0 AND connamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', found.at, found.name,
                replace(found.name, '{before}', '{after}'));
        END LOOP;
        FOR found IN SELECT relname AS name FROM pg_class
            WHERE strpos(relname, '{before}') > 0 AND relkind = 'i'
            AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER INDEX %I RENAME TO %I', found.name,
                replace(found.name, '{before}', '{after}'));
        END LOOP;
    END $$
    """)


def upgrade() -> None:
    """Rename tables, columns, constraints, and the kind of the activities that are kept."""
    for before, after in TABLES:
        op.rename_table(before, after)
    for table, before, after in COLUMNS:
        op.alter_column(table, before, new_column_name=after)
    for before, after in WORDS:
        _rename_words(before, after)
    for before, after in KINDS:
        op.execute(f"UPDATE activities SET kind = '{after}' WHERE kind = '{before}'")


def downgrade() -> None:
    """Return to the earlier words."""
    for before, after in KINDS:
        op.execute(f"UPDATE activities SET kind = '{before}' WHERE kind = '{after}'")
    for before, after in reversed(WORDS):
        _rename_words(after, before)
    for table, before, after in COLUMNS:
        op.alter_column(table, after, new_column_name=before)
    for before, after in TABLES:
        op.rename_table(after, before)
