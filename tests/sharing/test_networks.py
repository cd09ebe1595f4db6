"""What opens on each network, and what of the text gets there."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sharing import networks
from app.sharing.models import Channel
from app.sharing.networks import Post
from tests.sharing.texts import NASTY

LINK = "https://emploi.ormelune.example/r/7kQ2pDxYz3"
# where each network's page reads the text, and where the link when it stands apart
IN_TEXT = {
    Channel.X: ("https://x.com/intent/tweet", "text"),
    Channel.BLUESKY: ("https://bsky.app/intent/compose", "text"),
    Channel.MASTODON: ("https://piaille.fr/share", "text"),
    Channel.THREADS: ("https://www.threads.com/intent/post", "text"),
    Channel.WHATSAPP: ("https://wa.me/", "text"),
}
LINK_ONLY = {
    Channel.LINKEDIN: ("https://www.linkedin.com/sharing/share-offsite/", "url"),
    Channel.FACEBOOK: ("https://www.facebook.com/sharer/sharer.php", "u"),
    Channel.XING: ("https://www.xing.com/spi/shares/new", "url"),
}
LONGEST = {Channel.EMAIL: 1900, Channel.WHATSAPP: 8000, Channel.SMS: 8000, Channel.X: 8000}
WITHOUT_PAGE = {Channel.SLACK, Channel.COPY, Channel.QR, Channel.SHEET}


def post(words: str, **others: str) -> Post:
    return Post(words=words, link=LINK, instance="piaille.fr", **others)


def fields(address: str) -> tuple[str, dict[str, str]]:
    """Read an address as a browser and a network do, a plus sign being a plus sign."""
    parts = urlsplit(address)
    assert address.isascii()
    assert " " not in address
    assert "+" not in parts.query
    read = {key: values[0] for key, values in parse_qs(parts.query, strict_parsing=True).items()}
    return f"{parts.scheme}://{parts.netloc}{parts.path}", read


SHORT = {name: words for name, words in NASTY.items() if name != "long"}


@pytest.mark.parametrize("words", SHORT.values(), ids=SHORT.keys())
@pytest.mark.parametrize("channel", IN_TEXT)
def test_a_page_that_takes_a_text_gets_it_whole_with_the_link_under_it(channel, words):
    page, field = IN_TEXT[channel]

    address, read = fields(networks.share_page(channel, post(words)))

    assert address == page
    assert read == {field: f"{words}\n\n{LINK}"}


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize("channel", LINK_ONLY)
def test_a_page_that_takes_no_text_gets_the_link_alone_and_the_words_are_copied_first(
    channel, words
):
    page, field = LINK_ONLY[channel]

    address, read = fields(networks.share_page(channel, post(words)))

    assert (address, read) == (page, {field: LINK})
    assert networks.copied_first(channel, post(words))
    assert networks.to_copy(channel, post(words)) == words


@pytest.mark.parametrize("words", SHORT.values(), ids=SHORT.keys())
def test_an_email_carries_subject_and_text_with_the_line_ends_of_mail(words):
    address = networks.share_page(Channel.EMAIL, post(words, subject="R&D : une place à prendre ?"))

    head, _, query = address.partition("?")
    read = dict(part.split("=", 1) for part in query.split("&"))
    assert head == "mailto:"
    assert unquote(read["subject"]) == "R&D : une place à prendre ?"
    assert unquote(read["body"]) == f"{words}\n\n{LINK}".replace("\n", "\r\n")


@pytest.mark.parametrize("words", SHORT.values(), ids=SHORT.keys())
def test_a_text_message_carries_the_text_in_the_form_that_both_phones_read(words):
    address = networks.share_page(Channel.SMS, post(words))

    assert address.startswith("sms:?&body=")
    assert unquote(address.removeprefix("sms:?&body=")) == f"{words}\n\n{LINK}"


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY.keys())
def test_teams_gets_a_short_text_whole_and_of_a_long_one_nothing_cut(words):
    address, read = fields(networks.share_page(Channel.TEAMS, post(words)))

    assert address == "https://teams.microsoft.com/share"
    assert read.pop("href") == LINK
    if len(words) <= networks.TEAMS_TEXT:
        assert read == {"msgText": words}
        assert not networks.copied_first(Channel.TEAMS, post(words))
    else:
        assert read == {}
        assert networks.copied_first(Channel.TEAMS, post(words))


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_a_page_or_something_to_copy(channel):
    made = post("Bonjour")

    assert (networks.share_page(channel, made) is None) is (channel in WITHOUT_PAGE)
    assert networks.to_copy(channel, made) in ("Bonjour", made.message)


def test_the_kit_shows_every_channel_once():
    assert sorted(networks.FIRST + networks.OTHERS) == sorted(Channel)


def test_a_post_without_words_is_its_link():
    assert Post(words="", link=LINK).message == LINK


def test_nothing_is_asked_to_be_pasted_when_there_are_no_words():
    assert not networks.copied_first(Channel.LINKEDIN, post(""))


def test_either_of_words_and_link_stands_alone_without_the_other():
    assert Post(words="Venez", link="").message == "Venez"
    assert Post(words="", link="").message == ""


def test_mastodon_opens_the_page_that_asks_for_a_server_until_one_is_named():
    address = networks.share_page(Channel.MASTODON, Post(words="R&D #1 : é+", link=LINK))

    page, _, fragment = address.partition("#")
    assert page == "https://share.joinmastodon.org/"
    assert parse_qs(fragment, strict_parsing=True) == {"text": [f"R&D #1 : é+\n\n{LINK}"]}


def test_linkedins_other_page_holds_the_text_and_the_words_are_copied_all_the_same():
    made = post("Bonjour à tous")

    address, read = fields(networks.share_page(Channel.LINKEDIN, made, composer=True))

    assert address == "https://www.linkedin.com/feed/"
    assert read == {"shareActive": "true", "text": f"Bonjour à tous\n\n{LINK}"}
    assert networks.copied_first(Channel.LINKEDIN, made)
    assert fields(networks.share_page(Channel.LINKEDIN, post("é" * 2000), composer=True))[1] == {
        "shareActive": "true",
        "text": LINK,
    }


@pytest.mark.parametrize(
    ("channel", "most"),
    [
        (Channel.LINKEDIN, 3000),
        (Channel.X, 280),
        (Channel.BLUESKY, 300),
        (Channel.MASTODON, 500),
        (Channel.THREADS, 500),
    ],
)
def test_a_message_is_too_long_from_one_character_over_the_networks_limit(channel, most):
    room = most - networks.counted(channel, post("x")).count + 1

    assert networks.too_long_by(channel, post("x" * room)) == 0
    assert networks.too_long_by(channel, post("x" * (room + 3))) == 3


def test_a_channel_without_a_limit_of_its_own_has_ours():
    assert networks.too_long_by(Channel.WHATSAPP, post("x" * (3000 - len(LINK) - 2))) == 0
    assert networks.too_long_by(Channel.WHATSAPP, post("x" * 3000)) == len(LINK) + 2


@pytest.mark.parametrize("channel", [Channel.LINKEDIN, Channel.FACEBOOK, Channel.TEAMS])
def test_where_the_link_stands_apart_the_words_alone_are_counted(channel):
    assert networks.counted(channel, post("x" * 3000)).count == 3000
    assert networks.counted(channel, post("")).count == 0
    assert networks.too_long_by(channel, post("x" * 3000)) == 0


@pytest.mark.parametrize(
    "words",
    [
        "Nous ouvrons les données de quatre régions. " * 180,
        "é" * 1400,
        "🎉" * 700,
        "\n" * 2700 + "x",
    ],
    ids=["sentences", "accents", "emoji", "lines"],
)
@pytest.mark.parametrize("channel", LONGEST)
def test_an_address_too_long_to_open_carries_the_link_alone_and_the_words_are_copied_first(
    channel, words
):
    made = post(words, subject="Développeuse ou développeur Python")

    address = networks.share_page(channel, made)

    assert len(address) <= LONGEST[channel]
    assert unquote(address).endswith(f"={LINK}")
    assert networks.copied_first(channel, made)
    assert networks.to_copy(channel, made) == words


@pytest.mark.parametrize(("channel", "most"), LONGEST.items())
def test_a_text_goes_whole_up_to_the_last_character_that_opens(channel, most):
    room = most - len(networks.share_page(channel, post("x"))) + 1

    assert len(networks.share_page(channel, post("x" * room))) == most
    assert not networks.copied_first(channel, post("x" * room))
    assert networks.copied_first(channel, post("x" * (room + 1)))


@pytest.mark.parametrize("subject", ["Poste à pourvoir " * 200, "é" * 3000, "🎉" * 500])
def test_a_subject_that_nothing_opens_with_is_cut_and_the_link_stays(subject):
    address = networks.share_page(Channel.EMAIL, post("Venez.", subject=subject))

    assert 1880 < len(address) <= 1900
    assert unquote(address).endswith(f"&body={LINK}")
    assert subject.startswith(unquote(address).partition("subject=")[2].partition("&")[0])


def test_a_subject_that_is_cut_keeps_its_emoji_whole():
    address = networks.share_page(Channel.EMAIL, post("Venez.", subject="👩🏽‍💻" * 50))

    subject = unquote(address).partition("subject=")[2].partition("&")[0]
    assert subject == "👩🏽‍💻" * (len(subject) // 4)


def test_a_suggested_email_leaves_room_for_words_of_ones_own():
    assert networks.fitting(Channel.EMAIL, ["x" * 900, "x" * 700], post("")) == 1
    assert networks.too_long_by(Channel.EMAIL, post("x" * 900)) == 0


def test_a_network_of_its_own_page_takes_four_times_as_long_an_address():
    words = "é" * 490

    assert not networks.copied_first(Channel.THREADS, post(words))
    assert networks.copied_first(Channel.THREADS, post("👨‍👩‍👧‍👦" * 140))


def test_the_first_suggestion_that_fits_a_network_is_found_whatever_its_place():
    texts = ["é" * 400, "é" * 290, "Court."]

    assert networks.fitting(Channel.LINKEDIN, texts, post("")) == 0
    assert networks.fitting(Channel.X, texts, post("")) == 2
    assert networks.fitting(Channel.X, texts[:2], post("")) is None


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("piaille.fr", "piaille.fr"),
        (" Piaille.FR ", "piaille.fr"),
        ("https://mastodon.social/@zoe", "mastodon.social"),
        ("@zoe@hachyderm.io", "hachyderm.io"),
        ("zoe@hachyderm.io", "hachyderm.io"),
        ("mastodon.social/explore", "mastodon.social"),
        ("mastodon.social.", "mastodon.social"),
        ("élan.example", "xn--lan-9la.example"),
        ("", ""),
        ("localhost", ""),
        ("127.0.0.1", ""),
        ("a b.example", ""),
        ("evil.example?x=", ""),
        ("javascript:alert(1)", ""),
        ("https://[::1]/", ""),
        ("https://[", ""),
        ("x" * 300 + ".fr", ""),
        ("ex\x00ample.fr", ""),
        ("-a.fr", ""),
    ],
)
def test_a_mastodon_server_is_read_however_it_is_typed_and_nothing_else_passes(typed, host):
    assert networks.instance_of(typed) == host


@given(words=st.text(max_size=600))
def test_any_text_at_all_arrives_as_it_was(words):
    made = post(words)
    message = made.message

    for channel, (_, field) in IN_TEXT.items():
        whole = not networks.copied_first(channel, made)
        read = fields(networks.share_page(channel, made))[1]
        assert read == {field: message if whole else LINK}
    message = LINK if networks.copied_first(Channel.EMAIL, made) else message
    body = networks.share_page(Channel.EMAIL, made).partition("body=")[2]
    assert unquote(body) == networks.LINE_END.sub("\r\n", message)  # as mail has it (RFC 6068)
    for channel in Channel:
        assert networks.counted(channel, made).over == networks.too_long_by(channel, made)


@given(typed=st.text(max_size=300))
def test_nothing_typed_as_a_server_breaks_or_passes_unless_it_is_a_host_name(typed):
    host = networks.instance_of(typed)

    assert host == "" or urlsplit(f"https://{host}/share").hostname == host


@given(words=st.text(max_size=900))
def test_what_a_network_shows_first_is_the_beginning_and_never_more_than_it_shows(words):
    shown = networks.shown(Channel.LINKEDIN, words)

    assert words.startswith(shown)
    assert len(shown) <= max(210, len(words) if len(words) <= 210 else 0)
