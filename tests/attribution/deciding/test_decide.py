"""From what candidates and ambassadors did to a line in the ledger."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.attribution.deciding import appeals
from app.attribution.deciding import decide as credit
from app.attribution.deciding.decide import decide_application, decide_candidate
from app.attribution.ledger import entries
from app.attribution.ledger.evidence import Unreadable, read_evidence
from app.attribution.ledger.pseudonyms import people_behind
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import Appeal, Evidence, LedgerKind, LedgerRow
from app.core.database import db, transaction
from app.core.models import Activity
from app.hiring.models import ReferrerChoice, RefusalReason, Stage, Touch
from app.hiring.recruiting import pipeline
from app.hiring.referrals import declarations
from app.people.models import Person
from app.policy import versions
from app.policy.policy import Model, PriorRule, TouchKind, TouchState
from tests.factories.hiring import NOON, landing_of, make_application
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

EARLIER = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database."""


def link_of(ambassador, **values):
    return make_link(ambassador=ambassador, now=EARLIER, **values)


def publish(*, now, **values):
    """Put a rule in force that differs from the first one."""
    by = make_person(role="programme_manager")
    policy = replace(versions.policy_in_force(now), **values)
    return versions.publish_policy(policy, replaces=1, by=by, now=now)


def people_of(row):
    """Whom a row credits."""
    behind = people_behind(who for who, _ in row.ambassadors)
    return [behind[who] for who, _ in row.ambassadors]


def rows():
    return db.session.query(LedgerRow).order_by(LedgerRow.seq).all()


def test_who_comes_by_a_link_and_keeps_its_owner_is_credited_to_them():
    zoe = make_ambassador()
    application = make_application(link=link_of(zoe))

    row = decide_application(application.id, now=LATER)

    assert (row.outcome, row.reason) == ("credited", "candidate_choice")
    assert people_of(row) == [zoe.id]
    assert row.application == application.id
    assert row.opening == application.opening_id


def test_who_comes_by_the_career_site_is_credited_to_nobody():
    application = make_application()

    row = decide_application(application.id, now=LATER)

    assert (row.outcome, row.reason, row.ambassadors) == ("none", "no_touch", [])


def test_deciding_twice_writes_one_line():
    application = make_application(link=link_of(make_ambassador()))

    first = decide_application(application.id, now=LATER)
    second = decide_application(application.id, now=LATER + timedelta(hours=1))

    assert first.seq == second.seq
    assert len(rows()) == 1


def test_nobody_is_named_in_the_ledger_nor_in_its_evidence():
    zoe = make_ambassador()
    application = make_application(link=link_of(zoe))

    row = decide_application(application.id, now=LATER)

    kept = str(entries.as_document(row)) + db.session.get(Evidence, row.seq).document
    assert str(zoe.id) not in kept
    assert str(application.candidate_id) not in kept
    assert application.candidate.name not in kept


def test_a_named_colleague_is_awaited_then_credited_once_they_confirm():
    malik = make_person(first_name="Malik", last_name="Sadi")
    application = make_application(choice=ReferrerChoice.NAMED, named="Malik Sadi")

    waiting = decide_application(application.id, now=LATER)
    declaration = db.session.query(Touch).one()
    declarations.confirm(declaration, by=malik, now=LATER + timedelta(days=1))
    credited = decide_application(application.id, now=LATER + timedelta(days=1))

    assert (waiting.outcome, waiting.reason) == ("pending", "awaiting_confirmation")
    assert (credited.outcome, people_of(credited)) == ("credited", [malik.id])
    assert credited.supersedes == waiting.seq


def test_a_confirmation_that_never_came_ends_the_wait():
    make_person(first_name="Malik", last_name="Sadi")
    application = make_application(choice=ReferrerChoice.NAMED, named="Malik Sadi")
    decide_application(application.id, now=LATER)

    looked_at = credit.decide_waiting(now=NOON + timedelta(days=15))

    assert looked_at == 1
    assert [row.reason for row in rows()] == ["awaiting_confirmation", "declaration_expired"]
    assert credit.decide_waiting(now=NOON + timedelta(days=16)) == 0


def test_a_candidate_whose_evidence_was_altered_keeps_nobody_else_waiting(monkeypatch):
    make_person(first_name="Malik", last_name="Sadi")
    waiting = [make_application(choice=ReferrerChoice.NAMED, named="Malik Sadi") for _ in range(2)]
    for each in waiting:
        decide_application(each.id, now=LATER)
    db.session.commit()
    looked_at, decide = [], credit.decide_candidate

    def refuse_the_first(candidate_id, *, now):
        looked_at.append(candidate_id)
        if len(looked_at) == 1:
            raise Unreadable
        return decide(candidate_id, now=now)

    monkeypatch.setattr(credit, "decide_candidate", refuse_the_first)

    credit.decide_waiting(now=NOON + timedelta(days=15))

    assert len(looked_at) == 2
    assert [row.reason for row in rows()][2:] == ["declaration_expired"]


