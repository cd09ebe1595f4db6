"""What names teams and places in addresses is kept, and so is what did before.

Revision ID: 0016
Revises: 0015
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# column of the slug, of the name, table
SLUGS = (
    ("slug_fr", "name_fr", "teams"),
    ("slug_en", "name_en", "teams"),
    ("slug", "name", "places"),
)


def _slug(name: str) -> str:
    """Return the words of an address as they have been made until now, so that none changes."""
    letters = name.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    letters = letters.replace("’", "-").replace("'", "-")
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > 80:
        slug = slug[:81].rpartition("-")[0] or slug[:80]
    return slug or "publication"


def upgrade() -> None:
    """Give every team and place its slug: the address that it has, or the next that is free."""
    for column, name, table in SLUGS:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))
        taken: set[str] = set()
        connection = op.get_bind()
        # the oldest keeps the address, which led to it
        for key, words in connection.execute(
            sa.text(f"SELECT id, {name} FROM {table} ORDER BY id")
        ):
            slug, number = _slug(words), 1
            while slug in taken:
                number += 1
                slug = f"{_slug(words)}-{number}"
            taken.add(slug)
            connection.execute(
                sa.text(f"UPDATE {table} SET {column} = :slug WHERE id = :key"),
                {"slug": slug, "key": key},
            )
        op.alter_column(table, column, nullable=False)
        op.create_unique_constraint(op.f(f"{table}_{column}_key"), table, [column])
    op.drop_constraint(op.f("places_name_key"), "places")
    op.create_unique_constraint(op.f("places_name_region_key"), "places", ["name", "region"])
    kind = sa.Enum(
        "team_fr",
        "team_en",
        "place",
        name="slugkind",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        "former_slugs",
        sa.Column("kind", kind, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'place') = (team_id IS NULL)", name=op.f("former_slugs_team_or_place_check")
        ),
        sa.CheckConstraint(
            "(team_id IS NULL) <> (place_id IS NULL)", name=op.f("former_slugs_one_owner_check")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("former_slugs_team_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("former_slugs_place_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("former_slugs_pkey")),
    )
    op.create_index(op.f("former_slugs_team_id_idx"), "former_slugs", ["team_id"])
    op.create_index(op.f("former_slugs_place_id_idx"), "former_slugs", ["place_id"])


def downgrade() -> None:
    """Forget them; of places of one name, the later ones take their region into it."""
    op.drop_table("former_slugs")
    op.execute("""
    UPDATE places SET name = name || ' (' || coalesce(nullif(region, ''), id::text) || ')'
    WHERE EXISTS (SELECT FROM places other WHERE other.name = places.name AND other.id < places.id)
    """)
    op.drop_constraint(op.f("places_name_region_key"), "places")
    op.create_unique_constraint(op.f("places_name_key"), "places", ["name"])
    for column, _name, table in SLUGS:
        op.drop_column(table, column)
