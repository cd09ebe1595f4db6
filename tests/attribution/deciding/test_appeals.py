"""Appeals: who may contest, who may answer, and what each answer does."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import text

from app.attribution.deciding import appeals
from app.attribution.deciding.appeals import (
    AppealVerdict,
    CannotAnswer,
    CannotContest,
    judge,
    open_appeal,
)
from app.attribution.deciding.decide import decide_application, decide_candidate
from app.attribution.ledger.pseudonyms import people_behind
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import AppealState, LedgerKind
from app.attribution.queries import decision_of
from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.hiring.candidates import merge
from app.people.models import Role
from tests.factories.attribution import SHARED, make_credit
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(hours=1)
TOMORROW = NOON + timedelta(days=1)
WHY = "I sent her the opening myself, on the evening of the meetup."


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database."""


def refused_credit():
    """An application whose ambassador is in the hiring team, and so is not credited."""
    zoe = make_ambassador(language="en")
    link = make_link(ambassador=zoe, now=SHARED)
    application = make_application(link=link)
    application.opening.hiring_team.append(zoe)
    db.session.flush()
    row = decide_application(application.id, now=LATER)
    assert row.reason == "hiring_team"
    return application, zoe


def manager(**values):
    return make_person(role=Role.PROGRAMME_MANAGER, **values)


def credited(row):
    behind = people_behind(who for who, _ in row.ambassadors)
    return [(behind[who], share) for who, share in row.ambassadors]


def test_an_appeal_that_is_granted_credits_who_contested():
    application, zoe = refused_credit()
    judge_ = manager()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    row = judge(
        appeal, AppealVerdict.ALONE, answer="You joined the team later.", by=judge_, now=TOMORROW
    )

    assert appeal.state is AppealState.GRANTED
    assert (row.kind, row.outcome, row.reason) == (
        LedgerKind.OVERRIDE,
        "credited",
        "appeal_granted",
    )
    assert credited(row) == [(zoe.id, 10_000)]
    assert people_behind([row.actor]) == {row.actor: judge_.id}
    assert verify_ledger(replay=True).finding is None


def test_an_appeal_that_is_dismissed_writes_the_decision_again():
    application, zoe = refused_credit()
    before = decision_of(application.id).row
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    row = judge(
        appeal, AppealVerdict.DISMISSED, answer="The rule is plain.", by=manager(), now=TOMORROW
    )

    assert appeal.state is AppealState.DISMISSED
    assert (row.kind, row.outcome, row.ambassadors) == (LedgerKind.OVERRIDE, "none", [])
    assert row.supersedes == before.seq


def test_an_appeal_can_share_the_credit_with_who_has_it():
    zoe, malik = make_ambassador(), make_ambassador()
    application, row = make_credit(ambassador=malik)
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    row = judge(
        appeal, AppealVerdict.SHARED, answer="Both of you brought her.", by=manager(), now=TOMORROW
    )

    assert credited(row) == [(malik.id, 5000), (zoe.id, 5000)]


@pytest.mark.parametrize(
    ("verdict", "now", "expected"),
    [
        (AppealVerdict.ALONE, [("B", 10_000)], [("A", 10_000)]),
        (AppealVerdict.ALONE, [], [("A", 10_000)]),
        (AppealVerdict.SHARED, [], [("A", 10_000)]),
        (AppealVerdict.SHARED, [("A", 10_000)], [("A", 10_000)]),
        (AppealVerdict.SHARED, [("B", 10_000)], [("B", 5000), ("A", 5000)]),
        (AppealVerdict.SHARED, [("B", 5000), ("C", 5000)], [("B", 3334), ("C", 3333), ("A", 3333)]),
        (AppealVerdict.DISMISSED, [("B", 10_000)], [("B", 10_000)]),
    ],
)
def test_shares_after_an_answer_always_make_a_whole(verdict, now, expected):
    assert appeals.shares_after(verdict, now, "A") == expected


