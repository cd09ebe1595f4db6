"""Sums of clicks by day first, and what each link and publication had in all.

Keys that began with a link scattered each batch of the loader over years of rows. By day first,
a batch writes where the last one wrote, and periods are read in one piece. What is shown of a
link or a publication is their total, kept by the database as days change.

Revision ID: 0038
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0033"
branch_labels = None
depends_on = None

# of days, their key, of totals, what the key names
TABLES = (
    ("link_days", "link_id", "link_totals", "referral_links"),
    ("publication_days", "publication_id", "publication_totals", "publications"),
)
# What a total tells apart, and which clicks each counts.
COUNTED = {
    "visits": "class = 'human' AND NOT internal",
    "colleagues": "class = 'human' AND internal",
    "own": "class = 'own'",
    "previews": "class = 'preview'",
    "machines": "class NOT IN ('human', 'own', 'preview')",
}
SUMS = ", ".join(
    f"coalesce(sum(clicks) FILTER (WHERE {which}), 0) AS {name}" for name, which in COUNTED.items()
)
MORE = ", ".join(f"{name} = total.{name} + excluded.{name}" for name in COUNTED)
# In the order of the key: two of these at once wait for each other, and never in a circle.
ADD = f"""
CREATE FUNCTION {{table}}_add() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {{table}} AS total ({{key}}, {", ".join(COUNTED)})
    SELECT {{key}}, {SUMS} FROM added GROUP BY {{key}} ORDER BY {{key}}
    ON CONFLICT ({{key}}) DO UPDATE SET {MORE};
    RETURN NULL;
END $$
"""
CHANGE = f"""
CREATE FUNCTION {{table}}_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {{table}} AS total ({{key}}, {", ".join(COUNTED)})
    SELECT {{key}}, {SUMS} FROM (
        SELECT {{key}}, class, internal, clicks FROM added
        UNION ALL SELECT {{key}}, class, internal, -clicks FROM removed
    ) AS change GROUP BY {{key}} ORDER BY {{key}}
    ON CONFLICT ({{key}}) DO UPDATE SET {MORE};
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Turn the keys around, sum up what there is, and keep it summed up."""
    for days, key, totals, named in TABLES:
        op.create_table(
            totals,
            sa.Column(key, sa.Uuid(), nullable=False),
            *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTED),
            sa.ForeignKeyConstraint(
                [key], [f"{named}.id"], name=op.f(f"{totals}_{key}_fkey"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(key, name=op.f(f"{totals}_pkey")),
        )
        op.execute(f"INSERT INTO {totals} SELECT {key}, {SUMS} FROM {days} GROUP BY {key}")
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
