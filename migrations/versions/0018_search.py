"""Search by our own words (app/core/text/tokens.py), stemmed with accents and without.

Revision ID: 0018
Revises: 0017
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from app.core.text.tokens import tokens

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STEMS = {"fr": ("relais_french", "french"), "en": ("relais_english", "english")}
FUNCTIONS = (
    # A word as it is compared: folded; stemmed, then folded; folded, then stemmed. Stems know
    # French by its accents, which half of those who type leave out.
    """
    CREATE FUNCTION word_forms(language text, word text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE
        stems regdictionary := CASE language
            WHEN 'fr' THEN 'public.relais_french' ELSE 'public.relais_english' END;
        folded text := public.fold(word);
        forms text[] := ARRAY[folded];
        stem text := (ts_lexize(stems, folded))[1];
    BEGIN
        IF stem <> ALL (forms) THEN forms := forms || stem; END IF;
        IF word <> folded THEN
            stem := public.fold((ts_lexize(stems, word))[1]);
            IF stem <> ALL (forms) THEN forms := forms || stem; END IF;
        END IF;
        RETURN forms;
    END $$
    """,
    # What a text is found by. No parser of PostgreSQL's sees it: words and places are given.
    """
    CREATE FUNCTION search_vector(language text, words text[], places int[]) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    BEGIN
        RETURN coalesce(string_agg(quote_literal(form) || ':' || least(place, 16383), ' '), '')
            FROM unnest(words, places) AS token (word, place),
                unnest(public.word_forms(language, word)) AS form
            WHERE form <> '';
    END $$
    """,
    # Any form of a word that is asked for; from its beginning, if need be, in the letters typed.
    """
    CREATE FUNCTION search_query(language text, word text, beginning boolean) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    BEGIN
        RETURN coalesce(string_agg(quote_literal(form) || CASE
                WHEN beginning AND form = public.fold(word) THEN ':*' ELSE '' END, ' | '), '')
            FROM unnest(public.word_forms(language, word)) AS form
            WHERE form <> '';
    END $$
    """,
)
INDEXES = (
    ("publication_texts", "search", "publication_texts_search_idx"),
    ("applications", "cv_search", "applications_search_idx"),
)
# Of each table: its column of the search, then by which words in which language, of what weight.
BY_LANGUAGE = {
    "publication_texts": ("search", (("title", "A"), ("summary", "B"), ("body", "C"))),
    "applications": ("cv_search", (("cv_text", "D"),)),
}
NAMED = {
    "places": (("name", None), ("region", None)),
    "teams": (("name_fr", "fr"), ("name_en", "en")),
    "themes": (("name_fr", "fr"), ("name_en", "en")),
}
BATCH = 500
CONFIG = "CASE language WHEN 'fr' THEN 'relais_fr'::regconfig ELSE 'relais_en'::regconfig END"
BEFORE = {
    "publication_texts": " || ".join(
        f"setweight(to_tsvector({CONFIG}, {part}), '{weight}')"
        for part, weight in (("title", "A"), ("summary", "B"), ("body", "C"))
    ),
    "applications": f"to_tsvector({CONFIG}, cv_text)",
}


def upgrade() -> None:
    """Make dictionaries and functions, and index again every row that is searched.

    The words are cut by the program's own tokeniser, not by a copy of it: an index is of the
    program that reads it.
    """
    for name, language in STEMS.values():
        op.execute(
            f"CREATE TEXT SEARCH DICTIONARY {name} (TEMPLATE = snowball, Language = {language})"
        )
    for function in FUNCTIONS:
        op.execute(function)
    for table, column, index in INDEXES:
        op.drop_index(index, table_name=table)
        op.drop_column(table, column)
    for name in ("relais_fr", "relais_en"):
        op.execute(f"DROP TEXT SEARCH CONFIGURATION {name}")
    columns = {table: column for table, column, _ in INDEXES} | dict.fromkeys(NAMED, "search")
    for table, column in columns.items():
        op.add_column(table, sa.Column(column, TSVECTOR(), nullable=False, server_default=""))
    for table, (column, parts) in BY_LANGUAGE.items():
        _index(table, column, [(name, weight, "language") for name, weight in parts])
    for table, names in NAMED.items():
        _index(table, "search", [(name, "D", language) for name, language in names])
    for table, column, index in INDEXES:
        op.create_index(index, table, [column], postgresql_using="gin")


def _index(table: str, column: str, parts: list[tuple[str, str, str | None]]) -> None:
    """Index the rows of a table. parts: a column, its weight, its language or that of the row"""
    connection = op.get_bind()
    names = ", ".join(sorted({name for name, _, _ in parts}))
    language = "language" if any(of == "language" for _, _, of in parts) else "''"
    vectors = []
    for name, weight, of in parts:
        for spoken in ("fr", "en") if of is None else (of,):
            said = "language" if spoken == "language" else f"'{spoken}'"
            vectors.append(
                f"setweight(search_vector({said}, CAST(:{name}_words AS text[]), "
                f"CAST(:{name}_places AS int[])), '{weight}')"
            )
    update = sa.text(f"UPDATE {table} SET {column} = {' || '.join(vectors)} WHERE id = :id")
    for rows in _batches(connection, f"SELECT id, {language} AS language, {names} FROM {table}"):
        connection.execute(update, [_words_of(row, [name for name, _, _ in parts]) for row in rows])


def _batches(connection: sa.Connection, select: str) -> Iterator[list[Any]]:
    """Read rows in the order of their ids, some at a time."""
    last = "00000000-0000-0000-0000-000000000000"
    statement = sa.text(f"{select} WHERE id > CAST(:last AS uuid) ORDER BY id LIMIT {BATCH}")
    while rows := list(connection.execute(statement, {"last": last})):
        yield rows
        last = str(rows[-1].id)


def _words_of(row: Any, names: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {"id": row.id}
    for name in names:
        found = tokens(getattr(row, name))
        values[f"{name}_words"] = [token.word for token in found]
        values[f"{name}_places"] = [token.place for token in found]
    return values


def downgrade() -> None:
    """Search by PostgreSQL's parser, on words without accents."""
    for table in NAMED:
        op.drop_column(table, "search")
    for table, column, index in INDEXES:
        op.drop_index(index, table_name=table)
        op.drop_column(table, column)
    op.execute("DROP FUNCTION search_query(text, text, boolean)")
    op.execute("DROP FUNCTION search_vector(text, text[], int[])")
    op.execute("DROP FUNCTION word_forms(text, text)")
    for name, _ in STEMS.values():
        op.execute(f"DROP TEXT SEARCH DICTIONARY {name}")
    for name, base in (("relais_fr", "french"), ("relais_en", "english")):
        op.execute(f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {base})")
        op.execute(
            f"ALTER TEXT SEARCH CONFIGURATION {name} "
            f"ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {base}_stem"
        )
    for table, column, index in INDEXES:
        made = sa.Computed(BEFORE[table], persisted=True)
        op.add_column(table, sa.Column(column, TSVECTOR(), made, nullable=False))
        op.create_index(index, table, [column], postgresql_using="gin")
