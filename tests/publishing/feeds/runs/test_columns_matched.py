"""A table whose headings nobody knows: somebody says what they mean, once."""

import pytest

from app.publishing.feeds.models import RunState
from app.publishing.feeds.result import UnreadableFeed
from app.publishing.feeds.runs import apply, begin
from app.publishing.feeds.runs.follow import follow
from app.publishing.feeds.tables.matching import headings_of, matched
from app.publishing.feeds.tables.rows import read_table
from tests.publishing.conftest import NOON
from tests.publishing.feeds.runs.sources import HOUR, answer, feed_of, openings

TABLE = (
    "Nos besoins de 2027;;;\n"
    "Libellé du besoin;Implantation;Rém.;\n"
    "Dev;Nantes;45 k€;x\nChef;;45 k€;\nDev;Lille;50 k€;\nTrois;Brest;;\n"
)


def columns_of(text, remembered=None):
    return matched(headings_of(read_table(text.encode()), remembered or {}), remembered or {})


def test_each_column_shows_three_values_and_what_it_is_taken_for():
    title, place, pay = columns_of(TABLE)

    assert (title.header, title.samples, title.meaning) == (
        "Libellé du besoin", ("Dev", "Chef", "Trois"), "title",
    )  # fmt: skip
    assert (place.samples, place.meaning, place.is_known) == (
        ("Nantes", "Lille", "Brest"),
        "",
        False,
    )
    assert (pay.samples, pay.meaning) == (("45 k€", "50 k€"), "")


def test_two_columns_are_not_guessed_to_be_one_and_a_known_heading_wins():
    guessed = columns_of("Libellé;Intitulé du poste;Nom du poste\na;b;c\n")

    assert [each.meaning for each in guessed] == ["", "title", ""]


@pytest.mark.parametrize(
    "text", ["", "rien du tout\n", "\n\n;;\n"], ids=["empty", "a line", "blank"]
)
def test_what_holds_no_row_is_no_table(text):
    with pytest.raises(UnreadableFeed):
        columns_of(text)


def test_a_table_waits_for_its_columns_and_the_next_one_does_not(recruiter):
    feed = feed_of(recruiter)
    send = {"name": "o.csv", "complete": False, "by": recruiter, "now": NOON}
    run = begin.upload(feed, TABLE.encode(), **send)
    assert run.state is RunState.MATCHING

    with pytest.raises(begin.NoTitleColumn):
        begin.choose_columns(run, {"libelle du besoin": ""})
    chosen = {"libelle du besoin": "title", "implantation": "place", "rem": "salary"}
    begin.choose_columns(run, chosen)
    begin.read_run(run.id)
    again = begin.upload(feed, TABLE.encode(), **send)

    assert (run.state, run.total) == (RunState.WAITING, 4)
    assert again.state is RunState.READING
    assert begin.reading_of(run).openings[0].salary_min == 45000


def test_a_followed_sheet_asks_once_and_then_follows(recruiter, of_lever):
    of_lever.format = "table"
    sheet = answer(TABLE.encode(), **{"content-type": "text/csv"})
    run = follow(of_lever.id, now=NOON, ask=sheet)
    assert run.state is RunState.MATCHING
    assert follow(of_lever.id, now=NOON + HOUR, ask=sheet).id == run.id

    begin.choose_columns(run, {"libelle du besoin": "title", "implantation": "", "rem": ""})
    begin.read_run(run.id)
    apply.begin_applying(run, by=recruiter)
    apply.apply_some(run.id, now=NOON)
    assert len(openings()) == 3
    other = answer(b"A;B\n1;2\n", **{"content-type": "text/csv"})

    assert follow(of_lever.id, now=NOON + 2 * HOUR, ask=other) is None
    assert of_lever.failure == "no_titles"
    assert follow(of_lever.id, now=NOON + 3 * HOUR, ask=sheet).state is RunState.APPLYING
