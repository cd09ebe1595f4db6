"""Two candidates who are one person: what becomes of their applications and credits, and undone."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy.exc import IntegrityError

from app.attribution.deciding import appeals, merging
from app.attribution.deciding.appeals import AppealVerdict
from app.attribution.deciding.decide import decide_candidate
from app.attribution.deciding.erasure import erase_candidate
from app.attribution.ledger.evidence import read_evidence
from app.attribution.ledger.pseudonyms import known_pseudonym, people_behind
from app.attribution.ledger.verify import Alteration, verify_ledger
from app.attribution.models import Evidence, LedgerKind, LedgerRow, Salt, SubjectKind
from app.attribution.queries import decision_of
from app.attribution.rule.facts import Ruling
from app.attribution.wording.sentences import explain_to_ambassador
from app.core import clock
from app.core.database import db
from app.core.models import Activity, Message
from app.hiring import queries, status_links
from app.hiring.applying import status_page
from app.hiring.applying.apply import submit_application
from app.hiring.candidates import merge
from app.hiring.candidates.merge import CannotMerge
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    CandidatePair,
    PairVerdict,
    RepeatedForm,
    Stage,
)
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.pipeline import CannotMove
from app.people.models import Role
from tests.factories.hiring import NOON, make_application, sent_form
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

EARLIER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NOON + 10 * HOUR
HOME, WORK = "lina@courriel.example", "l.haddad@bureau.example"


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database, and reads English."""
    with force_locale("en"):
        yield


@pytest.fixture
def recruiter(app):
    return make_person(role="recruiter", first_name="Claire")


@pytest.fixture
def opening(app):
    return make_published_opening()


def brought_by(ambassador, opening, email=HOME, *, now=NOON, **values):
    """An application by somebody's link, with its credit."""
    link = make_link(ambassador=ambassador, publication=opening, now=EARLIER)
    application = make_application(link=link, email=email, now=now, **values)
    decide_candidate(application.candidate_id, now=now)
    return application


def alone(opening, email=HOME, *, now=NOON, **values):
    """An application by the career site, with its credit."""
    application = make_application(opening=opening, email=email, now=now, **values)
    decide_candidate(application.candidate_id, now=now)
    return application


def merged(one, other, recruiter, now=LATER):
    return merging.merge(one.candidate, other.candidate, by=recruiter, now=now)


def credited(application):
    """Whom the decision in force credits."""
    row = decision_of(application.id).row
    behind = people_behind(who for who, _ in row.ambassadors)
    return [behind[who] for who, _ in row.ambassadors]


@contextmanager
def refused(kind, words):
    """An act is refused, with a sentence that holds these words."""
    with pytest.raises(kind) as refusal:
        yield
    assert words in str(refusal.value.sentence)


def rows_of(application):
    return (
        db.session.query(LedgerRow)
        .filter(LedgerRow.application == application.id)
        .order_by(LedgerRow.seq)
        .all()
    )


# Merging


def test_of_two_open_applications_to_one_opening_the_earliest_stays_with_its_answer(
    opening, recruiter
):
    zoe, malik = make_ambassador(), make_ambassador()
    first = brought_by(zoe, opening)
    second = brought_by(malik, opening, WORK, now=NOON + HOUR)

    merged(first, second, recruiter)

    assert second.repeats_id == first.id
    assert (credited(first), credited(second)) == ([zoe.id], [])
    assert [(row.kind, row.reason) for row in rows_of(second)] == [
        (LedgerKind.DECISION, "candidate_choice"),
        (LedgerKind.MERGE, Ruling.REPEATS_EARLIER),
    ]
    assert verify_ledger(replay=True).finding is None


def test_the_touch_of_one_mailbox_credits_the_application_of_the_other(opening, recruiter):
    zoe = make_ambassador()
    first = brought_by(zoe, make_published_opening(), now=NOON - 30 * HOUR)
    second = alone(opening, WORK)

    merged(first, second, recruiter)

    assert credited(second) == [zoe.id]


