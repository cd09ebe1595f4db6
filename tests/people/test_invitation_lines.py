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


def people(text: str, **options: object) -> list[tuple[str, str, str]]:
    good, bad = read_lines(text, **options)
    assert bad == []
    return [(each.first_name, each.last_name, each.email) for each in good]


ZOE, LEO = ("Zoé", "Lambert", "zoe@o.example"), ("Léo", "Martin", "leo@o.example")


@pytest.mark.parametrize(
    "pasted",
    [
        "Zoé Lambert <zoe@o.example>; Léo Martin <leo@o.example>",
        "Lambert, Zoé <zoe@o.example>; Martin, Léo <leo@o.example>;",
        "\"Lambert, Zoé\" <zoe@o.example>, 'Léo Martin' <mailto:leo@o.example>",
        "LAMBERT Zoé <zoe@o.example>,MARTIN Léo <leo@o.example>",
        "Zoé Lambert;zoe@o.example\nLéo Martin;leo@o.example",
        "Zoé\tLambert\tzoe@o.example\nLéo\tMartin\tleo@o.example",
        "LAMBERT,Zoé,zoe@o.example,Lyon\r\nMARTIN,Léo,leo@o.example,Paris",
        "zoe@o.example;Zoé Lambert;06 12 34 56 78\nleo@o.example;Léo Martin;",
        "Zoé Lambert;zoe@o.example;Léo Martin;leo@o.example",
        "Nom;Prénom;Courriel\nLambert;Zoé;zoe@o.example\nMartin;Léo;leo@o.example",
        "Last name\tFirst name\tE-mail\nLambert\tZoé\tzoe@o.example\nMartin\tLéo\tleo@o.example",
        "Équipe,Adresse e-mail,Nom\nData,zoe@o.example,Zoé Lambert\nWeb,leo@o.example,Léo Martin",
        '"Prénom","Nom","Email"\n"Zoé","Lambert","zoe@o.example"\n"Léo","Martin","leo@o.example"',
    ],
)
def test_lists_of_mail_programs_and_spreadsheets_are_read(app: object, pasted: str) -> None:
    assert people(pasted) == [ZOE, LEO]


def test_a_row_that_does_not_follow_the_headings_is_read_by_itself(app: object) -> None:
    typed = (
        "Nom;Adresse\nZoé Lambert <zoe@o.example>; Léo Martin <leo@o.example>"
        "\nawa@o.example;Awa Diop\nAnne McDonald;anne@o.example\nPersonne;nulle part"
    )

    good, bad = read_lines(typed)

    assert [(each.first_name, each.last_name, each.email) for each in good] == [
        ("Zoé", "Lambert", "zoe@o.example"),
        ("Léo", "Martin", "leo@o.example"),
        ("Awa", "Diop", "awa@o.example"),
        ("Anne", "McDonald", "anne@o.example"),
    ]
    assert [line.number for line in bad] == [5]


def test_a_row_of_headings_is_no_person(app: object) -> None:
    assert people("E-mail\nzoe.lambert@o.example") == [("Zoe", "Lambert", "zoe.lambert@o.example")]


@pytest.mark.parametrize(
    ("written", "last"),
    [("MCDONALD Ann", "McDonald"), ("O’BRIEN Ann", "O’Brien"), ("DUPONT-ROY Ann", "Dupont-Roy"),
     ("MACRON Ann", "Macron"), ("Ann McDonald", "McDonald"), ("Ann de la Tour", "de la Tour")],
)  # fmt: skip
def test_capitals_are_those_that_names_have(app: object, written: str, last: str) -> None:
    assert people(f"{written} <ann@o.example>")[0][:2] == ("Ann", last)
    assert people("ann.mcdonald@o.example")[0][1] == "McDonald"


def test_only_what_is_wrong_of_a_line_comes_back(app: object) -> None:
    good, bad = read_lines("Zoé Lambert <zoe@o.example>; Léo <leo>; Anne <anne@o.example>")

    assert [each.email for each in good] == ["zoe@o.example", "anne@o.example"]
    assert [(each.number, each.text) for each in bad] == [(1, "Léo <leo>")]


def test_a_slip_is_asked_about_once_and_never_blocks(app: object) -> None:
    good, (bad,) = read_lines("Zoé <zoe@gmail.con>")

    assert (good, bad.asked) == ([], "zoe@gmail.con")
    assert "zoe@gmail.com" in str(bad.sentence)
    assert people("Zoé <zoe@gmail.con>", asked=[bad.asked]) == [("Zoé", "", "zoe@gmail.con")]


def test_an_account_is_found_in_either_spelling_of_its_domain(app: object) -> None:
    _good, bad = read_lines("zoe@xn--socit-esab.fr", known={"zoe@société.fr"})

    assert [each.number for each in bad] == [1]


@pytest.mark.parametrize(
    "pasted",
    ["<" + "@" * 200_000, "a@" * 100_000, "<" * 100_000 + "@", "zoe@" + " " * 200_000 + "x",
     "x <" + "a" * 100_000 + "@" * 100_000, "\"" + "a@" * 100_000, "@" + "\t" * 200_000],
    ids=["signs", "pairs", "brackets", "spaces", "both", "quoted", "tabs"],
)  # fmt: skip
def test_a_long_line_that_is_no_address_is_read_in_one_pass(pasted: str):
    good, _bad = read_lines(pasted)

    assert good == []
