"""How long each text takes to read, kept; misspelt words found by an index of letters.

Revision ID: 0031
Revises: 0030
"""

import re

import sqlalchemy as sa
from alembic import op

from app.core.text.markdown import plain

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# Texts with a word that is nearly the one asked for. The threshold is search.CLOSE: an operator
# that an index answers takes it from a setting, which here is the function's own.
NEARLY = """
CREATE FUNCTION publication_texts_nearly(word text) RETURNS SETOF uuid
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
SET pg_trgm.strict_word_similarity_threshold = 0.45
AS $$ SELECT id FROM publication_texts WHERE folded %>> word $$
"""
BATCH = 500
WORDS_A_MINUTE = 220


def upgrade() -> None:
    """Count the words of each text once, where every list counted them again."""
    op.add_column(
        "publication_texts",
        sa.Column("minutes", sa.BigInteger(), nullable=False, server_default="1"),
    )
    connection = op.get_bind()
    update = sa.text("UPDATE publication_texts SET minutes = :minutes WHERE id = :id")
    some = sa.text(
        "SELECT id, body FROM publication_texts WHERE id > CAST(:last AS uuid)"
        f" ORDER BY id LIMIT {BATCH}"
    )
    last = "00000000-0000-0000-0000-000000000000"
    while rows := connection.execute(some, {"last": last}).all():
        last = str(rows[-1].id)
        minutes = [{"id": row.id, "minutes": _minutes(row.body)} for row in rows]
        connection.execute(update, minutes)
    op.create_index(
        "publication_texts_folded_idx",
        "publication_texts",
        ["folded"],
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.execute("SELECT similarity('', '')")  # loads the extension: its settings are known then
    op.execute(sa.text(NEARLY))


def _minutes(markdown: str) -> int:
    words = re.findall(r"\w[\w’'-]*", plain(markdown))
    return max(1, round(len(words) / WORDS_A_MINUTE))


def downgrade() -> None:
    """Count them again each time."""
    op.execute("DROP FUNCTION publication_texts_nearly(text)")
    op.drop_index("publication_texts_folded_idx", table_name="publication_texts")
    op.drop_column("publication_texts", "minutes")
