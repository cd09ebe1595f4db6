"""The demonstration once loaded: whole, plausible, and made by the product's own rules."""

from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from app import create_app
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import Appeal, AppealState, LedgerRow
from app.attribution.queries import latest_verification
from app.core import clock, files
from app.core.database import db
from app.core.models import Activity, Message, MessageState
from app.core.services import embedded
from app.demo import load
from app.demo.cast import PASSWORD, email_of
from app.demo.content import company
from app.hiring.applying.cv import CvFormat, check_cv
from app.hiring.candidates.duplicates import suggestions
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    Move,
    RecommendationRefusal,
    ReferrerChoice,
    Touch,
)
from app.hiring.queries import names_to_match
from app.hiring.queries.by_time import Stretch
from app.hiring.queries.recommendations import RecommendationState, recommendations_shown
from app.hiring.recruiting.agency_claims import claims_in_force
from app.people.entrance import passwords
from app.people.models import CharterAcceptance, Person
from app.publishing.events.models import Rsvp, RsvpState
from app.publishing.feeds.models import Feed, FeedOpening, FeedRun
from app.publishing.feeds.runs.by_hand import kept_by_hand
from app.publishing.models import (
    EndReason,
    Opening,
    Publication,
    PublicationState,
    Story,
    StoryKind,
)
from app.publishing.usual.models import UsualOpening
from app.sharing.models import ReferralLink
from app.sharing.starts.models import TextLength
from app.sharing.starts.propose import templates_of
from app.tracking.rules import ClickClass
from bench import pages
from bench.filling import Size, fill

TOLD = company()


def person_called(name: str) -> Person:
    told = next(person for person in TOLD.people if person.name == name)
    return db.session.scalars(select(Person).where(Person.email == email_of(told))).one()


def rows(statement: str) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(text(statement))]


def test_a_second_load_is_refused_and_changes_nothing(loaded):
    before = db.session.scalar(select(func.count()).select_from(Activity))

    with pytest.raises(load.NotLoaded) as refusal:
        load.load()

    assert refusal.value.code == "loaded_already"
    assert db.session.scalar(select(func.count()).select_from(Activity)) == before
    assert load.load_once() is False


def test_its_recommendations_stand_in_every_way_that_an_ambassador_reads(loaded):
    now = clock.now()
    found = {
        (person.name, each.standing)
        for person in db.session.scalars(select(Person))
        for each in recommendations_shown(person, Stretch(10), now=now)[0].rows
    }

    assert found == {
        ("Samir Cherfaoui", RecommendationState.SENT),
        ("Zoé Lambert", RecommendationState.ACCEPTED),
        ("Zoé Lambert", RecommendationState.REMINDED),
        ("Malik Sadi", RecommendationState.OVER),
    }
    assert db.session.scalar(select(func.count()).select_from(RecommendationRefusal)) == 1


def test_it_says_how_to_sign_in(loaded):
    words = load.accounts_in_words()

    assert PASSWORD in words
    assert "zoe.lambert@ormelune.example" in words


@pytest.mark.parametrize(("role", "name"), load.ACCOUNTS)
def test_the_accounts_it_names_open_with_the_password_it_gives(loaded, role, name):
    person = person_called(name)

    assert person.is_active
    assert passwords.matches(PASSWORD, person.password_hash)


def test_every_publication_is_written_in_both_languages(loaded):
    publications = db.session.scalars(
        select(Publication).where(Publication.published_at.is_not(None))
    ).all()

    assert Counter(type(each) for each in publications) == {Opening: 14, Story: 25}
    assert all(each.languages == ["en", "fr"] for each in publications)


def test_two_openings_are_filled_a_story_is_planned_and_one_proposed(loaded):
    elsewhere = select(FeedOpening.opening_id)
    states = Counter(
        db.session.scalars(select(Publication.state).where(Publication.id.not_in(elsewhere)))
    )
    ends = Counter(db.session.scalars(select(Publication.end_reason)))

    assert states == {
        PublicationState.PUBLISHED: 37,
        PublicationState.CLOSED: 2,
        PublicationState.SCHEDULED: 1,
        PublicationState.SUBMITTED: 1,
    }
    assert ends[EndReason.FILLED] == 2


def test_events_are_full_open_and_told_and_an_opening_asks_its_candidates(loaded):
    answers = Counter(db.session.scalars(select(Rsvp.state)))
    asked = [each.questions for each in db.session.scalars(select(Opening)) if each.questions]
    (told,) = db.session.scalars(select(Story).where(Story.tells_id.is_not(None)))

    assert answers == {RsvpState.COMING: 8 + 3 + 5, RsvpState.WAITING: 2}
    assert [len(questions) for questions in asked] == [2]
    assert told.published_at > db.session.get_one(Story, told.tells_id).ends_at


