"""One fold for whatever is compared: the SQL function is that of app/core/text/fold.py.

Revision ID: 0015
Revises: 0014
"""

import string
import sys
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NO_ACCENT = (0, 7, 8, 9)  # classes of marks that make another letter
UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
APOSTROPHES = "`\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201b\u2032\ua78c"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212"
LETTERS = dict(zip("đðħıĸłŋøŧǥƀɓƈɖɗəɛƒɠɣɨƙɔƥƭʉʋƴƶʒ", "ddhiklnotgbbcddaefggikoptuvyzz", strict=True))
SEVERAL = {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
USUAL = "\u0301\u0300\u0302\u0308\u0327\u0303\u030c\u030a\u0328"  # accents of names in Europe
FOLDED = (
    ("publication_texts", "title || ' ' || summary"),
    ("candidates", "name || ' ' || email"),
)


def _one_letter(letter: str) -> str:
    """Return what one decomposed letter becomes: another one, or "" for an accent."""
    if unicodedata.combining(letter) not in NO_ACCENT:
        return ""
    lower = "ß" if letter in "ßẞ" else letter.casefold()
    if lower in APOSTROPHES:
        return "'"
    return "-" if lower in DASHES else LETTERS.get(lower, lower)


def _table() -> tuple[str, str]:
    """Return the letters that change, and what each becomes, for PostgreSQL's translate().

    translate() looks from the front: there stand the commonest letters, even unchanged, and at
    the end what is dropped.
    """
    rest = (chr(code) for code in range(0x80, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    changed = [c for c in rest if _one_letter(c) != c and unicodedata.normalize("NFKD", c) == c]
    changed.sort(key=lambda letter: not _one_letter(letter))
    common = " eaisnrtoludcmpgbvhfqyxjkzw-'.`,@" + string.digits + string.ascii_uppercase
    found = [*common, *changed]
    return "".join(found), "".join(map(_one_letter, found))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def upgrade() -> None:
    """Replace the function, which no rule file or locale of the server changes any more.

    Columns that keep folded words are made again.
    """
    found, becomes = map(_quoted, _table())
    folded = f"translate(normalize(plain, NFKD), {found}, {becomes})"
    for letter, letters in SEVERAL.items():
        folded = f"replace({folded}, '{letter}', '{letters}')"
    # the last way is right for any text; the others, for nearly all, take a tenth of its time
    _replace(
        f"""
        CREATE OR REPLACE FUNCTION fold(words text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fold$
        DECLARE plain text := replace(replace(words, '\u00b4', ''''), '\u1ffd', '''');
        BEGIN
            IF {_ascii("plain")} THEN RETURN {_lower("plain")}; END IF;
            words := translate(normalize(plain, NFKD), '\u2019{USUAL}', '''');
            IF {_ascii("words")} THEN RETURN {_lower("words")}; END IF;
            plain := translate(plain, '{UNSEEN}', '');
            RETURN {folded};
        END $fold$
        """
    )


def _ascii(words: str) -> str:
    return f"octet_length({words}) = length({words})"


def _lower(words: str) -> str:
    return f"replace(lower({words} COLLATE \"C\"), '`', '''')"


def downgrade() -> None:
    """Fold as before."""
    _replace(
        "CREATE OR REPLACE FUNCTION fold(words text) RETURNS text "
        "LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
        "AS $$ SELECT lower(public.unaccent('public.unaccent', words)) $$"
    )


def _replace(function: str) -> None:
    op.drop_index("candidates_folded_idx", table_name="candidates")
    for table, _ in FOLDED:
        op.drop_column(table, "folded")
    op.get_bind().exec_driver_sql(function.replace("%", "%%"))
    for table, words in FOLDED:
        column = sa.Column(
            "folded", sa.Text(), sa.Computed(f"fold({words})", persisted=True), nullable=False
        )
        op.add_column(table, column)
    op.create_index(
        "candidates_folded_idx",
        "candidates",
        ["folded"],
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