def test_an_earlier_application_of_the_other_mailbox_makes_the_person_already_known(
    opening, recruiter
):
    first = alone(make_published_opening(), now=NOON - 30 * HOUR)
    second = brought_by(make_ambassador(), opening, WORK)

    merged(first, second, recruiter)

    assert decision_of(second.id).row.reason == "already_known"


def test_what_the_decision_rests_on_then_names_the_touches_of_both(opening, recruiter):
    first = brought_by(make_ambassador(), opening)
    second = brought_by(make_ambassador(), opening, WORK, now=NOON + HOUR)

    merged(first, second, recruiter)

    assert len(decision_of(first.id).case.touches) == 2


def test_who_works_here_by_one_mailbox_works_here_by_the_other(opening, recruiter):
    inside = make_person(email="lina.haddad@ormelune.example")
    own = brought_by(make_ambassador(), make_published_opening(), inside.email)
    private = brought_by(make_ambassador(), opening, HOME)
    assert decision_of(private.id).row.reason == "candidate_choice"

    merged(own, private, recruiter)

    assert decision_of(private.id).row.reason == "internal_mobility"


def test_merging_twice_or_the_other_way_round_or_with_oneself_changes_nothing(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK)
    merged(first, second, recruiter)
    before = db.session.query(LedgerRow).count()

    assert merged(first, second, recruiter) is None
    assert merged(second, first, recruiter) is None
    assert merged(first, first, recruiter) is None
    assert db.session.query(CandidatePair).count() == 1
    assert db.session.query(LedgerRow).count() == before


def test_the_database_keeps_one_word_about_two_candidates_and_none_about_one(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK)
    merged(first, second, recruiter)
    values = {"verdict": PairVerdict.SAME, "by_id": recruiter.id, "at": NOON}
    one, other = sorted((first.candidate_id, second.candidate_id))

    for pair in ((one, other), (other, one), (one, one)):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(CandidatePair(one_id=pair[0], other_id=pair[1], **values))
            db.session.flush()


def test_the_database_lets_nobody_be_recruited_by_an_application_that_repeats_another(
    opening, recruiter
):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    merged(first, second, recruiter)

    with pytest.raises(IntegrityError), db.session.begin_nested():
        second.state, second.ended_at = ApplicationState.HIRED, LATER
        db.session.flush()


def test_a_merge_and_its_end_are_told_in_the_activity_log(opening, recruiter):
    pair = merged(alone(opening), alone(opening, WORK), recruiter)
    merging.undo(pair, by=recruiter, now=LATER)

    told = db.session.query(Activity).filter(Activity.kind.like("candidate.%")).all()
    assert [each.kind for each in told] == ["candidate.merged", "candidate.unmerged"]
    assert {each.actor_id for each in told} == {recruiter.id}


def test_the_preview_says_what_the_merge_then_does_and_writes_nothing(opening, recruiter):
    first = brought_by(make_ambassador(), opening)
    second = brought_by(make_ambassador(), opening, WORK, now=NOON + HOUR)
    third = alone(make_published_opening(), WORK, now=NOON + 2 * HOUR)
    rows = db.session.query(LedgerRow).count()

    planned = merging.preview(first.candidate, second.candidate, now=LATER)

    assert db.session.query(LedgerRow).count() == rows
    merged(first, second, recruiter)
    for each in planned:
        shares = [list(share) for share in each.afterwards.ambassadors]
        assert decision_of(each.application).row.ambassadors == shares
    assert {each.application for each in planned} == {first.id, second.id, third.id}


# What repeats another application