def test_imports_show_a_source_that_is_followed_one_that_is_gone_and_a_table_with_errors(loaded):
    feeds = db.session.scalars(select(Feed.state)).all()
    table = db.session.scalars(select(FeedRun).join(Feed).where(Feed.address == "")).one()
    night = select(FeedOpening).where(FeedOpening.external_id == "EX-31")

    assert sorted(feeds) == ["on", "on", "suspended"]
    assert (table.state, table.created, table.refused, len(table.same)) == ("done", 2, 3, 1)
    assert kept_by_hand(db.session.scalars(night).one()) == ["title"]


def test_a_page_is_shared_with_a_text_for_one_network_and_a_team_has_its_usual_opening(loaded):
    link = db.session.scalars(select(Story).where(Story.story_kind == StoryKind.CURATED)).one()

    assert {each.network for each in link.variants} == {"", "linkedin"}
    assert link.cover_credit == link.source_name
    assert db.session.scalar(select(func.count()).select_from(UsualOpening)) == 1
    assert "{title}" in templates_of("news", "fr")[TextLength.SHORT]


def test_everyone_has_a_portrait_and_every_story_a_cover(loaded):
    without = select(func.count()).select_from(Person).where(Person.portrait_id.is_(None))
    uncovered = select(func.count(Story.id)).where(
        Story.cover_id.is_(None), Story.published_at.is_not(None)
    )

    assert db.session.scalar(without) == 0
    assert db.session.scalar(uncovered) == 0


def test_clicks_of_every_class_came(loaded):
    classes = dict(rows("SELECT class, count(*) FROM clicks GROUP BY class"))

    assert set(classes) == {str(each) for each in ClickClass}
    assert classes["human"] > sum(classes.values()) / 2


def test_relays_stand_at_each_grade(loaded):
    [(declared, seen, confirmed)] = rows(
        "SELECT count(*) FILTER (WHERE preview_seen_at IS NULL AND confirmed_at IS NULL),"
        " count(*) FILTER (WHERE preview_seen_at IS NOT NULL AND confirmed_at IS NULL),"
        " count(*) FILTER (WHERE confirmed_at IS NOT NULL) FROM relays"
    )

    assert declared > 3
    assert seen > 3
    assert confirmed > declared + seen


def test_nothing_lies_in_the_future(loaded):
    now = clock.now()
    columns = (
        Publication.published_at, ReferralLink.created_at, Application.at, Move.at, Touch.at,
        Activity.at, LedgerRow.at, Message.at, CharterAcceptance.at,
    )  # fmt: skip
    latest = {str(column): db.session.scalar(select(func.max(column))) for column in columns}

    assert {name: at for name, at in latest.items() if at > now} == {}
    assert rows("SELECT count(*) FROM clicks WHERE at > now()") == [(0,)]


def test_nothing_is_relayed_before_it_is_published_nor_after_it_is_over(loaded):
    early_or_late = (
        select(func.count())
        .select_from(ReferralLink)
        .join(ReferralLink.publication)
        .where(
            (ReferralLink.created_at < Publication.published_at)
            | (ReferralLink.created_at > Publication.ended_at)
        )
    )

    assert db.session.scalar(early_or_late) == 0


def test_nobody_relays_before_accepting_the_charter(loaded):
    unaccepted = (
        select(func.count())
        .select_from(ReferralLink)
        .outerjoin(
            CharterAcceptance,
            (CharterAcceptance.person_id == ReferralLink.ambassador_id)
            & (CharterAcceptance.at < ReferralLink.created_at),
        )
        .where(CharterAcceptance.id.is_(None))
    )

    assert db.session.scalar(unaccepted) == 0


def test_stages_follow_one_another_in_time(loaded):
    for application in db.session.scalars(select(Application)):
        times = [application.at, *(move.at for move in application.moves)]
        assert times == sorted(times), application.candidate.name


@pytest.mark.parametrize(
    "case", TOLD.candidates.cases, ids=lambda case: f"{case.name} for {case.opening}"
)
def test_a_told_application_stands_where_it_is_told(loaded, case):
    title = TOLD.opening(case.opening).words["fr"].title
    application = next(
        each
        for each in db.session.scalars(
            select(Application).join(Application.candidate).where(Candidate.name == case.name)
        )
        if each.opening.text("fr").title == title
    )

    if case.outcome in ("hired", "refused", "withdrawn"):
        assert application.state == case.outcome
    else:
        assert (application.state, application.stage) == (ApplicationState.OPEN, case.outcome)
    assert application.referrer_sees == case.sees
    if case.answer:
        assert application.choice == ReferrerChoice(case.answer)
    if case.ambassador and case.answer == "kept":
        assert application.link.ambassador.name == case.ambassador


def test_six_people_were_hired_and_five_of_them_had_been_relayed_to(loaded):
    hired = db.session.scalars(
        select(Application).where(Application.state == ApplicationState.HIRED)
    ).all()

    assert len(hired) == 6
    assert sum(application.link is not None for application in hired) == 5


def test_every_application_is_decided_when_it_came_and_the_ledger_is_whole(loaded):
    decided = db.session.execute(
        select(Application.at, func.min(LedgerRow.at))
        .outerjoin(LedgerRow, LedgerRow.application == Application.id)
        .group_by(Application.id)
    ).all()

    assert all(first is not None and (first - at).total_seconds() < 60 for at, first in decided)
    assert verify_ledger(replay=True).finding is None


