"""Reading the lines of who is to be invited."""

import pytest

from app.people.invite import MOST_LINES, Invitee, read_lines


@pytest.mark.parametrize(
    ("line", "invitee"),
    [
        ("Zoé Lambert <zoe@o.example>", Invitee("Zoé", "Lambert", "zoe@o.example")),
        ("  Zoé   Lambert  <ZOE@O.example> ; ", Invitee("Zoé", "Lambert", "zoe@o.example")),
        ('"Lambert, Zoé" <zoe@o.example>,', Invitee("Zoé", "Lambert", "zoe@o.example")),
        ("LAMBERT Zoé <zoe@o.example>", Invitee("Zoé", "Lambert", "zoe@o.example")),
        ("DE LA TOUR Jean <j@o.example>", Invitee("Jean", "De La Tour", "j@o.example")),
        ("Zoé <zoe@o.example>", Invitee("Zoé", "", "zoe@o.example")),
        ("Jean de la Tour <j@o.example>", Invitee("Jean", "de la Tour", "j@o.example")),
        ("zoe.lambert@o.example", Invitee("Zoe", "Lambert", "zoe.lambert@o.example")),
        ("<zoe@o.example>", Invitee("Zoe", "", "zoe@o.example")),
    ],
)
def test_a_line_is_read(line: str, invitee: Invitee) -> None:
    assert read_lines(line) == ([invitee], [])


@pytest.mark.parametrize(
    "line",
    [
        "Zoé Lambert",
        "Zoé <zoe>",
        "Zoé <zoe@localhost>",
        "Zoé <zoe@o.example\x00>",
        "Zoé <zoe@o.example> Léo <leo@o.example>",
        "<>",
        "@",
        "Zoé <zoe@o.example\r\nBcc: all@o.example>",
    ],
)
def test_a_line_without_one_address_is_reported(line: str) -> None:
    good, bad = read_lines(line)

    assert good == []
    assert bad[0].number == 1


def test_empty_lines_count_but_are_not_reported(app: object) -> None:
    good, bad = read_lines("\n\nzoe@o.example\n\nnot one\n")

    assert len(good) == 1
    assert [each.number for each in bad] == [5]


def test_an_address_written_twice_or_known_is_invited_no_second_time(app: object) -> None:
    good, bad = read_lines("a@o.example\nA@o.example\nb@o.example", known={"b@o.example"})

    assert [each.email for each in good] == ["a@o.example"]
    assert [each.number for each in bad] == [2, 3]


def test_too_many_at_once_are_reported_not_dropped(app: object) -> None:
    lines = "\n".join(f"p{number}@o.example" for number in range(MOST_LINES + 3))

    good, bad = read_lines(lines)

    assert (len(good), len(bad)) == (MOST_LINES, 3)