def test_no_later_computation_replaces_an_answer():
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    row = judge(appeal, AppealVerdict.ALONE, answer="You joined later.", by=manager(), now=TOMORROW)

    decide_candidate(application.candidate_id, now=TOMORROW + timedelta(days=1))

    assert decision_of(application.id).row.seq == row.seq


def test_a_decision_can_be_contested_on_its_thirtieth_day_and_not_after():
    application, zoe = refused_credit()

    with pytest.raises(CannotContest) as refusal:
        open_appeal(application, zoe, reason=WHY, now=LATER + timedelta(days=31))
    assert refusal.value.code == "too_late"

    opened = open_appeal(application, zoe, reason=WHY, now=LATER + timedelta(days=30))
    assert opened.state is AppealState.OPEN


def test_whoever_has_the_whole_credit_has_nothing_to_contest(client):
    zoe = make_ambassador(language="en")
    application, row = make_credit(ambassador=zoe)
    assert credited(row) == [(zoe.id, 10_000)]

    with pytest.raises(CannotContest) as refusal:
        open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    assert refusal.value.code == "whole"
    sign_in(client, zoe)
    page = client.get(f"/my-credits/{application.id}").text
    assert "there is nothing to contest" in page
    assert "<textarea" not in page


def test_one_appeal_at_a_time_and_none_after_its_answer():
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    with pytest.raises(CannotContest) as refusal:
        open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    assert refusal.value.code == "open"

    judge(appeal, AppealVerdict.DISMISSED, answer="The rule is plain.", by=manager(), now=TOMORROW)
    with pytest.raises(CannotContest) as refusal:
        open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    assert refusal.value.code == "judged"


def test_an_appeal_that_was_withdrawn_cannot_be_answered():
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    appeals.withdraw(appeal, now=TOMORROW)
    appeals.withdraw(appeal, now=TOMORROW)

    assert appeal.state is AppealState.WITHDRAWN
    with pytest.raises(CannotAnswer):
        judge(appeal, AppealVerdict.ALONE, answer="Too late for that.", by=manager(), now=TOMORROW)


def test_whoever_took_an_appeal_back_may_contest_the_same_decision_again():
    application, zoe = refused_credit()
    first = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    appeals.withdraw(first, now=TOMORROW)

    again = open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    assert again.ledger_seq == first.ledger_seq
    assert [each.state for each in (first, again)] == [AppealState.WITHDRAWN, AppealState.OPEN]


def test_an_appeal_that_was_answered_cannot_be_withdrawn_nor_answered_again():
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    judge(appeal, AppealVerdict.ALONE, answer="You joined later.", by=manager(), now=TOMORROW)

    with pytest.raises(CannotContest):
        appeals.withdraw(appeal, now=TOMORROW)
    with pytest.raises(CannotAnswer):
        judge(
            appeal, AppealVerdict.DISMISSED, answer="On second thought.", by=manager(), now=TOMORROW
        )


def test_a_manager_who_is_a_party_does_not_answer():
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    with pytest.raises(CannotAnswer):
        judge(appeal, AppealVerdict.ALONE, answer="I deserve it myself.", by=zoe, now=TOMORROW)
    assert appeal.state is AppealState.OPEN


def test_a_manager_who_is_credited_does_not_answer():
    boss = make_ambassador(role=Role.EDITOR)
    application, row = make_credit(ambassador=boss)
    assert credited(row) == [(boss.id, 10_000)]
    appeal = open_appeal(application, make_ambassador(), reason=WHY, now=TOMORROW)

    with pytest.raises(CannotAnswer):
        judge(appeal, AppealVerdict.DISMISSED, answer="It stays mine.", by=boss, now=TOMORROW)


def sent_to(person):
    return [
        message.subject for message in db.session.query(Message).filter_by(to_address=person.email)
    ]


