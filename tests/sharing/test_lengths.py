"""Texts count as much as each network says they do."""

import pytest

from app.sharing import lengths

LINK = "https://emploi.ormelune.example/r/7kQ2pDxYz3"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("abc", 3),
        ("été", 3),
        ("e\u0301te\u0301", 3),  # composed first
        ("’…", 3),  # U+2019 is light, U+2026 is not
        ("東京", 4),
        ("انضم", 4),
        ("🎉", 2),
        ("👍🏽", 2),
        ("☝🏽", 2),
        ("👩🏽‍💻", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("🇫🇷🇧🇪", 4),
        ("1️⃣", 2),
        ("❤️‍🔥", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("1 2 3 # *", 9),  # emoji to Unicode, plain signs to readers
        ("©", 1),
        (LINK, 23),
        ("http://a.fr", 23),
        (f"Voir {LINK} et {LINK}", 55),
        (f"Bonjour\n\n{LINK}", 32),
    ],
)
def test_x_weighs_links_23_and_emoji_and_heavy_scripts_2(text, weight):
    assert lengths.x_length(text) == weight


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("abc", 3),
        ("👨‍👩‍👧‍👦", 1),
        ("🇫🇷", 1),
        ("e\u0301", 1),
        ("東京", 2),
        ("a\nb", 3),
        (LINK, len(LINK)),
    ],
)
def test_bluesky_counts_what_a_reader_sees_as_one_character(text, count):
    assert lengths.graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "count"), [("abc", 3), ("👨‍👩‍👧‍👦", 1), (LINK, 23), (f"Bonjour\n\n{LINK}", 32)]
)
def test_mastodon_counts_each_link_as_23(text, count):
    assert lengths.mastodon_length(text) == count


@pytest.mark.parametrize(("text", "units"), [("été", 3), ("🎉", 2), ("👩🏽‍💻", 7)])
def test_other_networks_count_as_a_text_box_does(text, units):
    assert lengths.utf16_length(text) == units


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("à" * 160, 1),  # in the plain alphabet
        ("ê" * 70, 1),  # outside it: 70, then 67 each
        ("ê" * 71, 2),
        ("a" * 160 + "ê", 3),
        ("€" * 80, 1),  # two places each
        ("€" * 81, 2),
        ("🎉" * 35, 1),
        ("🎉" * 36, 2),
    ],
)
def test_a_text_message_is_cut_where_operators_cut_it(text, messages):
    assert lengths.sms_messages(text) == messages
