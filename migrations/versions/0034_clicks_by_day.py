"""How many clicks of each class came on each day, kept as the days of publications change.

The page of clicks added up every publication's row of a week; now it reads a dozen a day.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

CLASSES = ("human", "preview", "robot", "scanner", "prefetch", "head", "own")
CLASS = sa.Enum(*CLASSES, name="clickclass", native_enum=False, create_constraint=True, length=40)
KEY = "day, class, internal"
# In the order of the key: two of these at once wait for each other, and never in a circle.
KEEP = f"""
CREATE FUNCTION click_days_{{act}}() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO click_days AS total ({KEY}, clicks)
    SELECT {KEY}, sum(clicks) FROM ({{changes}}) AS change GROUP BY {KEY} ORDER BY {KEY}
    ON CONFLICT ({KEY}) DO UPDATE SET clicks = total.clicks + excluded.clicks;
    RETURN NULL;
END $$
"""
ADDED = f"SELECT {KEY}, clicks FROM added"
CHANGED = f"{ADDED} UNION ALL SELECT {KEY}, -clicks FROM removed"


def upgrade() -> None:
    """Sum up what there is, and keep it summed up."""
    op.create_table(
        "click_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("class", CLASS, nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "class", "internal", name=op.f("click_days_pkey")),
    )
    op.execute("ALTER TABLE click_days SET (fillfactor = 50)")
    op.execute(
        f"INSERT INTO click_days SELECT {KEY}, sum(clicks) FROM publication_days GROUP BY {KEY}"
    )
    op.execute(KEEP.format(act="add", changes=ADDED))
    op.execute(KEEP.format(act="change", changes=CHANGED))
    op.execute(
        "CREATE TRIGGER click_days_add AFTER INSERT ON publication_days"
        " REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION click_days_add()"
    )
    op.execute(
        "CREATE TRIGGER click_days_change AFTER UPDATE ON publication_days"
        " REFERENCING OLD TABLE AS removed NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION click_days_change()"
    )


def downgrade() -> None:
    """Forget the sums."""
    for act in ("add", "change"):
        op.execute(f"DROP TRIGGER click_days_{act} ON publication_days")
        op.execute(f"DROP FUNCTION click_days_{act}()")
    op.drop_table("click_days")