def test_managers_are_told_and_reminded_and_the_ambassador_hears_the_answer():
    application, zoe = refused_credit()
    judge_ = manager(language="en")
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    assert any("contests a decision" in subject for subject in sent_to(judge_))

    assert appeals.remind_judges(now=TOMORROW + timedelta(days=9)) == 0
    assert appeals.remind_judges(now=TOMORROW + timedelta(days=11)) == 1
    assert appeals.remind_judges(now=TOMORROW + timedelta(days=12)) == 0
    assert appeals.remind_judges(now=TOMORROW + timedelta(days=19)) == 1
    assert any("past its date" in subject for subject in sent_to(judge_))

    judge(appeal, AppealVerdict.ALONE, answer="You joined later.", by=judge_, now=TOMORROW)
    assert any("Your appeal was granted" in subject for subject in sent_to(zoe))
    assert appeals.remind_judges(now=TOMORROW + timedelta(days=40)) == 0


def test_administrators_are_told_when_no_manager_can_answer():
    application, zoe = refused_credit()
    admin = make_person(role=Role.ADMIN, language="en")

    open_appeal(application, zoe, reason=WHY, now=TOMORROW)

    assert any("contests a decision" in subject for subject in sent_to(admin))


def test_administrators_are_told_when_the_only_manager_contests():
    opening = make_published_opening()
    boss = make_ambassador(role=Role.PROGRAMME_MANAGER, language="en")
    application = make_application(opening=opening)
    decide_application(application.id, now=LATER)
    admin = make_person(role=Role.ADMIN, language="en")

    open_appeal(application, boss, reason=WHY, now=TOMORROW)

    assert any("contests a decision" in subject for subject in sent_to(admin))
    assert sent_to(boss) == []


def test_the_manager_whose_application_it_is_hears_nothing_of_the_appeal():
    application, zoe = refused_credit()
    boss = manager(language="en")
    application.candidate.person_id = boss.id
    admin = make_person(role=Role.ADMIN, language="en")

    open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    appeals.remind_judges(now=TOMORROW + timedelta(days=11))

    assert len(sent_to(admin)) == 2
    assert sent_to(boss) == []


# The pages


def test_an_ambassador_contests_and_a_manager_answers_through_the_pages(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: TOMORROW)
    application, zoe = refused_credit()
    sign_in(client, zoe)
    page = f"/my-credits/{application.id}"
    assert b"Contest the decision" in client.get(page).data
    too_short = client.post(f"{page}/appeal", data={"reason": "No."})
    assert too_short.status_code == 422
    assert b"No." in too_short.data
    assert client.post(f"{page}/appeal", data={"reason": WHY}).status_code == 302
    assert WHY.encode() in client.get(page).data

    boss = manager(language="en")
    sign_in(client, boss)
    programme = client.get("/programme")
    assert zoe.name.encode() in programme.data
    appeal = appeals.appeals_of(application.id, zoe.id)[0]
    file = f"/programme/appeals/{appeal.id}"
    assert WHY.encode() in client.get(file).data
    assert client.post(file, data={"answer": "x" * 30}).status_code == 422
    typed = {"verdict": "alone", "answer": "You joined the team later."}
    asked = client.post(file, data=typed)
    assert asked.status_code == 200
    assert f"adds to the ledger a row that credits {zoe.name}".encode() in asked.data
    changed = client.post(file, data=typed | {"again": "1"})
    assert b"You joined the team later.</textarea>" in changed.data
    assert client.post(file, data=typed | {"confirmed": "1"}).status_code == 302
    assert b"Granted" in client.get(file).data

    sign_in(client, zoe)
    assert b"You joined the team later." in client.get(page).data


def test_an_appeal_is_withdrawn_by_its_ambassador_only(client):
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    withdraw = f"/my-credits/{application.id}/appeal/{appeal.id}/withdraw"

    sign_in(client, make_ambassador())
    assert client.post(withdraw).status_code == 404
    sign_in(client, zoe)
    assert client.post(withdraw).status_code == 302

    db.session.refresh(appeal)
    assert appeal.state is AppealState.WITHDRAWN


