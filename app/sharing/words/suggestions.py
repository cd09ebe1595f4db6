"""Which of the texts that a company suggests a network's kit offers, and on which it opens. Pure.

A text is for every network, or for one alone. None is ever cut: one that is too long says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from app.core.text.clean import tidy
from app.sharing.models import Channel
from app.sharing.networks import Post, fits, fitting

# Whatever carries words to readers of its own; the others hand on whatever one likes.
WRITTEN_FOR = tuple(
    each for each in Channel if each not in (Channel.QR, Channel.COPY, Channel.SHEET)
)


class SuggestedText(Protocol):
    """A text, and the code of the network that it is for; "" for every network."""

    @property
    def network(self) -> str: ...
    @property
    def text(self) -> str: ...


def offered(channel: Channel, suggested: Iterable[SuggestedText]) -> list[str]:
    """Return the texts that a network's kit offers: its own, then those for every network.

    Where there is neither, those of other networks: they are a beginning.
    """
    every = list(suggested)
    own = [each.text for each in every if each.network == channel]
    shared = [each.text for each in every if not each.network]
    return own + shared or [each.text for each in every]


def opening(channel: Channel, texts: Sequence[str], post: Post) -> str:
    """Return the text on which a kit opens: the first that fits; the first of all if none does."""
    if not texts:
        return ""
    return texts[fitting(channel, texts, post) or 0]


def on_network(channel: Channel, suggested: Iterable[SuggestedText], post: Post) -> str:
    """Return the words of a post once a network is chosen: what is a person's own stays.

    A suggestion gives way to the network's own text, and to one that fits where it does not.
    """
    every = list(suggested)
    if post.words not in {tidy(each.text) for each in every}:
        return post.words
    texts = offered(channel, every)
    own = [each.text for each in every if each.network == channel]
    stays = {tidy(each) for each in own or texts}
    if post.words in stays and fits(channel, post):
        return post.words
    best = opening(channel, texts, post)
    better = fits(channel, replace(post, words=best)) or post.words not in stays
    return best if better else post.words