def test_its_screens_say_that_the_ledger_was_verified(loaded):
    seen = latest_verification()

    assert seen is not None
    assert (seen.rows, seen.altered_seq) == (db.session.query(LedgerRow).count(), None)


def test_the_ledger_shows_credits_and_the_common_reasons_for_none(loaded):
    reasons = {row[0] for row in rows("SELECT DISTINCT reason FROM ledger")}

    assert {
        "candidate_choice", "no_touch", "candidate_declined", "excluded_role", "hiring_team",
        "awaiting_confirmation",
    } <= reasons  # fmt: skip


def test_one_appeal_waits_and_one_was_answered(loaded):
    states = Counter(db.session.scalars(select(Appeal.state)))

    assert states == {AppealState.OPEN: 1, AppealState.DISMISSED: 1}


def test_names_that_fit_no_colleague_wait_for_a_recruiter(loaded):
    recruiter = person_called("Claire Dumont")

    waiting = [(each.application.name, each.typed) for each in names_to_match(recruiter)]

    assert waiting == [
        ("Ulysse Bonneval", "quelqu’un de l’équipe Mobilités rencontré au salon"),
        ("Capucine Delaunay", "Camille"),
    ]


def test_somebody_who_applied_from_two_mailboxes_is_suggested_as_one_person(loaded):
    recruiter = person_called("Claire Dumont")
    one, other = db.session.scalars(select(Candidate).where(Candidate.name == "Ombeline Faucher"))

    for candidate, alike in ((one, other), (other, one)):
        assert [each.candidate for each in suggestions([candidate], recruiter)] == [alike]


def test_an_agency_presented_somebody_before_an_ambassadors_link_brought_them(loaded):
    [claim] = claims_in_force(person_called("Claire Dumont"))

    application = db.session.scalars(
        select(Application).join(Candidate).where(Candidate.email_folded == claim.email_folded)
    ).one()

    assert claim.recorded_at == claim.presented_at < application.at
    assert application.link.ambassador.name == "Malik Sadi"
    assert db.session.scalars(
        select(LedgerRow.reason).where(LedgerRow.application == application.id)
    ).all() == ["agency_owned"]


def test_no_application_to_a_closed_opening_is_left_without_an_answer(loaded):
    left = (
        select(func.count())
        .select_from(Application)
        .join(Application.opening)
        .where(Opening.state == PublicationState.CLOSED, Application.state == ApplicationState.OPEN)
    )

    assert db.session.scalar(left) == 0


def test_refused_candidates_were_told_so(loaded):
    refused = select(Move).where(Move.to_state == ApplicationState.REFUSED)

    untold = [move for move in db.session.scalars(refused) if move.told_at is None]

    now = clock.now()
    assert all((now - move.at).total_seconds() < 3600 for move in untold)


def test_no_mail_waits_to_leave_for_addresses_that_do_not_exist(loaded):
    states = Counter(db.session.scalars(select(Message.state)))

    assert set(states) == {MessageState.KEPT}


def test_every_cv_is_one_that_the_form_would_have_taken(loaded):
    application = db.session.scalars(select(Application).limit(1)).one()

    checked = check_cv(files.open_bytes(application.cv), application.cv.name)

    assert checked.format is CvFormat.PDF


def test_the_workers_are_given_the_latest_applications_first_and_last_of_all(loaded):
    applied = dict(
        db.session.execute(
            select(Activity.id, Activity.at).where(Activity.kind == "application.submitted")
        ).all()
    )

    given = [UUID(each) for each in loaded.extensions["given_to_workers"]]

    latest_first = sorted(applied, key=applied.get, reverse=True)
    assert given[-len(applied) :] == latest_first


def test_a_company_of_any_size_can_be_made_of_it_and_every_measured_page_answers(
    loaded_app, services, tmp_path
):
    with loaded_app.app_context():
        db.session.remove()
        db.engine.dispose()  # a database that a session still holds is no template
        name = db.engine.url.database
    large = services.config(f"{name}_filled", var=tmp_path)
    embedded.prepare_database(services.postgres, f"{name}_filled", template=name)
    fill(
        large,
        Size(
            people=400, teams=30, places=20, openings=150, published=100, stories=80, links=3_000,
            clicks=2_000, kept_clicks=2_000, applications=300, open_names=5, recommendations=20,
        ),
    )  # fmt: skip

    answers = {}
    visitors = pages.Visitors(create_app(large))
    for title, who, where in pages.PAGES:
        browser, address = visitors.browser_of(who), visitors.address(where)
        assert browser, who
        assert address, title
        answers[title] = browser.get(address).status_code
    with visitors.app.app_context():
        db.session.remove()
        db.engine.dispose()
    services.drop_database(f"{name}_filled")

    assert {title for title, status in answers.items() if status != 200} == {"closed opening"}
    assert answers["closed opening"] == 410
