"""Sums of clicks by day first, and how many visits each link and publication had in all.

Keys that began with a link scattered each batch of the loader over years of rows. By day first,
a batch writes where the last one wrote, and periods are read in one piece. What lists
show of a link or a publication is its total, kept by the database as days change.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# of days, their key, of totals, what the key names
TABLES = (
    ("link_days", "link_id", "link_totals", "referral_links"),
    ("publication_days", "publication_id", "publication_totals", "publications"),
)
VISITS = "class = 'human' AND NOT internal"  # by people, colleagues not counted
# In the order of the key: two of these at once wait for each other, and never in a circle.
ADD = f"""
CREATE FUNCTION {{table}}_add() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {{table}} AS total ({{key}}, visits)
    SELECT {{key}}, sum(clicks) FROM added WHERE {VISITS} GROUP BY {{key}} ORDER BY {{key}}
    ON CONFLICT ({{key}}) DO UPDATE SET visits = total.visits + excluded.visits;
    RETURN NULL;
END $$
"""
CHANGE = f"""
CREATE FUNCTION {{table}}_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {{table}} AS total ({{key}}, visits)
    SELECT {{key}}, sum(clicks) FROM (
        SELECT {{key}}, clicks FROM added WHERE {VISITS}
        UNION ALL SELECT {{key}}, -clicks FROM removed WHERE {VISITS}
    ) AS change GROUP BY {{key}} ORDER BY {{key}}
    ON CONFLICT ({{key}}) DO UPDATE SET visits = total.visits + excluded.visits;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Turn the keys around, sum up what there is, and keep it summed up."""
    for days, key, totals, named in TABLES:
        op.create_table(
            totals,
            sa.Column(key, sa.Uuid(), nullable=False),
            sa.Column("visits", sa.BigInteger(), nullable=False),
            sa.ForeignKeyConstraint(
                [key], [f"{named}.id"], name=op.f(f"{totals}_{key}_fkey"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(key, name=op.f(f"{totals}_pkey")),
        )
        op.execute(
            f"INSERT INTO {totals} SELECT {key}, sum(clicks) FROM {days}"
            f" WHERE {VISITS} GROUP BY {key}"
        )
        op.drop_constraint(f"{days}_pkey", days, type_="primary")
        op.create_primary_key(op.f(f"{days}_pkey"), days, ["day", key, "class", "internal"])
        op.create_index(op.f(f"{days}_{key}_idx"), days, [key])
        # room on each page for counts that change: such a change touches no index
        op.execute(f"ALTER TABLE {totals} SET (fillfactor = 50)")
        op.execute(f"ALTER TABLE {days} SET (fillfactor = 70)")
        op.execute(ADD.format(table=totals, key=key))
        op.execute(CHANGE.format(table=totals, key=key))
        op.execute(
            f"CREATE TRIGGER {totals}_add AFTER INSERT ON {days}"
            f" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {totals}_add()"
        )
        op.execute(
            f"CREATE TRIGGER {totals}_change AFTER UPDATE ON {days}"
            f" REFERENCING OLD TABLE AS removed NEW TABLE AS added"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {totals}_change()"
        )
    # An index of links without their clicks' ids is a fourth as large: most of its pages stay
    # in memory while a batch touches them at random.
    op.drop_index("clicks_link_idx", table_name="clicks")
    op.create_index("clicks_link_idx", "clicks", ["link_id"])


def downgrade() -> None:
    """Forget the totals, and turn the keys around again."""
    op.drop_index("clicks_link_idx", table_name="clicks")
    op.create_index("clicks_link_idx", "clicks", ["link_id", "id"])
    for days, key, totals, _ in TABLES:
        for act in ("add", "change"):
            op.execute(f"DROP TRIGGER {totals}_{act} ON {days}")
            op.execute(f"DROP FUNCTION {totals}_{act}()")
        op.drop_table(totals)
        op.execute(f"ALTER TABLE {days} RESET (fillfactor)")
        op.drop_index(f"{days}_{key}_idx", table_name=days)
        op.drop_constraint(f"{days}_pkey", days, type_="primary")
        op.create_primary_key(op.f(f"{days}_pkey"), days, [key, "day", "class", "internal"])
