"""Clicks in monthly partitions, roll-ups, relay grades, and the loader's bookkeeping.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CLASSES = ("human", "preview", "robot", "scanner", "prefetch", "head", "own")
NETWORKS = (
    "linkedin", "x", "bluesky", "mastodon", "meta", "whatsapp", "xing", "slack", "teams",
    "discord", "telegram", "mattermost", "apple", "other",
)  # fmt: skip

# The least UUIDv7 of an instant: partitions are cut there.
CLICK_ID_FLOOR = """
CREATE FUNCTION click_id_floor(instant timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM instant) * 1000)::bigint), 12, '0')
            || repeat('0', 20))::uuid
$$
"""

# The program's role owns no table, so it asks the owner through these two, which do no more.
MAKE_PARTITION = """
CREATE FUNCTION clicks_make_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_day date := date_trunc('month', month)::date;
    partition text := 'clicks_' || to_char(first_day, 'YYYY_MM');
    from_id uuid := click_id_floor(first_day::timestamp AT TIME ZONE 'UTC');
    to_id uuid := click_id_floor((first_day + interval '1 month') AT TIME ZONE 'UTC');
BEGIN
    IF first_day NOT BETWEEN now() - interval '37 months' AND now() + interval '4 months' THEN
        RETURN false;  -- a wrong clock: such clicks stay in the default partition
    END IF;
    PERFORM pg_advisory_xact_lock(5247005);
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE clicks INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                   partition);
    EXECUTE format('WITH moved AS (DELETE FROM clicks_default WHERE id >= %L AND id < %L'
                   ' RETURNING *) INSERT INTO %I SELECT * FROM moved',
                   from_id, to_id, partition);
    EXECUTE format('ALTER TABLE clicks ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   partition, from_id, to_id);
    RETURN true;
END
$$
"""

DROP_PARTITIONS = """
CREATE FUNCTION clicks_drop_before(day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    partition text;
    dropped integer := 0;
BEGIN
    IF day > now() - interval '1 month' THEN
        RAISE EXCEPTION 'clicks of the last month are never dropped';
    END IF;
    FOR partition IN
        SELECT child.relname FROM pg_inherits
        JOIN pg_class child ON child.oid = inhrelid
        WHERE inhparent = 'clicks'::regclass AND child.relname ~ '^clicks_[0-9]{4}_[0-9]{2}$'
        AND to_date(substr(child.relname, 8), 'YYYY_MM') + interval '1 month' <= day
    LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM clicks_default WHERE id < click_id_floor(day::timestamp AT TIME ZONE 'UTC');
    RETURN dropped;
END
$$
"""
FUNCTIONS = ("clicks_make_partition(date)", "clicks_drop_before(date)")


def enumeration(name: str, *words: str) -> sa.Enum:
    """Return a word with a CHECK, as the models have it."""
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the tables, the partitions from three months back to two ahead, and the functions."""
    op.create_table(
        "clicks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("class", enumeration("clickclass", *CLASSES), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("network", enumeration("network", *NETWORKS), nullable=True),
        sa.Column("rules_version", sa.BigInteger(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("referrer", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["referral_links.id"],
            name=op.f("clicks_link_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("clicks_pkey")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("clicks_link_idx", "clicks", ["link_id", "id"])
    op.create_index(
        "clicks_visitor_idx",
        "clicks",
        ["visitor", "id"],
        postgresql_where=sa.text("class = 'human' OR reason = 'burst'"),
    )
    op.execute("CREATE TABLE clicks_default PARTITION OF clicks DEFAULT")
    for function in (CLICK_ID_FLOOR, MAKE_PARTITION, DROP_PARTITIONS):
        op.execute(function)
    for signature in FUNCTIONS:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC")
    op.execute(
        "SELECT clicks_make_partition((now() + make_interval(months => month))::date)"
        " FROM generate_series(-3, 2) AS month"
    )
    for table, key, of in (
        ("link_days", "link_id", "referral_links"),
        ("publication_days", "publication_id", "publications"),
    ):
        op.create_table(
            table,
            sa.Column(key, sa.Uuid(), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("class", enumeration("clickclass", *CLASSES), nullable=False),
            sa.Column("internal", sa.Boolean(), nullable=False),
            sa.Column("clicks", sa.BigInteger(), nullable=False),
            sa.CheckConstraint("clicks >= 0", name=op.f(f"{table}_clicks_check")),
            sa.ForeignKeyConstraint(
                [key], [f"{of}.id"], name=op.f(f"{table}_{key}_fkey"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(key, "day", "class", "internal", name=op.f(f"{table}_pkey")),
        )
    op.create_table(
        "relays",
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("preview_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preview_network", enumeration("network", *NETWORKS), nullable=True),
        sa.Column("preview_click_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_click_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(preview_seen_at IS NULL) = (preview_click_id IS NULL)"
            " AND (preview_seen_at IS NULL) = (preview_network IS NULL)",
            name=op.f("relays_preview_has_click_check"),
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_click_id IS NULL)",
            name=op.f("relays_confirmed_has_click_check"),
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["referral_links.id"],
            name=op.f("relays_link_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("relays_pkey")),
    )
    op.create_table(
        "journal_nodes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("backlog", sa.BigInteger(), nullable=False),
        sa.Column("oldest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rules_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("journal_nodes_pkey")),
    )
    op.create_table(
        "journal_segments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.Uuid(), nullable=False),
        sa.Column("process", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("loaded >= 0", name=op.f("journal_segments_loaded_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("journal_segments_pkey")),
    )
    op.create_index(op.f("journal_segments_node_id_idx"), "journal_segments", ["node_id"])
    op.create_table(
        "click_quarantine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("click_quarantine_pkey")),
        sa.UniqueConstraint(
            "segment_id", "position", name=op.f("click_quarantine_segment_id_position_key")
        ),
    )
    op.create_table(
        "click_losses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.Uuid(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("clicks > 0", name=op.f("click_losses_clicks_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("click_losses_pkey")),
    )
    op.create_table(
        "click_acts",
        sa.Column("click_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("click_id", name=op.f("click_acts_pkey")),
    )


def downgrade() -> None:
    """Drop them."""
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    for table in (
        "click_acts",
        "click_losses",
        "click_quarantine",
        "journal_segments",
        "journal_nodes",
        "relays",
        "publication_days",
        "link_days",
        "clicks",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION click_id_floor(timestamptz)")
