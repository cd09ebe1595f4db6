"""On each network the kit opens on a text that fits it; what is one's own stays."""

import pytest

from app.publishing.models import NETWORKS
from app.publishing.texts import NetworkText
from app.sharing.models import Channel
from app.sharing.networks import Post
from app.sharing.words.suggestions import WRITTEN_FOR, offered, on_network, opening

LINK = "https://emploi.example.org/r/7kq2p9xyz3ab"
LONG, SHORT = "mot " * 150, "Court."
EVERY = [NetworkText("", LONG), NetworkText("", SHORT)]
FOR_X, FOR_LINKEDIN = NetworkText("x", "Pour X."), NetworkText("linkedin", "Pour LinkedIn.")


def test_a_text_may_be_for_exactly_the_networks_that_carry_words():
    assert set(WRITTEN_FOR) == set(NETWORKS)


@pytest.mark.parametrize(
    ("channel", "suggested", "texts"),
    [
        (Channel.X, [*EVERY, FOR_X, FOR_LINKEDIN], ["Pour X.", LONG, SHORT]),
        (Channel.COPY, [*EVERY, FOR_X], [LONG, SHORT]),
        (Channel.EMAIL, [FOR_X, FOR_LINKEDIN], ["Pour X.", "Pour LinkedIn."]),
        (Channel.X, [], []),
    ],
)
def test_a_network_offers_its_own_texts_then_those_for_every_network(channel, suggested, texts):
    assert offered(channel, suggested) == texts


@pytest.mark.parametrize(
    ("channel", "texts", "opens_on"),
    [
        (Channel.LINKEDIN, [LONG, SHORT], LONG),
        (Channel.X, [LONG, SHORT], SHORT),
        (Channel.X, [LONG], LONG),  # shown as too long, never cut
        (Channel.X, [], ""),
    ],
)
def test_the_kit_opens_on_the_first_text_that_fits(channel, texts, opens_on):
    assert opening(channel, texts, Post("", LINK)) == opens_on


@pytest.mark.parametrize(
    ("channel", "words", "suggested", "shown"),
    [
        (Channel.X, "Mes mots.", [*EVERY, FOR_X], "Mes mots."),
        (Channel.X, LONG.strip(), EVERY, SHORT),
        (Channel.LINKEDIN, SHORT, EVERY, SHORT),  # it fits: it was chosen, it stays
        (Channel.LINKEDIN, SHORT, [*EVERY, FOR_LINKEDIN], "Pour LinkedIn."),
        (Channel.WHATSAPP, "Pour X.", [*EVERY, FOR_X], LONG),
        (Channel.X, LONG.strip(), [NetworkText("", LONG)], LONG.strip()),
    ],
)
def test_another_network_shows_its_own_text_in_the_place_of_a_suggestion(
    channel, words, suggested, shown
):
    assert on_network(channel, suggested, Post(words, LINK)) == shown
