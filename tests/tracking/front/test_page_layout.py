"""Pages joined from pieces: the same text with and without gzip, and a fresh token each time."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tracking.front.gzip_pieces import Shift, deflated, stored
from app.tracking.front.page_layout import PageLayout, text_of
from app.tracking.front.pages import CODE, TOKEN, LandingPage, Slot, mark, pieces_of
from app.tracking.front.token import LENGTH

CODE_TEXT = "Zx7kQ2mPaB"
TOKENS = [b"a" * LENGTH, b"-_9Z" * (LENGTH // 4)]


def laid_out(*pieces, status=200):
    page = LandingPage(status, pieces)
    return PageLayout(("key", "fr"), page, [("Content-Type", "text/html")])


def expected(pieces, part, token):
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            text += {"token": token.decode(), "code": CODE_TEXT, **part}[piece.name]
    return text.encode()


PIECES = st.lists(
    st.one_of(st.text(max_size=300), st.sampled_from([TOKEN, CODE, Slot("who"), Slot("foot")])),
    max_size=12,
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=500)


@given(pieces=PIECES, who=TEXT, foot=TEXT, token=st.sampled_from(TOKENS))
def test_an_answer_is_the_page_with_everything_in_its_place(pieces, who, foot, token):
    part = {"who": who, "foot": foot}
    own = {name: text_of(html) for name, html in part.items()}
    page = laid_out(*pieces)

    plain = page.answer(CODE_TEXT, own, gzip=False)
    packed = page.answer(CODE_TEXT, own, gzip=True)

    assert plain.body(token) == expected(pieces, part, token)
    assert gzip.decompress(packed.body(token)) == expected(pieces, part, token)


@given(pieces=PIECES, who=TEXT)
def test_the_length_announced_is_the_length_sent(pieces, who):
    page = laid_out(*pieces)

    for compressed in (False, True):
        own = {"who": text_of(who), "foot": text_of("")}
        answer = page.answer(CODE_TEXT, own, gzip=compressed)
        assert dict(answer.headers)["Content-Length"] == str(len(answer.body(TOKENS[0])))


def test_answers_of_one_link_do_not_mix():
    answer = laid_out("<p>", TOKEN, "</p>").answer(CODE_TEXT, {}, gzip=True)

    first, second = answer.body(TOKENS[0]), answer.body(TOKENS[1])

    assert gzip.decompress(first) == b"<p>" + TOKENS[0] + b"</p>"
    assert gzip.decompress(second) == b"<p>" + TOKENS[1] + b"</p>"


def test_a_part_that_the_page_needs_and_nobody_drew_is_an_error():
    with pytest.raises(KeyError):
        laid_out(Slot("who")).answer(CODE_TEXT, {}, gzip=True)


@given(st.binary(max_size=3000), st.binary(max_size=3000))
def test_the_checksum_of_a_joined_text_follows_from_its_parts(before, after):
    joined = Shift(len(after))(zlib.crc32(before)) ^ zlib.crc32(after)

    assert joined == zlib.crc32(before + after)


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257, 65_535, 65_536, 70_000, 1 << 20])
def test_the_checksum_follows_whatever_the_length(length):
    after = bytes(length)

    assert Shift(length)(zlib.crc32(b"before")) ^ zlib.crc32(after) == zlib.crc32(b"before" + after)


@given(st.lists(st.binary(max_size=500), max_size=6))
def test_compressed_pieces_stand_next_to_each_other_in_any_order(pieces):
    stream = b"".join(deflated(piece) if n % 2 else stored(piece) for n, piece in enumerate(pieces))

    whole = zlib.decompressobj(-zlib.MAX_WBITS).decompress(stream)

    assert whole == b"".join(pieces)


def test_a_template_is_cut_at_its_marks():
    html = f"<p>{mark('referrer')}</p><a href='/r/{mark('code')}/apply'>{mark('token')}"

    assert pieces_of(html) == (
        "<p>",
        Slot("referrer"),
        "</p><a href='/r/",
        CODE,
        "/apply'>",
        TOKEN,
    )


def test_what_people_write_is_never_taken_for_a_mark():
    assert pieces_of("{{code}} <token> %code%") == ("{{code}} <token> %code%",)