def test_what_repeats_another_leaves_the_lists_and_the_counts(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    merged(first, second, recruiter)

    everything = queries.ApplicationFilters(all_states=True)
    listed = db.session.scalars(queries.applications_for(recruiter, everything)).all()

    assert [each.id for each in listed] == [first.id]
    assert queries.counts(recruiter, everything).listed == 1


@pytest.mark.parametrize("act", [pipeline.hire, pipeline.move, pipeline.refuse])
def test_what_repeats_another_cannot_be_moved_hired_or_refused(opening, recruiter, act):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    merged(first, second, recruiter)
    more = {
        pipeline.hire: (),
        pipeline.move: (Stage.REVIEW,),
        pipeline.refuse: (queries.refusal_reasons()[0],),
    }[act]

    with refused(CannotMove, "repeats an earlier one"):
        act(second, *more, expected=Stage.RECEIVED, by=recruiter, now=LATER)


def test_its_status_page_goes_on_answering_and_lets_its_candidate_leave(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    before = status_page.as_shown(second, now=LATER)
    merged(first, second, recruiter)

    link = status_links.open_link(status_links.shown_token(second, now=clock.now()))
    assert status_page.as_shown(link.subject, now=LATER) == before

    status_page.withdraw(second, now=LATER)
    assert (first.state, second.state) == (ApplicationState.OPEN, ApplicationState.WITHDRAWN)


def test_a_form_of_the_other_mailbox_repeats_the_open_application_and_is_acknowledged_there(
    opening, recruiter
):
    elsewhere = make_published_opening()
    first = alone(opening)
    merged(first, alone(elsewhere, WORK), recruiter)

    second = alone(opening, WORK, now=LATER)

    assert second.repeats_id == first.id
    assert decision_of(second.id).row.reason == Ruling.REPEATS_EARLIER
    latest = db.session.query(Message).order_by(Message.id.desc()).first()
    assert latest.to_address == WORK


def test_a_form_sent_again_by_the_mailbox_that_repeats_changes_nothing(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    merged(first, second, recruiter)

    again = submit_application(opening, sent_form(email=WORK), now=LATER)

    assert isinstance(again, RepeatedForm)
    assert again.application_id == second.id


def test_once_the_application_kept_is_refused_either_mailbox_may_apply_again(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    merged(first, second, recruiter)
    reason = queries.refusal_reasons()[0]
    pipeline.refuse(first, reason, expected=Stage.RECEIVED, by=recruiter, now=LATER)

    third = alone(opening, WORK, now=LATER + HOUR)

    assert third.repeats_id is None
    with refused(CannotMove, "applied again"):
        pipeline.move(
            first, Stage.REVIEW, expected=Stage.RECEIVED, by=recruiter, now=LATER + 2 * HOUR
        )


def test_one_person_is_recruited_once_by_one_recruitment(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    pipeline.hire(first, expected=Stage.RECEIVED, by=recruiter, now=NOON + 2 * HOUR)
    merged(first, second, recruiter)
    assert second.repeats_id is None

    with refused(CannotMove, "recruited for this opening already"):
        pipeline.hire(second, expected=Stage.RECEIVED, by=recruiter, now=LATER)


def test_two_recruitments_for_one_opening_are_not_merged_into_one_person(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    for each in (first, second):
        pipeline.hire(each, expected=Stage.RECEIVED, by=recruiter, now=NOON + 2 * HOUR)

    with refused(CannotMerge, "recruited once"):
        merged(first, second, recruiter)
    assert merge.group_of(first.candidate_id) == [first.candidate_id]


# Undone


def test_undoing_gives_each_their_application_and_their_credit_back(opening, recruiter):
    zoe, malik = make_ambassador(), make_ambassador()
    first = brought_by(zoe, opening)
    second = brought_by(malik, opening, WORK, now=NOON + HOUR)
    pair = merged(first, second, recruiter)

    merging.undo(pair, by=recruiter, now=LATER + HOUR)
    merging.undo(pair, by=recruiter, now=LATER + 2 * HOUR)

    assert second.repeats_id is None
    assert (credited(first), credited(second)) == ([zoe.id], [malik.id])
    assert len(decision_of(first.id).case.touches) == 1
    assert pair.ended_at == LATER + HOUR
    assert [row.kind for row in rows_of(second)] == ["decision", "merge", "decision"]
    assert verify_ledger(replay=True).finding is None


def test_undoing_one_of_two_merges_leaves_the_other(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    third = alone(opening, "haddad@ailleurs.example", now=NOON + 2 * HOUR)
    with_second = merged(first, second, recruiter)
    merged(second, third, recruiter)
    assert (second.repeats_id, third.repeats_id) == (first.id, first.id)

    merging.undo(with_second, by=recruiter, now=LATER + HOUR)

    assert (first.repeats_id, second.repeats_id, third.repeats_id) == (None, None, second.id)


def test_an_application_sent_again_while_merged_repeats_the_one_that_the_undo_restores(
    opening, recruiter
):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    pair = merged(first, second, recruiter)
    reason = queries.refusal_reasons()[0]
    pipeline.refuse(first, reason, expected=Stage.RECEIVED, by=recruiter, now=LATER)
    third = alone(opening, WORK, now=LATER + HOUR)

    merging.undo(pair, by=recruiter, now=LATER + 2 * HOUR)

    assert (second.repeats_id, third.repeats_id) == (None, second.id)


def test_who_was_told_apart_can_still_be_merged(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK)
    merge.say_different(first.candidate, second.candidate, by=recruiter, now=NOON)

    pair = merged(first, second, recruiter)

    assert pair.verdict is PairVerdict.SAME
    assert db.session.query(CandidatePair).filter_by(ended_at=None).one() is pair


# Appeals


def contested(application, ambassador, verdict, *, now=LATER):
    appeal = appeals.open_appeal(application, ambassador, reason="It was me.", now=now)
    judge = make_person(role=Role.PROGRAMME_MANAGER)
    return appeals.judge(appeal, verdict, answer="So it is.", by=judge, now=now)


def refused_in_the_team(opening, email, now):
    """An application whose ambassador belongs to the hiring team, and so may contest."""
    ambassador = make_ambassador()
    link = make_link(ambassador=ambassador, publication=opening, now=EARLIER)
    opening.hiring_team.append(ambassador)
    application = make_application(link=link, email=email, now=now)
    decide_candidate(application.candidate_id, now=now)
    return application, ambassador


def test_what_a_manager_granted_on_the_later_application_holds_for_the_one_kept(opening, recruiter):
    zoe = make_ambassador()
    first = brought_by(zoe, opening)
    second, nour = refused_in_the_team(opening, WORK, NOON + HOUR)
    contested(second, nour, AppealVerdict.ALONE, now=NOON + 2 * HOUR)

    pair = merged(first, second, recruiter)

    assert (credited(first), credited(second)) == ([nour.id], [])
    assert decision_of(first.id).by_manager
    assert verify_ledger(replay=True).finding is None

    merging.undo(pair, by=recruiter, now=LATER + HOUR)

    assert (credited(first), credited(second)) == ([zoe.id], [nour.id])
    assert (decision_of(first.id).row.kind, decision_of(second.id).row.kind) == (
        LedgerKind.DECISION,
        LedgerKind.OVERRIDE,
    )
    assert verify_ledger(replay=True).finding is None


def test_what_a_manager_decided_on_the_application_kept_stays(opening, recruiter):
    first, nour = refused_in_the_team(opening, HOME, NOON)
    contested(first, nour, AppealVerdict.ALONE, now=NOON + HOUR)
    second = brought_by(make_ambassador(), opening, WORK, now=NOON + 2 * HOUR)
    before = decision_of(first.id).row

    merged(first, second, recruiter)

    assert decision_of(first.id).row is before


def test_of_two_managers_answers_the_last_one_prevails(opening, recruiter):
    first, nour = refused_in_the_team(opening, HOME, NOON)
    second, malik = refused_in_the_team(opening, WORK, NOON + HOUR)
    contested(second, malik, AppealVerdict.ALONE, now=NOON + 2 * HOUR)
    contested(first, nour, AppealVerdict.ALONE, now=NOON + 3 * HOUR)

    merged(first, second, recruiter)

    assert credited(first) == [nour.id]


def test_who_loses_a_credit_by_a_merge_may_contest_and_win_it_back(opening, recruiter):
    zoe, malik = make_ambassador(), make_ambassador()
    first = brought_by(zoe, opening, now=NOON - 20 * 24 * HOUR)
    second = brought_by(malik, opening, WORK, now=NOON)
    pair = merged(first, second, recruiter)
    sentence = explain_to_ambassador(
        decision_of(second.id), known_pseudonym(SubjectKind.PERSON, malik.id)
    )
    assert sentence.lead == "You are not credited"
    assert sentence.rest.startswith("A criterion that does not depend on you decides it.")

    contested(second, malik, AppealVerdict.SHARED, now=LATER + HOUR)

    assert (credited(first), credited(second)) == ([zoe.id, malik.id], [])
    merging.undo(pair, by=recruiter, now=LATER + 2 * HOUR)
    assert credited(first) == [zoe.id]


def test_an_appeal_dismissed_while_merged_no_longer_binds_once_it_is_undone(opening, recruiter):
    zoe, malik = make_ambassador(), make_ambassador()
    first = brought_by(zoe, opening)
    second = brought_by(malik, opening, WORK, now=NOON + HOUR)
    pair = merged(first, second, recruiter)

    contested(second, malik, AppealVerdict.DISMISSED, now=LATER + HOUR)

    assert (credited(first), credited(second)) == ([zoe.id], [])
    merging.undo(pair, by=recruiter, now=LATER + 2 * HOUR)
    assert (credited(first), credited(second)) == ([zoe.id], [malik.id])


def test_a_manager_who_is_the_candidate_by_another_mailbox_answers_no_appeal(opening, recruiter):
    judge = make_person(role=Role.PROGRAMME_MANAGER)
    own = alone(make_published_opening(), judge.email)
    second, nour = refused_in_the_team(opening, WORK, NOON)
    merged(own, second, recruiter)
    appeal = appeals.open_appeal(second, nour, reason="It was me.", now=LATER)

    assert not appeals.may_judge(appeal, decision_of(second.id), judge)


# Erased


def test_erasing_one_of_them_erases_the_person(opening, recruiter):
    first = brought_by(make_ambassador(), opening)
    second = brought_by(make_ambassador(), opening, WORK, now=NOON + HOUR)
    merged(first, second, recruiter)

    told = erase_candidate(second.candidate_id, now=LATER + HOUR)

    assert len(told) == 2
    assert db.session.query(Evidence).count() == 0
    assert db.session.query(Salt).filter_by(subject_kind=SubjectKind.CANDIDATE).count() == 0
    assert verify_ledger(replay=True).finding is None


def test_erasing_after_the_undo_leaves_nothing_of_them_in_the_file_of_the_other(opening, recruiter):
    first = brought_by(make_ambassador(), opening)
    second = brought_by(make_ambassador(), opening, WORK, now=NOON + HOUR)
    pair = merged(first, second, recruiter)
    merging.undo(pair, by=recruiter, now=LATER + HOUR)
    theirs = {str(touch.id) for touch in decision_of(second.id).case.touches} | {
        touch.id for touch in decision_of(second.id).case.touches
    }

    erase_candidate(second.candidate_id, now=LATER + 2 * HOUR)

    for kept in db.session.query(Evidence):
        _, touches = read_evidence(kept.document)
        assert not theirs & {touch.id for touch in touches}
    assert decision_of(first.id).case is not None
    assert verify_ledger(replay=True).finding is None


def test_evidence_that_vanished_with_no_row_to_tell_it_is_still_found(opening, recruiter):
    first = brought_by(make_ambassador(), opening)
    second = brought_by(make_ambassador(), opening, WORK, now=NOON + HOUR)
    pair = merged(first, second, recruiter)
    merging.undo(pair, by=recruiter, now=LATER + HOUR)
    erase_candidate(second.candidate_id, now=LATER + 2 * HOUR)
    kept = db.session.query(Evidence).order_by(Evidence.seq).first()
    seq = kept.seq

    db.session.delete(kept)
    db.session.flush()

    finding = verify_ledger().finding
    assert (finding.seq, finding.alteration) == (seq, Alteration.EVIDENCE)


def test_only_the_candidate_of_a_file_is_in_its_rows(opening, recruiter):
    first, second = alone(opening), alone(opening, WORK, now=NOON + HOUR)
    merged(first, second, recruiter)

    names = {each.id: known_pseudonym(SubjectKind.CANDIDATE, each.id) for each in _candidates()}
    for application in db.session.query(Application):
        assert {row.candidate for row in rows_of(application)} == {names[application.candidate_id]}


def _candidates():
    return db.session.query(Candidate).all()
