"""A table or a feed is read, looked at, applied, applied again, and undone."""

import pytest
from sqlalchemy import func, select

from app.core.database import db
from app.core.fetching.refusals import Unfetchable
from app.core.models import Activity
from app.publishing.feeds.models import FeedOpening, FeedRun, FeedState, RunState
from app.publishing.feeds.runs import apply, begin, closings
from app.publishing.feeds.runs.by_hand import follow_again, kept_by_hand
from app.publishing.feeds.runs.undo import begin_undoing
from app.publishing.models import Opening, PublicationState
from tests.publishing.conftest import NOON
from tests.publishing.feeds.runs.sources import (
    HOUR,
    answer,
    edit,
    feed_of,
    followed,
    imported,
    lever,
    many,
    online,
    openings,
)  # fmt: skip

TABLE = "Ref;Titre;Contrat;Salaire;Date limite;Description\n1;Dev;CDD;45 k€;;Bonjour\n2;Chef;;;;\n"


def test_a_preview_counts_and_changes_nothing(recruiter):
    feed = feed_of(recruiter)
    run = begin.upload(
        feed, (TABLE + ";;;;;\n3;;;;;\n").encode(), name="o.csv", complete=False, by=recruiter,
        now=NOON,
    )  # fmt: skip
    begin.read_run(run.id)

    assert (run.state, run.total, run.created, run.refused) == (RunState.WAITING, 2, 2, 1)
    assert db.session.scalar(select(func.count()).select_from(Opening)) == 0


def test_new_openings_are_drafts_with_what_the_feed_leaves_unsaid_as_it_is_set(recruiter):
    run = imported(feed_of(recruiter, publishes=True), recruiter, TABLE)
    first, second = openings().values()

    assert (run.state, run.created, run.done) == (RunState.DONE, 2, 2)
    assert {first.state, second.state} == {PublicationState.DRAFT}  # no suggested text
    assert (first.contract, first.salary_min, first.text("fr").body) == (
        "fixed_term", 45000, "Bonjour"
    )  # fmt: skip
    assert (second.contract, second.remote) == ("permanent", "none")


def test_the_same_table_twice_leaves_no_trace(recruiter):
    feed = feed_of(recruiter)
    imported(feed, recruiter, TABLE)
    before = {key: (each.version, each.updated_at) for key, each in openings().items()}
    count = select(func.count()).select_from(Activity).where(Activity.kind.like("opening.%"))
    told = db.session.scalar(count)

    again = imported(feed, recruiter, TABLE, now=NOON + HOUR)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert {key: (each.version, each.updated_at) for key, each in openings().items()} == before
    assert db.session.scalar(count) == told


def test_what_a_person_changed_stays_and_what_nobody_changed_follows(recruiter):
    feed = feed_of(recruiter)
    imported(feed, recruiter, TABLE)
    opening = openings()["1"]
    edit(opening, recruiter, title="Développeuse")
    imported(feed, recruiter, TABLE.replace("Dev", "Codeur").replace("Bonjour", "Salut"))

    row = db.session.scalar(select(FeedOpening).where(FeedOpening.external_id == "1"))
    assert (opening.text("fr").title, opening.text("fr").body) == ("Développeuse", "Salut")
    assert kept_by_hand(row) == ["title"]

    follow_again(row, ["title"], by=recruiter, now=NOON)
    assert opening.text("fr").title == "Codeur"
    assert kept_by_hand(row) == []


def test_a_column_that_comes_empty_empties_and_one_that_is_gone_says_nothing(recruiter):
    feed = feed_of(recruiter)
    imported(feed, recruiter, "Ref;Titre;Salaire;Description\n1;Dev;45 k€;Bonjour\n")
    imported(feed, recruiter, "Ref;Titre;Salaire\n1;Dev;\n")
    opening = openings()["1"]

    assert (opening.salary_min, opening.text("fr").body) == (None, "Bonjour")


def test_undoing_withdraws_what_was_created_and_puts_back_what_was_changed(recruiter):
    feed = feed_of(recruiter)
    imported(feed, recruiter, TABLE)
    run = imported(feed, recruiter, TABLE.replace("Dev", "Codeur").replace("2;Chef", "2;Cheffe")
                   + "3;Neuf;;;;\n")  # fmt: skip
    edit(openings()["2"], recruiter, body="à la main")

    begin_undoing(run, by=recruiter, now=NOON)
    begin_undoing(run, by=recruiter, now=NOON)
    assert (run.state, run.done, run.edited) == (RunState.UNDONE, 3, 1)
    left = openings()
    assert sorted(left) == ["1", "2"]
    assert left["1"].text("fr").title == "Dev"
    assert (left["2"].text("fr").title, left["2"].text("fr").body) == ("Cheffe", "à la main")
    assert imported(feed, recruiter, TABLE).unchanged == 1


def test_a_table_closes_others_only_when_it_is_said_to_be_complete(recruiter):
    feed = feed_of(recruiter)
    imported(feed, recruiter, many(1, 2, 3))
    online(*openings().values())
    imported(feed, recruiter, many(1, 2), now=NOON)
    imported(feed, recruiter, many(1, 2), now=NOON + 2 * HOUR)
    assert openings()["3"].state is PublicationState.PUBLISHED

    imported(feed, recruiter, many(1, 2), complete=True, now=NOON + 3 * HOUR)
    assert openings()["3"].state is PublicationState.PUBLISHED
    run = imported(feed, recruiter, many(1, 2), complete=True, now=NOON + 4 * HOUR)
    assert (openings()["3"].state, run.closed) == (PublicationState.CLOSED, 1)


