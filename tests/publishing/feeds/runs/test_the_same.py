"""A new opening that looks like one which is there: somebody says whether it is the same."""

import pytest
from sqlalchemy import func, select

from app.core.database import db
from app.publishing.feeds.models import FeedOpening, RunState
from app.publishing.feeds.runs import apply, begin
from app.publishing.feeds.runs.by_hand import kept_by_hand
from app.publishing.feeds.runs.likenesses import is_like, two_of_three
from app.publishing.feeds.runs.undo import begin_undoing
from app.publishing.models import Opening
from tests.factories.people import make_place
from tests.factories.publishing import make_opening
from tests.publishing.conftest import NOON
from tests.publishing.feeds.runs.sources import HOUR, feed_of, imported, openings

TABLE = "Ref;Titre;Ville;Salaire\n1;DEVELOPPEUSE;Nantes;45 k€\n2;Chef;Nantes;\n"


@pytest.fixture
def by_hand(recruiter):
    return make_opening(place=make_place(name="Nantes"), title="Développeuse")


def count():
    return db.session.scalar(select(func.count()).select_from(Opening))


@pytest.mark.parametrize(
    ("mine", "theirs", "like"),
    [
        (("p", "t"), ("p", "t"), True),
        (("p", "t"), ("p", "u"), True),
        (("p", None), ("q", "t"), False),
        (("p", "t"), ("q", "u"), False),
        ((None, None), ("q", "u"), True),
    ],
)
def test_a_place_or_a_team_makes_two_of_one_title_alike(mine, theirs, like):
    assert is_like(mine, theirs) is like


def test_two_of_title_place_and_contract_make_two_rows_alike():
    assert two_of_three(("Dev", "Nantes", "CDI"), ("dev", "Nantes", "CDD"))
    assert not two_of_three(("Dev", "", ""), ("Dev", "", ""))


def preview(feed, recruiter, table=TABLE):
    run = begin.upload(feed, table.encode(), name="o.csv", complete=False, by=recruiter, now=NOON)
    begin.read_run(run.id)
    return run


def applied(run, recruiter):
    apply.begin_applying(run, by=recruiter)
    while run.state is RunState.APPLYING:
        apply.apply_some(run.id, now=NOON)
    return run


def test_until_somebody_answers_nothing_is_doubled(recruiter, by_hand):
    feed = feed_of(recruiter)
    run = applied(preview(feed, recruiter), recruiter)

    assert (run.created, list(run.same), count()) == (1, ["1"], 2)
    assert imported(feed, recruiter, TABLE).same.keys() == {"1"}, "it is asked again"
    apply.answer(run, {"1": "apart", "7": "join"}, by=recruiter, now=NOON)
    apply.answer(run, {"1": "join"}, by=recruiter, now=NOON)
    assert count() == 3, "the first answer stands"


def test_the_same_one_follows_from_then_on_and_keeps_what_was_written(recruiter, by_hand):
    feed = feed_of(recruiter)
    by_hand.salary_min = 40000
    run = preview(feed, recruiter)
    apply.answer(run, {"1": "join"}, by=recruiter, now=NOON)
    applied(run, recruiter)

    row = db.session.scalar(select(FeedOpening).where(FeedOpening.external_id == "1"))
    assert (row.opening_id, count(), run.created) == (by_hand.id, 2, 1)
    assert "salary" in kept_by_hand(row)
    assert by_hand.salary_min == 40000
    assert imported(feed, recruiter, TABLE).same == {}

    begin_undoing(run, by=recruiter, now=NOON)
    assert count() == 1
    assert openings() == {}


def test_one_written_between_the_preview_and_its_end_is_asked_about(recruiter):
    run = preview(feed_of(recruiter), recruiter)
    make_opening(place=make_place(name="Nantes"), title="Chef")
    applied(run, recruiter)

    assert (list(run.same), run.created) == (["2"], 1)


def test_a_row_that_changed_its_place_may_be_the_one_that_vanished(recruiter):
    feed = feed_of(recruiter)
    imported(feed, recruiter, "Titre;Ville;Contrat\nDev;Nantes;CDI\n")
    opening = next(iter(openings().values()))
    run = preview(feed, recruiter, "Titre;Ville;Contrat\nDev;Lille;CDI\n")
    (key,) = run.same
    apply.answer(run, {key: "join"}, by=recruiter, now=NOON + HOUR)
    applied(run, recruiter)

    assert openings() == {key: opening}
