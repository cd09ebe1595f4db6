"""What people write in a publication, in one language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A publication's words in one language."""

    title: str = ""
    summary: str = ""  # one or two sentences, for lists and cards
    body: str = ""  # Markdown
    cover_alt: str = ""
    variants: tuple[str, ...] = ()  # suggested texts, in order

    def __bool__(self) -> bool:
        return any((self.title, self.summary, self.body, self.variants))
