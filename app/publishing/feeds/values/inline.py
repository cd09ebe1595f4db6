"""Words of one block with their marks, written so that Markdown reads them as they were meant.

Spaces and line ends wait until a word follows: so no mark stands beside a space inside of its
pair, and nothing ends in a line break.
"""

import re
from urllib.parse import quote

HARD_BREAK = "  \n"
LINK = "["
_SIGNS = re.compile(r"([\\*_\[\]`<])")
_BEGINS = re.compile(r"^([#>+\-])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d+)\.(?=\s|$)", re.MULTILINE)
_TARGET = re.compile(r"(?:https?://|mailto:|tel:)[^\s]", re.IGNORECASE)
_SAFE = "!#$%&'*+,-./:;=?@[]_~"


class Line:
    """The words of one block, before its end."""

    def __init__(self) -> None:
        self.written = ""
        self.waiting = ""  # a space or a line end, until a word follows
        self.marks: list[str] = []  # open, in their order
        self.due: list[str] = []  # open, of which nothing is written yet
        self.depth: dict[str, int] = {}
        self.target = ""  # of the link that is open

    @staticmethod
    def of(words: str) -> str:
        """Return words alone, as Markdown writes them."""
        line = Line()
        line.text(words)
        return line.end()

    @property
    def broken(self) -> bool:
        """Whether a line has just ended."""
        return self.waiting == HARD_BREAK and bool(self.written)

    def text(self, words: str) -> None:
        """Add words as they stand in a source; spaces count as one."""
        for piece in re.split(r"(\s+)", words):
            if not piece:
                continue
            if piece.isspace():
                self.waiting = self.waiting or " "
            else:
                self._word(piece)

    def line_end(self) -> None:
        """End a line of this block."""
        self.waiting = HARD_BREAK

    def separate(self, sign: str) -> None:
        """Part what was written from what will be."""
        if self.written and self.waiting != HARD_BREAK:
            self.waiting = sign

    def drop_separator(self) -> None:
        """Forget what would have parted the last words from more."""
        self.waiting = ""

    def open(self, mark: str) -> None:
        """Begin what a mark stands around."""
        self.depth[mark] = self.depth.get(mark, 0) + 1
        if self.depth[mark] > 1:
            return
        if not self.waiting and self.written.endswith(f"\0{mark}"):
            self.written = self.written[: -len(mark) - 1]  # the one before goes on
            self.marks.append(mark)
        else:
            self.due.append(mark)

    def shut(self, mark: str) -> None:
        """End what a mark stands around."""
        self.depth[mark] = max(self.depth.get(mark, 0) - 1, 0)
        if not self.depth[mark]:
            self._shut(mark)

    def open_link(self, target: str) -> None:
        """Begin the words of a link; those that lead nowhere we know are words alone."""
        self.shut_link()
        if _TARGET.match(target.strip()):
            self.target = quote(target.strip(), safe=_SAFE)
            self.due.append(LINK)

    def shut_link(self) -> None:
        """End the words of a link."""
        self._shut(LINK)
        self.target = ""

    def end(self, *, one_line: bool = False) -> str:
        """Return what was written, and begin anew with the marks that are still open."""
        self.written += "".join(self._end_of(mark) for mark in reversed(self.marks))
        text = self.written.replace("\0", "")
        if one_line:
            text = text.replace(HARD_BREAK, " ")
        self.written = self.waiting = ""
        self.due, self.marks = self.marks + self.due, []
        return _NUMBERED.sub(r"\1\\.", _BEGINS.sub(r"\\\1", text))

    def _shut(self, mark: str) -> None:
        if mark in self.due:
            self.due.remove(mark)
        elif mark in self.marks:
            while (last := self.marks.pop()) != mark:
                self.written += self._end_of(last)
                self.due.insert(0, last)
            self.written += self._end_of(mark)

    def _end_of(self, mark: str) -> str:
        return f"]({self.target})" if mark == LINK else f"\0{mark}"

    def _word(self, word: str) -> None:
        if self.written:
            self.written += self.waiting
        self.waiting = ""
        for mark in self.due:
            self.written += mark
        self.marks += self.due
        self.due = []
        self.written += _SIGNS.sub(r"\\\1", word)
