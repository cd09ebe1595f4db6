"""A post as the readers of each network will see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sharing.models import Channel
from app.sharing.networks import Post
from app.sharing.previews import Frame, frame_of, is_cut, pieces_of

LINK = "https://emploi.example.org/r/3f9kq2m7xw0d"
POST = Post("Venez, @zoe ! #Données", LINK)


def shown(channel: Channel, post: Post = POST) -> tuple[str, list[str]]:
    pieces = pieces_of(channel, post)
    return "".join(each.text for each in pieces), [each.text for each in pieces if each.marked]


@pytest.mark.parametrize(
    ("channel", "link"),
    [
        (Channel.LINKEDIN, ""),
        (Channel.X, ""),
        (Channel.BLUESKY, "emploi.example.org/r/3f9kq2m7xw0d"),
        (Channel.MASTODON, "emploi.example.org/r/3f9kq2m7x…"),
        (Channel.THREADS, LINK),
        (Channel.EMAIL, LINK),
        (Channel.WHATSAPP, LINK),
    ],
)
def test_a_link_is_shown_as_the_network_shows_it_and_marked(channel, link):
    text, marked = shown(channel)

    assert text == f"{POST.words}\n\n{link}".strip()
    assert marked == ["@zoe", "#Données", *filter(None, [link])]


def test_linkedin_shows_the_beginning_alone():
    long = Post("mot " * 100, LINK)

    assert len(shown(Channel.LINKEDIN, long)[0]) <= 210
    assert is_cut(Channel.LINKEDIN, long)
    assert not is_cut(Channel.FACEBOOK, long)


def test_what_stands_around_a_text_is_the_networks():
    assert [frame_of(each) for each in (Channel.X, Channel.SMS, Channel.EMAIL, Channel.QR)] == [
        Frame.POST, Frame.CHAT, Frame.MAIL, Frame.CODE,
    ]  # fmt: skip
    assert {frame_of(each) for each in Channel} == set(Frame)


@given(words=st.text(max_size=300))
def test_cutting_a_text_into_pieces_loses_nothing(words):
    assert shown(Channel.THREADS, Post(words, LINK))[0] == Post(words, LINK).message