def test_a_removed_referrer_is_not_credited():
    zoe = make_ambassador()
    link = link_of(zoe)
    application = make_application(
        opening=link.publication, came_by=landing_of(link), choice=ReferrerChoice.NONE
    )

    row = decide_application(application.id, now=LATER)

    assert (row.outcome, row.reason) == ("none", "candidate_declined")


def test_the_recruiter_of_an_opening_is_not_credited_on_it():
    recruiter = make_ambassador()
    opening = make_published_opening(recruiter=recruiter)
    application = make_application(link=link_of(recruiter, publication=opening))

    assert decide_application(application.id, now=LATER).reason == "hiring_team"


def test_joining_the_hiring_team_later_takes_nobodys_credit():
    zoe = make_ambassador()
    application = make_application(link=link_of(zoe))
    before = decide_application(application.id, now=LATER)

    application.opening.hiring_team.append(zoe)
    db.session.flush()
    decide_candidate(application.candidate_id, now=LATER + timedelta(days=1))

    assert [row.seq for row in rows()] == [before.seq]


def test_an_earlier_application_makes_the_candidate_already_known():
    first = make_application(email="lina@courriel.example", now=EARLIER)
    decide_candidate(first.candidate_id, now=EARLIER)
    zoe = make_ambassador()
    second = make_application(
        link=make_link(ambassador=zoe, now=EARLIER + timedelta(days=1)),
        email="lina@courriel.example",
    )

    assert decide_application(second.id, now=LATER).reason == "already_known"


def test_an_earlier_credit_to_the_same_ambassador_does_not_stand_in_their_way():
    zoe = make_ambassador()
    make_application(link=link_of(zoe), email="lina@courriel.example", now=EARLIER)
    second = make_application(link=link_of(zoe), email="lina@courriel.example")

    row = decide_application(second.id, now=LATER)

    assert (row.reason, people_of(row)) == ("candidate_choice", [zoe.id])
    facts, _ = read_evidence(db.session.get(Evidence, row.seq).document)
    assert [prior.credited_to for prior in facts.prior] == [frozenset(row.ambassadors[0][:1])]


def test_an_employee_who_applies_is_moving_inside_the_company():
    inside = make_person(email="ines@ormelune.example")
    application = make_application(link=link_of(make_ambassador()), email="ines@ormelune.example")

    assert application.candidate.person_id == inside.id
    assert decide_application(application.id, now=LATER).reason == "internal_mobility"


def test_an_account_made_after_the_application_does_not_undo_its_credit():
    zoe = make_ambassador()
    application = make_application(link=link_of(zoe), email="nora@courriel.example")
    decide_application(application.id, now=LATER)

    hired = make_person(email="nora@courriel.example", created_at=LATER + timedelta(days=60))
    application.candidate.person_id = hired.id
    db.session.flush()
    decide_candidate(application.candidate_id, now=LATER + timedelta(days=90))

    assert [row.reason for row in rows()] == ["candidate_choice"]


def test_a_contract_signed_later_does_not_make_an_old_application_a_move_inside():
    """Whoever relayed without being employed is hired: their earlier candidacy stays as it was."""
    contractor = make_person(email="ines@ormelune.example", employee=False)
    application = make_application(link=link_of(make_ambassador()), email=contractor.email)
    decide_application(application.id, now=LATER)

    contractor.employee = True
    db.session.flush()
    decide_candidate(application.candidate_id, now=LATER + timedelta(days=60))

    assert [row.reason for row in rows()] == ["candidate_choice"]


def test_an_earlier_application_taken_up_again_later_was_not_active_then():
    publish(prior_rule=PriorRule.ACTIVE, now=EARLIER - timedelta(days=9))
    recruiter = make_person(role="recruiter")
    first = make_application(email="lina@courriel.example", now=EARLIER)
    reason = db.session.query(RefusalReason).first()
    move = {"expected": Stage.RECEIVED, "by": recruiter}
    pipeline.refuse(first, reason, now=EARLIER + timedelta(hours=1), **move)
    zoe = make_ambassador()
    second = make_application(
        link=make_link(ambassador=zoe, now=EARLIER + timedelta(days=1)),
        email="lina@courriel.example",
    )
    assert decide_application(second.id, now=LATER).reason == "candidate_choice"

    pipeline.move(first, Stage.REVIEW, now=LATER + timedelta(days=1), **move)
    row = decide_application(second.id, now=LATER + timedelta(days=2))

    assert row.reason == "candidate_choice"


