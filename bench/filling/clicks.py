"""Clicks on links, their roll-ups and the relays' grades, made by PostgreSQL itself."""

from bench.filling import Filling

# Each link's clicks: one in twenty has ten times as many as the others; most come soon.
_DRAWN = """
SELECT id AS link_id, class, class = 'human' AND draw < .03 AS internal,
    since + least(interval '90 days', now() - since) * power(soon, 3) AS at
FROM (
    SELECT link.id, greatest(link.created_at, now() - interval '400 days') AS since,
        random() AS draw, random() AS soon, CASE
            WHEN drawn < .62 THEN 'human' WHEN drawn < .82 THEN 'preview'
            WHEN drawn < .90 THEN 'robot' WHEN drawn < .95 THEN 'scanner'
            WHEN drawn < .98 THEN 'head' ELSE 'own' END AS class
    FROM filled_links link CROSS JOIN LATERAL (
        SELECT random() AS drawn
        FROM generate_series(1, (%(each)s * CASE WHEN link.n %% 20 = 0 THEN 10 ELSE .53 END)::int)
        WHERE link.id IS NOT NULL
    ) AS many
) AS click
"""
_ROWS = f"""
INSERT INTO clicks (id, at, link_id, class, reason, network, rules_version, browser, referrer,
    language, internal, visitor)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
        || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid,
    at, link_id, class, class,
    CASE class WHEN 'preview' THEN 'linkedin' END, 1, CASE class WHEN 'human' THEN 'Chrome'
    ELSE '' END, 'www.linkedin.com', 'fr', internal, substr(uuid_send(gen_random_uuid()), 1, 8)
FROM ({_DRAWN}) AS drawn
"""
_PER_DAY = f"""
CREATE TEMP TABLE filled_days AS
SELECT link_id, (at AT TIME ZONE 'Europe/Paris')::date AS day, class, internal, count(*) AS clicks
FROM ({_DRAWN}) AS drawn GROUP BY 1, 2, 3, 4
"""
# The totals too: triggers rest while a database is filled.
_ROLL_UPS = (
    "TRUNCATE link_totals, publication_totals, click_days",
    "INSERT INTO link_days (link_id, day, class, internal, clicks) SELECT * FROM filled_days",
    """
    INSERT INTO publication_days AS known (publication_id, day, class, internal, clicks)
    SELECT publication_id, day, class, internal, sum(clicks)
    FROM filled_days JOIN referral_links ON id = link_id GROUP BY 1, 2, 3, 4
    ON CONFLICT (publication_id, day, class, internal)
    DO UPDATE SET clicks = known.clicks + excluded.clicks
    """,
    "DROP TABLE filled_days",
    "INSERT INTO click_days SELECT day, class, internal, sum(clicks) FROM publication_days"
    " GROUP BY day, class, internal",
    *(
        f"""
        INSERT INTO {totals} SELECT {key}, sum(clicks) FROM {days}
        WHERE class = 'human' AND NOT internal GROUP BY {key}
        """
        for totals, key, days in (
            ("link_totals", "link_id", "link_days"),
            ("publication_totals", "publication_id", "publication_days"),
        )
    ),
)
_RELAYS = """
INSERT INTO relays (link_id, declared_at, preview_seen_at, preview_network, preview_click_id,
    confirmed_at, confirmed_click_id)
SELECT link.id, link.created_at, preview.at, preview.network, preview.id, human.at, human.id
FROM filled_links link
LEFT JOIN (
    SELECT link_id, (min(id::text) FILTER (WHERE class = 'preview'))::uuid AS preview_id,
        (min(id::text) FILTER (WHERE class = 'human'))::uuid AS human_id
    FROM clicks GROUP BY link_id
) AS first ON first.link_id = link.id
LEFT JOIN clicks AS preview ON preview.id = first.preview_id AND link.n % 4 <> 1
LEFT JOIN clicks AS human ON human.id = first.human_id AND link.n % 4 <> 2
"""


def fill_clicks(filling: Filling) -> None:
    """Keep rows of some of the clicks, and count all of them by day."""
    connection, size = filling.connection, filling.size
    connection.execute(
        "CREATE TEMP TABLE filled_links AS"
        " SELECT id, created_at, row_number() OVER () AS n FROM referral_links"
        " WHERE id = ANY(%s)",
        ([link.id for link in filling.links],),
    )
    connection.execute("ANALYZE filled_links")
    connection.execute(
        "SELECT clicks_make_partition((now() + make_interval(months => month))::date)"
        " FROM generate_series(-14, 1) AS month"
    )
    with filling.without_indexes("clicks_link_idx", "clicks_visitor_idx"):
        connection.execute(_ROWS, {"each": size.kept_clicks / size.links})
        filling.say("clicks")
    connection.execute(_PER_DAY, {"each": size.clicks / size.links})
    for statement in _ROLL_UPS:
        connection.execute(statement)
    filling.say("roll-ups")


def fill_relays(filling: Filling) -> None:
    """Give each link its relay, most of them seen or confirmed by its first clicks."""
    filling.connection.execute(_RELAYS)
    filling.say("relays")