def test_an_appeal_that_was_answered_meanwhile_is_not_withdrawn_and_says_so(client):
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    judge(appeal, AppealVerdict.ALONE, answer="You joined later.", by=manager(), now=TOMORROW)
    db.session.commit()
    sign_in(client, zoe)

    response = client.post(
        f"/my-credits/{application.id}/appeal/{appeal.id}/withdraw", follow_redirects=True
    )

    assert response.status_code in (200, 409, 422)
    assert "Your appeal on this application was answered." in response.text
    assert appeal.state is AppealState.GRANTED


def test_two_managers_who_answer_at_once_write_one_row(client):
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    judge(appeal, AppealVerdict.ALONE, answer="You joined later.", by=manager(), now=TOMORROW)
    db.session.commit()
    sign_in(client, manager(language="en"))

    second = client.post(
        f"/programme/appeals/{appeal.id}",
        data={"verdict": "dismissed", "answer": "I would have said no.", "confirmed": "1"},
    )

    assert second.status_code == 422
    assert "This appeal is closed." in second.text
    assert "I would have said no." in second.text
    assert decision_of(application.id).row.reason == "appeal_granted"


def test_the_candidate_never_sees_the_file_of_an_appeal_on_their_application(client):
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    boss = manager()
    application.candidate.person_id = boss.id
    db.session.flush()
    sign_in(client, boss)

    assert client.get(f"/programme/appeals/{appeal.id}").status_code == 404
    assert client.get(f"/credits/{application.id}").status_code == 404
    assert zoe.name not in client.get("/programme").text


def test_nor_does_the_candidate_by_another_of_their_mailboxes(client):
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=TOMORROW)
    boss = manager()
    other = make_application(email=boss.email)
    merge.say_same(
        application.candidate, other.candidate, by=make_person(role=Role.RECRUITER), now=TOMORROW
    )
    sign_in(client, boss)

    assert client.get(f"/programme/appeals/{appeal.id}").status_code == 404
    assert zoe.name not in client.get("/programme").text
    appeals.withdraw(appeal, now=TOMORROW)
    assert zoe.name not in client.get("/programme").text


# Erased meanwhile


def erase(application):
    """Take an application away behind the session's back, as its candidate's erasure does."""
    db.session.execute(text("DELETE FROM applications WHERE id = :id"), {"id": application.id})


def test_contesting_an_application_that_was_erased_meanwhile_is_refused_and_says_why():
    application, zoe = refused_credit()
    erase(application)

    with pytest.raises(CannotContest) as refusal:
        open_appeal(application, zoe, reason=WHY, now=LATER)

    assert refusal.value.code == "erased"
    with force_locale("en"):
        assert str(refusal.value.sentence) == "This application was erased in the meantime."


@pytest.mark.parametrize("act", ["judge", "withdraw"])
def test_answering_or_taking_back_an_appeal_that_was_erased_meanwhile_is_refused(act):
    application, zoe = refused_credit()
    appeal = open_appeal(application, zoe, reason=WHY, now=LATER)
    by = manager()
    erase(appeal.application)

    with pytest.raises(CannotAnswer if act == "judge" else CannotContest) as refusal:
        if act == "judge":
            judge(appeal, AppealVerdict.ALONE, answer="You did.", by=by, now=TOMORROW)
        else:
            appeals.withdraw(appeal, now=TOMORROW)

    assert refusal.value.code == "erased"


def test_an_application_that_is_not_decided_yet_cannot_be_contested():
    with pytest.raises(CannotContest) as refusal:
        open_appeal(make_application(), make_ambassador(), reason=WHY, now=LATER)

    assert refusal.value.code == "undecided"


def test_an_ambassador_whose_application_is_erased_while_they_write_reads_that_it_is_gone(
    client, monkeypatch
):
    application, zoe = refused_credit()
    db.session.commit()
    sign_in(client, zoe)

    def erased_first(*_args, **_values):
        erase(application)
        db.session.commit()
        raise CannotContest(appeals.ERASED_MEANWHILE, code="erased")

    monkeypatch.setattr(appeals, "open_appeal", erased_first)

    page = client.post(f"/my-credits/{application.id}/appeal", data={"reason": WHY})

    assert page.status_code == 404