def test_a_rule_that_was_being_published_at_that_moment_changes_no_decision_taken_before():
    """It is in force from before the application, and was written after the decision on it."""
    application = make_application(link=link_of(make_ambassador()))
    decide_application(application.id, now=LATER)

    publish(model=Model.SHARED, now=NOON - timedelta(milliseconds=5))
    row = decide_application(application.id, now=LATER + timedelta(hours=1))

    assert (row.reason, list(row.policies)) == ("candidate_choice", ["1"])


def test_a_recommendation_not_accepted_enters_no_evidence():
    zoe = make_ambassador()
    application = make_application()
    recommendation = Touch(
        candidate_id=application.candidate_id,
        source="recommendation:1",
        kind=TouchKind.RECOMMENDATION,
        ambassador_id=zoe.id,
        at=EARLIER,
        roles=["ambassador"],
        policy_version=1,
        state=TouchState.PENDING,
        created_at=EARLIER,
    )
    db.session.add(recommendation)
    db.session.flush()

    row = decide_application(application.id, now=LATER)

    assert row.reason == "no_touch"
    assert str(recommendation.id) not in db.session.get(Evidence, row.seq).document


def test_deciding_asks_for_pseudonyms_once_and_reads_nothing_after_planning(statements):
    zoe = make_ambassador()
    application = make_application(link=link_of(zoe), email="lina@courriel.example")
    decide_application(application.id, now=LATER)
    later = make_application(link=link_of(make_ambassador()), email="lina@courriel.example")

    with statements() as sent:
        decide_candidate(later.candidate_id, now=LATER)

    salts = [sql for sql in sent if "ledger_salts" in sql]
    # those known already, one drawn for the new ambassador, and that one read back
    assert [sql.split()[0] for sql in salts] == ["SELECT", "INSERT", "SELECT"]
    with statements() as sent:
        decide_candidate(later.candidate_id, now=LATER)
    assert len([sql for sql in sent if "ledger_salts" in sql]) == 1


def test_the_same_activity_told_twice_writes_one_line():
    application = make_application(link=link_of(make_ambassador()))
    told = Activity(
        kind="application.submitted",
        at=NOON,
        subject_type="applications",
        subject_id=application.id,
    )

    credit.decide_again(told)
    credit.decide_again(told)

    assert len(rows()) == 1


def test_rows_are_numbered_without_gap_and_each_seals_the_one_before():
    for _ in range(3):
        decide_application(make_application().id, now=LATER)

    first, second, third = rows()
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert first.prev == "0" * 64
    assert (second.prev, third.prev) == (first.hash, second.hash)


@pytest.mark.own_database
def test_deciding_at_the_same_time_writes_one_line_for_each_application(app):
    applications = [make_application(link=link_of(make_ambassador())).id for _ in range(3)]
    db.session.commit()

    def decide_all():
        with app.app_context():
            for application_id in applications:
                with transaction():
                    decide_application(application_id, now=LATER)
            db.session.remove()

    threads = [threading.Thread(target=decide_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row.seq for row in rows()] == [1, 2, 3]
    assert {row.application for row in rows()} == set(applications)
    assert verify_ledger(replay=True).finding is None


@pytest.mark.own_database
def test_what_a_manager_answers_is_not_replaced_by_a_decision_taken_at_the_same_time(app):
    zoe = make_ambassador()
    application = make_application(link=link_of(zoe))
    application.opening.hiring_team.append(zoe)
    decide_application(application.id, now=LATER)
    appeal = appeals.open_appeal(application, zoe, reason="It was me.", now=LATER)
    judge = make_person(role="programme_manager")
    db.session.commit()
    # a late confirmation that would change what the rule says
    appeal_id, judge_id, candidate_id = appeal.id, judge.id, application.candidate_id
    malik = make_ambassador()
    db.session.add(
        Touch(
            candidate_id=candidate_id,
            source="form:late",
            kind=TouchKind.VISIT,
            ambassador_id=malik.id,
            at=NOON - timedelta(days=1),
            roles=["ambassador"],
            policy_version=1,
            created_at=NOON,
        )
    )
    db.session.commit()
    application_id = application.id

    def answer():
        judged = db.session.get_one(Appeal, appeal_id)
        by = db.session.get_one(Person, judge_id)
        appeals.judge(judged, appeals.AppealVerdict.ALONE, answer="Yes.", by=by, now=LATER)

    def decide_again():
        decide_candidate(candidate_id, now=LATER)

    def run(act):
        with app.app_context():
            with transaction():
                act()
            db.session.remove()

    acts = [decide_again, answer, decide_again, decide_again]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    in_force = entries.in_force([application_id])[application_id]
    assert (in_force.kind, people_of(in_force)) == (LedgerKind.OVERRIDE, [zoe.id])
    assert verify_ledger(replay=True).finding is None
