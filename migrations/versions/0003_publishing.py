"""Openings, stories, themes and suggested texts.

Revision ID: 0003
Revises: 0002
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# accents make no difference to a search: "developpeur" finds "Développeuse ou développeur"
LANGUAGES = {"relais_fr": ("french", "french_stem"), "relais_en": ("english", "english_stem")}
_CONFIG = "CASE language WHEN 'fr' THEN 'relais_fr'::regconfig ELSE 'relais_en'::regconfig END"
SEARCH = " || ".join(
    f"setweight(to_tsvector({_CONFIG}, {part}), '{weight}')"
    for part, weight in (("title", "A"), ("summary", "B"), ("body", "C"))
)
FOLDED = "fold(title || ' ' || summary)"

# What a new installation tells candidates until it writes its own; no delay is promised for it.
STEPS = [
    (
        "Votre candidature est lue",
        "Your application is read",
        "Une personne de l’équipe de recrutement lit chaque candidature et répond à toutes.",
        "Someone from the recruitment team reads every application and answers them all.",
    ),
    (
        "Un premier échange",
        "A first conversation",
        "Vos questions d’abord, puis le poste, le salaire et le calendrier.",
        "Your questions first, then the job, the salary and the calendar.",
    ),
    (
        "Une rencontre avec l’équipe",
        "Meeting the team",
        "Les personnes avec qui vous travailleriez, et un cas tiré de leur travail.",
        "The people you would work with, and a case taken from their work.",
    ),
    (
        "Notre proposition",
        "Our offer",
        "Par écrit, avec le salaire. Vous prenez le temps d’y réfléchir.",
        "In writing, with the salary. You take the time to think about it.",
    ),
]
THEMES = [
    ("ai", "IA", "AI"),
    ("cloud", "Cloud", "Cloud"),
    ("security", "Sécurité", "Security"),
    ("data", "Données", "Data"),
    ("csr", "RSE", "CSR"),
]


def upgrade() -> None:
    """Make the tables, and give a new installation its themes and the steps of a recruitment."""
    op.execute(
        "CREATE FUNCTION fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
        "AS $$ SELECT lower(public.unaccent('public.unaccent', words)) $$"
    )
    for name, (base, stems) in LANGUAGES.items():
        op.execute(f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {base})")
        op.execute(
            f"ALTER TEXT SEARCH CONFIGURATION {name} "
            f"ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stems}"
        )
    op.create_table(
        "process_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title_fr", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("delay_fr", sa.Text(), nullable=False),
        sa.Column("delay_en", sa.Text(), nullable=False),
        sa.Column("text_fr", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("process_steps_pkey")),
        sa.UniqueConstraint("position", name=op.f("process_steps_position_key")),
    )
    op.create_table(
        "themes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("themes_pkey")),
        sa.UniqueConstraint("code", name=op.f("themes_code_key")),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False, start=101), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opening",
                "story",
                name="publicationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "closed",
                "archived",
                name="publicationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("cover_id", sa.Uuid(), nullable=True),
        sa.Column("audience_languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL",
            name=op.f("publications_published_has_date_check"),
        ),
        sa.CheckConstraint(
            "(state IN ('closed', 'archived')) = (ended_at IS NOT NULL)",
            name=op.f("publications_ended_has_date_check"),
        ),
        sa.CheckConstraint(
            "kind = 'opening' OR state <> 'closed'", name=op.f("publications_closed_opening_check")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("publications_author_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["people.id"], name=op.f("publications_updated_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["stored_files.id"], name=op.f("publications_cover_id_fkey")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("publications_team_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("publications_pkey")),
        sa.UniqueConstraint("number", name=op.f("publications_number_key")),
    )
    op.create_index(op.f("publications_author_id_idx"), "publications", ["author_id"], unique=False)
    op.create_index(
        "publications_state_idx", "publications", ["kind", "state", "published_at"], unique=False
    )
    op.create_index(op.f("publications_team_id_idx"), "publications", ["team_id"], unique=False)
    op.create_table(
        "audience_places",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["places.id"],
            name=op.f("audience_places_place_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("audience_places_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("publication_id", "place_id", name=op.f("audience_places_pkey")),
    )
    op.create_table(
        "audience_teams",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("audience_teams_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("audience_teams_team_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("publication_id", "team_id", name=op.f("audience_teams_pkey")),
    )
    op.create_table(
        "openings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column(
            "contract",
            sa.Enum(
                "permanent",
                "fixed_term",
                "apprenticeship",
                "internship",
                "freelance",
                name="contract",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "remote",
            sa.Enum(
                "none",
                "partial",
                "full",
                name="remote",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("remote_days", sa.BigInteger(), nullable=True),
        sa.Column("salary_min", sa.BigInteger(), nullable=True),
        sa.Column("salary_max", sa.BigInteger(), nullable=True),
        sa.Column(
            "salary_period",
            sa.Enum(
                "year",
                "month",
                "day",
                "hour",
                name="salaryperiod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "seniority",
            sa.Enum(
                "entry",
                "confirmed",
                "senior",
                "lead",
                name="seniority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("hiring_manager_id", sa.Uuid(), nullable=True),
        sa.Column("recruiter_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("remote_days BETWEEN 1 AND 5", name=op.f("openings_remote_days_check")),
        sa.CheckConstraint("salary_min <= salary_max", name=op.f("openings_salary_ordered_check")),
        sa.CheckConstraint("salary_min > 0", name=op.f("openings_salary_positive_check")),
        sa.ForeignKeyConstraint(
            ["hiring_manager_id"], ["people.id"], name=op.f("openings_hiring_manager_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["publications.id"], name=op.f("openings_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("openings_place_id_fkey")),
        sa.ForeignKeyConstraint(
            ["recruiter_id"], ["people.id"], name=op.f("openings_recruiter_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("openings_pkey")),
    )
    op.create_index(
        op.f("openings_hiring_manager_id_idx"), "openings", ["hiring_manager_id"], unique=False
    )
    op.create_index(op.f("openings_place_id_idx"), "openings", ["place_id"], unique=False)
    op.create_index(op.f("openings_recruiter_id_idx"), "openings", ["recruiter_id"], unique=False)
    op.create_table(
        "publication_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("cover_alt", sa.Text(), nullable=False),
        sa.Column(
            "search", postgresql.TSVECTOR(), sa.Computed(SEARCH, persisted=True), nullable=False
        ),
        sa.Column("folded", sa.Text(), sa.Computed(FOLDED, persisted=True), nullable=False),
        sa.CheckConstraint(
            "language IN ('fr', 'en')", name=op.f("publication_texts_language_check")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("publication_texts_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("publication_texts_pkey")),
        sa.UniqueConstraint(
            "publication_id", "language", name=op.f("publication_texts_publication_id_language_key")
        ),
    )
    op.create_index(
        "publication_texts_search_idx",
        "publication_texts",
        ["search"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "publication_themes",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("publication_themes_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["themes.id"],
            name=op.f("publication_themes_theme_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("publication_id", "theme_id", name=op.f("publication_themes_pkey")),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "story_kind",
            sa.Enum(
                "article",
                "portrait",
                name="storykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_person_id"], ["people.id"], name=op.f("stories_about_person_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["publications.id"], name=op.f("stories_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("stories_pkey")),
    )
    op.create_table(
        "variants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("variants_language_check")),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("variants_publication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("variants_pkey")),
    )
    op.create_index(
        op.f("variants_publication_id_idx"), "variants", ["publication_id"], unique=False
    )
    op.create_table(
        "hiring_team",
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["openings.id"],
            name=op.f("hiring_team_opening_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("hiring_team_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opening_id", "person_id", name=op.f("hiring_team_pkey")),
    )
    seed()


def seed() -> None:
    """Give a new installation its themes and the steps of a recruitment."""
    steps = sa.table(
        "process_steps",
        *(sa.column(name) for name in ("id", "position", "delay_fr", "delay_en")),
        *(sa.column(name) for name in ("title_fr", "title_en", "text_fr", "text_en")),
    )
    op.bulk_insert(
        steps,
        [
            {
                "id": uuid4(),
                "position": position,
                "title_fr": title_fr,
                "title_en": title_en,
                "delay_fr": "",
                "delay_en": "",
                "text_fr": text_fr,
                "text_en": text_en,
            }
            for position, (title_fr, title_en, text_fr, text_en) in enumerate(STEPS, 1)
        ],
    )
    themes = sa.table("themes", *(sa.column(name) for name in ("id", "code", "name_fr", "name_en")))
    op.bulk_insert(
        themes,
        [
            {"id": uuid4(), "code": code, "name_fr": name_fr, "name_en": name_en}
            for code, name_fr, name_en in THEMES
        ],
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("hiring_team")
    op.drop_index(op.f("variants_publication_id_idx"), table_name="variants")
    op.drop_table("variants")
    op.drop_table("stories")
    op.drop_table("publication_themes")
    op.drop_index(
        "publication_texts_search_idx", table_name="publication_texts", postgresql_using="gin"
    )
    op.drop_table("publication_texts")
    op.drop_index(op.f("openings_recruiter_id_idx"), table_name="openings")
    op.drop_index(op.f("openings_place_id_idx"), table_name="openings")
    op.drop_index(op.f("openings_hiring_manager_id_idx"), table_name="openings")
    op.drop_table("openings")
    op.drop_table("audience_teams")
    op.drop_table("audience_places")
    op.drop_index(op.f("publications_team_id_idx"), table_name="publications")
    op.drop_index("publications_state_idx", table_name="publications")
    op.drop_index(op.f("publications_author_id_idx"), table_name="publications")
    op.drop_table("publications")
    op.drop_table("themes")
    op.drop_table("process_steps")
    for name in LANGUAGES:
        op.execute(f"DROP TEXT SEARCH CONFIGURATION {name}")
    op.execute("DROP FUNCTION fold(text)")
