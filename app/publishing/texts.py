"""What people write in a publication, in one language."""

from dataclasses import dataclass
from typing import NamedTuple


class NetworkText(NamedTuple):
    """A suggested text, and the code of the one network that it is for; "" for every network."""

    network: str
    text: str


@dataclass(frozen=True)
class Words:
    """A publication's words in one language."""

    title: str = ""
    summary: str = ""  # one or two sentences, for lists and cards
    body: str = ""  # Markdown
    cover_alt: str = ""
    variants: tuple[str, ...] = ()  # suggested texts for every network, in order
    for_networks: tuple[NetworkText, ...] = ()  # those for one network alone, in order

    def __bool__(self) -> bool:
        return any((self.title, self.summary, self.body, self.suggested))

    @property
    def suggested(self) -> tuple[NetworkText, ...]:
        """Every suggested text, those for every network first."""
        return (*(NetworkText("", text) for text in self.variants), *self.for_networks)
