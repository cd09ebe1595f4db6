"""How long each suggested text is, as the networks that it is for count it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_decimal

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.sharing import networks
from app.sharing.links import disclosure_for, sample_link
from app.sharing.models import Channel
from app.sharing.networks import Post
from app.sharing.wording import name
from app.sharing.words.suggestions import WRITTEN_FOR
from app.web.context import organisation_of_page
from app.web.writing.forms import PublicationForm


@dataclass(frozen=True)
class TextCount:
    """What stands under a suggested text; over: where it is too long."""

    sentence: str
    over: bool = False


def counts(form: PublicationForm) -> list[TextCount]:
    """Count each suggested text with the link and the disclosure that go with it."""
    language = form.language.data
    return [
        count_of(text.data or "", network.data if network else "", language=language)
        for text, network in form.suggested()
    ]


def post_on(channel: Channel, words: str, *, language: str) -> Post:
    """Return the post that a suggested text makes; of an e-mail, without its subject."""
    said = disclosure_for(channel, organisation_of_page(), language)
    return Post(words, sample_link(), disclosure=said)


def count_of(text: str, network: str, *, language: str) -> TextCount:
    """Say how long a text is on its network, or which networks it is too long for."""
    if not text:
        return TextCount("")
    if network not in set(WRITTEN_FOR):
        return _on_every_network(text, language)
    channel = Channel(network)
    count = networks.counted(channel, post_on(channel, text, language=language))
    if count.over:
        return TextCount(
            ngettext(
                "%(num)d character too many for %(network)s. Nothing is cut.",
                "%(num)d characters too many for %(network)s. Nothing is cut.",
                count.over,
                network=name(channel),
            ),
            over=True,
        )
    if count.limit is None:
        return TextCount("")
    return TextCount(
        _(
            "%(count)s of %(limit)s, as %(network)s counts.",
            count=format_decimal(count.count),
            limit=format_decimal(count.limit),
            network=name(channel),
        )
    )


def _on_every_network(text: str, language: str) -> TextCount:
    too_long = [
        each
        for each in WRITTEN_FOR
        if not networks.fits(each, post_on(each, text, language=language))
    ]
    if not too_long:
        return TextCount(_("Fits every network."))
    return TextCount(_("Too long for %(networks)s.", networks=_listed(too_long)), over=True)


def _listed(channels: Sequence[Channel]) -> str:
    return ", ".join(name(each) for each in channels)