def test_many_that_vanish_wait_for_a_yes(recruiter):
    feed = feed_of(recruiter)
    imported(feed, recruiter, many(*range(1, 10)))
    online(*openings().values())
    imported(feed, recruiter, many(1, 2), complete=True, now=NOON + HOUR)
    run = imported(feed, recruiter, many(1, 2), complete=True, now=NOON + 2 * HOUR)

    assert (run.state, run.asked) == (RunState.ASKING, [str(n) for n in range(3, 10)])
    assert {each.state for each in openings().values()} == {PublicationState.PUBLISHED}
    assert closings.agree(run, by=recruiter, now=NOON + 3 * HOUR) == 7
    assert closings.agree(run, by=recruiter, now=NOON + 3 * HOUR) == 0
    closed = [key for key, each in openings().items() if each.state is PublicationState.CLOSED]
    assert closed == run.asked


def test_only_one_import_of_a_source_runs_at_a_time(recruiter):
    feed = feed_of(recruiter)
    runs = [
        begin.upload(feed, TABLE.encode(), name="o.csv", complete=False, by=recruiter, now=NOON)
        for _ in range(2)
    ]
    for run in runs:
        begin.read_run(run.id)
    apply.begin_applying(runs[0], by=recruiter)

    with pytest.raises(apply.Busy):
        apply.begin_applying(runs[1], by=recruiter)
    assert runs[1].state is RunState.WAITING


def test_the_first_reading_of_an_address_is_looked_at_and_the_next_are_applied(of_lever, recruiter):
    ask = answer(lever(1, 2), etag='"1"')
    run = followed(of_lever, ask, NOON)

    assert (run.state, run.total, of_lever.etag) == (RunState.WAITING, 2, '"1"')
    assert ask.asked == [("https://api.lever.co/v0/postings/ormelune?mode=json", "")]
    assert of_lever.next_at == NOON + HOUR
    apply.begin_applying(run, by=recruiter)
    apply.apply_some(run.id, now=NOON)
    again = followed(of_lever, answer(lever(1, 2, 3)), NOON + HOUR)
    assert (again.state, again.created, sorted(openings())) == (RunState.DONE, 1, ["1", "2", "3"])


def test_nothing_new_repeats_the_last_complete_reading(of_lever, recruiter):
    run = followed(of_lever, answer(lever(1, 2), etag='"1"'), NOON)
    apply.begin_applying(run, by=recruiter)
    apply.apply_some(run.id, now=NOON)
    online(*openings().values())
    followed(of_lever, answer(lever(1), etag='"2"'), NOON + HOUR)
    assert openings()["2"].state is PublicationState.PUBLISHED

    followed(of_lever, answer(b"", status=304), NOON + 2 * HOUR)
    assert openings()["2"].state is PublicationState.CLOSED

    followed(of_lever, answer(lever(1, 2)), NOON + 3 * HOUR)
    assert openings()["2"].state is PublicationState.PUBLISHED


@pytest.mark.parametrize(
    "ask",
    [answer(b"", status=500), answer(b"<html>"), answer(b"[]", **{"content-type": "text/html"})],
    ids=["500", "no JSON", "another type"],
)
def test_what_is_no_reading_changes_nothing_and_waits_longer(of_lever, ask):
    for failures, hours in ((1, 1), (2, 2), (3, 4)):
        assert followed(of_lever, ask, NOON) is None
        assert (of_lever.failures, of_lever.next_at) == (failures, NOON + hours * HOUR)
    assert db.session.scalar(select(func.count()).select_from(FeedRun)) == 0


def test_an_address_that_cannot_be_reached_changes_nothing(of_lever):
    def ask(*_asked, **_sent):
        raise Unfetchable("private_address")

    assert followed(of_lever, ask, NOON) is None
    assert of_lever.failures == 1


def test_an_address_that_is_gone_for_three_days_is_suspended_and_comes_back_before(of_lever):
    gone = answer(b"", status=410)
    followed(of_lever, gone, NOON)
    followed(of_lever, answer(lever(1)), NOON + 24 * HOUR)
    assert of_lever.first_gone_at is None
    followed(of_lever, gone, NOON + 25 * HOUR)
    followed(of_lever, gone, NOON + 96 * HOUR)
    assert of_lever.state is FeedState.ON
    followed(of_lever, gone, NOON + 97 * HOUR)
    assert of_lever.state is FeedState.SUSPENDED
    assert followed(of_lever, answer(lever(1)), NOON + 98 * HOUR) is None


def test_lever_is_looked_for_in_its_other_region(of_lever):
    found = answer(lever(1))

    def ask(address, limits, **sent):
        if "api.eu." not in address:
            return answer(b"", status=404)(address, limits, **sent)
        return found(address, limits, **sent)

    assert followed(of_lever, ask, NOON).total == 1


def test_every_page_and_every_posting_of_smartrecruiters_is_read(of_lever):
    of_lever.format, of_lever.address = "smartrecruiters", "ormelune"

    def ask(address, limits, **sent):
        if "offset" in address:
            offset = int(address.rpartition("offset=")[2])
            content = [{"id": str(n), "name": "x"} for n in range(offset, min(offset + 100, 150))]
            return answer({"totalFound": 150, "content": content})(address, limits)
        number = address.rpartition("/")[2]
        return answer({"id": number, "name": f"Offre {number}", "jobAd": {}})(address, limits)

    run = followed(of_lever, ask, NOON)
    assert (run.total, run.complete) == (150, True)
