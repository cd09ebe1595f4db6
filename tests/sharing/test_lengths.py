"""Texts count as much as each network says they do."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sharing import networks
from app.sharing.counting import lengths
from app.sharing.counting.links import cut_at_links
from app.sharing.models import Channel
from app.sharing.networks import Post, Server

LINK = "https://emploi.example.org/r/3f9kq2m7xw0d"
VECTORS = Path(__file__).with_name("vectors.jsonl").read_text(encoding="utf-8").splitlines()
UNITS = {
    "x": ("weighted", 280),
    "bluesky": ("graphemes", 300),
    "mastodon": ("graphemes", 500),
    "threads": ("emoji_bytes", 500),
    "email": ("address", 1900),
    "sms": (None, None),
    "qr": (None, None),
}


@pytest.mark.parametrize("line", VECTORS)
def test_a_text_is_as_long_as_its_network_says(line):
    given: dict[str, Any] = json.loads(line)
    post = Post(lengths.clean(given["words"]), given.get("link", ""), given.get("subject", ""))

    count = networks.counted(Channel(given["channel"]), post)

    assert count.count == given["count"]
    assert (count.unit, count.limit) == UNITS.get(given["channel"], ("utf16", 3000))
    assert count.over == max(0, (given["count"] or 0) - (count.limit or 0))


def test_there_are_two_hundred_of_them_at_least_and_no_two_alike():
    assert len(set(VECTORS)) == len(VECTORS) > 200


def test_a_server_of_mastodon_says_what_it_takes_and_what_a_link_counts():
    count = networks.counted(Channel.MASTODON, Post("Venez", LINK), Server(limit=30, link=30))

    assert (count.count, count.limit, count.over) == (37, 30, 7)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Voir ormelune.fr/a, ou (https://a.fr/b_(c)).", ["ormelune.fr/a", "https://a.fr/b_(c)"]),
        ("http://… et https://", []),
        ("https://a.fr/x:// puis", ["https://a.fr/x://"]),
        ("httpſ://a.example httpK://a", []),  # neither is an s, nor a k
        ("job\u017f.job\u017f", []),
        ("https://a.fr/カー", ["https://a.fr/"]),
        ("https://a.fr/ー", ["https://a.fr/"]),
        ("https://a.fr/1️⃣", ["https://a.fr/"]),
    ],
)
def test_a_link_ends_where_its_sentence_goes_on(text, links):
    assert [part for is_link, part in cut_at_links(text, bare=True) if is_link] == links


@given(text=st.text(max_size=300))
def test_cutting_a_text_at_its_links_loses_nothing_of_it(text):
    for bare in (False, True):
        assert "".join(part for _, part in cut_at_links(text, bare=bare)) == text


@pytest.mark.parametrize(
    "text",
    [")" * 50_000, "https://a.fr/" + ")" * 50_000, "a." * 25_000, "a-" * 25_000, "@a" * 25_000,
     "https://a.fr " * 4_000, "ormelune.fr " * 4_000, "https://" * 6_000, "👨‍" * 16_000],
    ids=["brackets", "end", "labels", "dashes", "names", "links", "hosts", "starts", "joiners"],
)  # fmt: skip
def test_a_text_of_fifty_thousand_signs_is_counted_at_once(text):
    for count in (
        lengths.x_length,
        lengths.bluesky_length,
        lengths.mastodon_length,
        lengths.threads_length,
    ):
        assert count(text) > 0
