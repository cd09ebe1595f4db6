"""Recommending somebody: asked first, once, reminded once, answered or forgotten."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.core.database import db
from app.core.models import Activity, Message, MessageState
from app.hiring.models import (
    Candidate,
    Recommendation,
    RecommendationRefusal,
    ReferrerChoice,
    Touch,
)
from app.hiring.openings import OpeningClosed
from app.hiring.queries.recommendations import (
    RecommendationState,
    recommendations_behind,
    recommendations_to_contact,
    some_recommendations_of,
)
from app.hiring.referrals import recommendations
from app.hiring.referrals.recommendations import (
    AcceptedAlready,
    HasApplied,
    NothingLeft,
    OwnAddress,
)
from app.people.models import Role
from app.policy.policy import TouchKind, TouchState
from app.publishing.publish import close
from app.sharing.links import CharterNotAccepted, NotInvited
from tests.factories.hiring import NOON, make_application, make_recommendation
from tests.factories.people import make_person, make_team
from tests.factories.policy import make_policy
from tests.factories.publishing import make_opening, make_published_opening
from tests.factories.sharing import make_ambassador

DAY = timedelta(days=1)
MAILBOX = "nora.perrin@courriel.example"


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database."""


def count(table, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions))


def letters_about(recommendation) -> list[str]:
    written = select(Message.template).where(Message.about_id == recommendation.id)
    return [each.rpartition("/")[2] for each in db.session.scalars(written.order_by(Message.id))]


def known(recommendation) -> list[str | None]:
    row = recommendation
    return [
        each for each in (row.name, row.email, row.email_folded, row.relation, row.words) if each
    ]


def recommendations_of(ambassador, *, now):
    return some_recommendations_of(ambassador, now=now, limit=10)[0]


def standing(recommendation, *, now) -> RecommendationState:
    found = recommendations_of(recommendation.ambassador, now=now)
    return next(each.standing for each in found if each.recommendation.id == recommendation.id)


# Asking


def test_the_person_is_written_to_and_no_candidate_is_made():
    sent = make_recommendation(email=MAILBOX)

    message = db.session.scalars(select(Message)).one()
    assert (message.to_address, message.language, message.about_id) == (MAILBOX, "fr", sent.id)
    assert count(Candidate) == count(Touch) == 0


def test_the_message_says_who_why_what_is_known_how_long_and_how_to_refuse():
    sent = make_recommendation(language="en")

    message = db.session.scalars(select(Message)).one()
    for said in (
        sent.ambassador.name,
        "calmer une réunion",
        "nous avons travaillé",
        "7\xa0December 2026",
        "your name, your e-mail",
        "everything is erased",
        "complain to the data protection authority",
        "answer=refuse",
        "one reminder at most",
    ):
        assert said in message.text
        assert said in unescape(message.html)


def test_a_recommendation_keeps_the_roles_and_the_rule_of_its_day():
    by = make_ambassador(roles=[Role.AMBASSADOR, Role.EDITOR])

    make_policy(now=NOON)

    sent = make_recommendation(by=by, now=NOON)

    assert (sent.roles, sent.policy_version) == (["ambassador", "editor"], 2)
    assert sent.ends_at == NOON + 14 * DAY


def test_the_same_form_sent_twice_asks_once():
    form_id, by, opening = uuid4(), make_ambassador(), make_published_opening()

    first = make_recommendation(form_id=form_id, by=by, opening=opening, email=MAILBOX)
    again = make_recommendation(form_id=form_id, by=by, opening=opening, email=MAILBOX)

    assert first.id == again.id
    assert count(Message) == 1


def test_the_same_form_about_another_person_asks_that_person_too():
    form_id, by, opening = uuid4(), make_ambassador(), make_published_opening()

    make_recommendation(form_id=form_id, by=by, opening=opening, email=MAILBOX)
    make_recommendation(form_id=form_id, by=by, opening=opening, email="o@courriel.example")

    assert count(Message) == 2


@pytest.mark.parametrize("again", [MAILBOX, "Nora.Perrin@Courriel.Example"])
def test_an_ambassador_does_not_ask_the_same_mailbox_twice_for_an_opening(again):
    first = make_recommendation(email=MAILBOX)

    second = make_recommendation(email=again, by=first.ambassador, opening=first.opening)

    assert (count(Message), known(second)) == (1, [])
    assert standing(second, now=NOON) is standing(first, now=NOON) is RecommendationState.SENT


def test_two_ambassadors_may_each_recommend_the_same_person():
    first = make_recommendation(email=MAILBOX)

    second = make_recommendation(email=MAILBOX, opening=first.opening)

    assert known(first)
    assert known(second)


def test_nobody_recommends_themselves():
    by = make_ambassador()

    with pytest.raises(OwnAddress) as refusal:
        make_recommendation(by=by, email=by.email.upper())

    assert refusal.value.field == "email"


def test_nobody_recommends_before_having_accepted_the_charter():
    with pytest.raises(CharterNotAccepted):
        make_recommendation(by=make_person())


def test_nobody_recommends_for_an_opening_meant_for_others():
    opening = make_published_opening(audience_teams=[make_team()])

    with pytest.raises(NotInvited):
        make_recommendation(opening=opening)


def test_nobody_recommends_for_what_takes_no_application():
    with pytest.raises(OpeningClosed):
        make_recommendation(opening=make_opening())


def test_who_already_applied_is_asked_like_anyone():
    application = make_application(email=MAILBOX)

    sent = make_recommendation(email=MAILBOX, opening=application.opening)

    assert letters_about(sent) == ["asked"]
    assert standing(sent, now=NOON) is RecommendationState.SENT


# Accepting


def test_accepting_makes_the_candidate_and_one_settled_touch():
    sent = make_recommendation(email=MAILBOX)

    recommendations.accept(sent, sender=None, now=NOON + 2 * DAY)

    touch = db.session.scalars(select(Touch)).one()
    assert (touch.kind, touch.state) == (TouchKind.RECOMMENDATION, TouchState.OK)
    assert (touch.at, touch.settled_at) == (NOON, NOON + 2 * DAY)
    assert (touch.ambassador_id, touch.publication_id) == (sent.ambassador_id, sent.opening_id)
    assert db.session.get(Candidate, touch.candidate_id).email == MAILBOX
    assert not touch.own_session


def test_the_touch_has_the_roles_and_the_rule_of_the_sending_not_of_the_acceptance():
    by = make_ambassador(roles=[Role.AMBASSADOR])
    sent = make_recommendation(by=by)
    by.role_rows[:] = []
    make_policy(now=NOON + timedelta(hours=1))

    recommendations.accept(sent, sender=None, now=NOON + DAY)

    assert (sent.touch.roles, sent.touch.policy_version) == (["ambassador"], 1)


def test_accepting_twice_changes_nothing():
    sent = make_recommendation()
    recommendations.accept(sent, sender=None, now=NOON + DAY)

    recommendations.accept(sent, sender=None, now=NOON + 3 * DAY)

    assert (count(Touch), sent.accepted_at) == (1, NOON + DAY)
    assert letters_about(sent) == ["asked", "given"]


def test_an_acceptance_from_the_ambassadors_own_browser_is_marked():
    sent = make_recommendation()

    recommendations.accept(sent, sender=sent.ambassador, now=NOON)

    assert sent.touch.own_session


def test_nothing_is_accepted_after_the_fourteen_days_even_before_the_purge():
    sent = make_recommendation()

    with pytest.raises(NothingLeft):
        recommendations.accept(sent, sender=None, now=NOON + 14 * DAY)

    assert count(Touch) == 0


def test_nothing_is_accepted_for_an_opening_that_has_closed():
    sent = make_recommendation()
    close(sent.opening, by=make_person(role="recruiter"), now=NOON)

    with pytest.raises(OpeningClosed):
        recommendations.accept(sent, sender=None, now=NOON + DAY)


def test_an_acceptance_for_a_known_mailbox_joins_its_candidate():
    application = make_application(email="nora.perrin+jobs@gmail.com")
    sent = make_recommendation(email="noraperrin@googlemail.com")

    recommendations.accept(sent, sender=None, now=NOON + DAY)

    assert sent.touch.candidate_id == application.candidate_id


# Refusing


def test_a_refusal_leaves_a_keyed_hash_and_nothing_else_of_the_person():
    sent = make_recommendation(email=MAILBOX)

    recommendations.refuse(sent, forever=False, now=NOON + DAY)

    key = db.session.scalars(select(RecommendationRefusal.key)).one()
    assert len(key) == 32
    assert known(sent) == []
    assert count(Message) == count(Candidate) == count(Touch) == 0


def test_who_refused_is_never_asked_again_for_that_opening_by_anyone():
    sent = make_recommendation(email=MAILBOX)
    recommendations.refuse(sent, forever=False, now=NOON)

    again = make_recommendation(email=MAILBOX.upper(), opening=sent.opening)

    assert (known(again), letters_about(again)) == ([], [])
    assert standing(again, now=NOON) is RecommendationState.SENT


def test_who_refused_one_opening_may_be_asked_about_another():
    recommendations.refuse(make_recommendation(email=MAILBOX), forever=False, now=NOON)

    assert letters_about(make_recommendation(email=MAILBOX)) == ["asked"]


def test_who_refused_for_ever_is_asked_about_nothing_any_more():
    sent = make_recommendation(email=MAILBOX)
    other = make_recommendation(email=MAILBOX)

    recommendations.refuse(sent, forever=True, now=NOON)

    assert known(other) == []
    assert letters_about(make_recommendation(email=MAILBOX)) == []
    assert count(RecommendationRefusal) == 1


def test_a_refusal_erases_what_others_asked_about_the_same_opening_and_only_that():
    sent = make_recommendation(email=MAILBOX)
    same = make_recommendation(email=MAILBOX, opening=sent.opening)
    other = make_recommendation(email=MAILBOX)

    recommendations.refuse(sent, forever=False, now=NOON)

    assert (known(same), letters_about(same)) == ([], [])
    assert known(other)


def test_a_message_that_waits_never_leaves_after_a_refusal():
    sent = make_recommendation()
    assert count(Message, Message.state == MessageState.QUEUED) == 1

    recommendations.refuse(sent, forever=False, now=NOON)

    assert count(Message) == 0


def test_who_has_accepted_cannot_refuse_in_another_tab():
    sent = make_recommendation()
    recommendations.accept(sent, sender=None, now=NOON)

    with pytest.raises(AcceptedAlready):
        recommendations.refuse(sent, forever=False, now=NOON)

    assert count(Touch) == 1


def test_who_has_refused_cannot_accept_in_another_tab():
    sent = make_recommendation()
    recommendations.refuse(sent, forever=False, now=NOON)

    with pytest.raises(NothingLeft):
        recommendations.accept(sent, sender=None, now=NOON)


# Changing one's mind


def test_who_accepted_may_change_their_mind_and_nothing_is_left():
    sent = make_recommendation(email=MAILBOX)
    recommendations.accept(sent, sender=None, now=NOON + DAY)

    recommendations.withdraw_consent(sent, now=NOON + 2 * DAY)

    assert count(Candidate) == count(Touch) == count(Message) == 0
    assert known(sent) == []
    assert standing(sent, now=NOON + 2 * DAY) is RecommendationState.OVER
    assert letters_about(make_recommendation(email=MAILBOX, opening=sent.opening)) == []


def test_a_candidate_who_had_applied_before_stays_when_they_change_their_mind():
    application = make_application(email=MAILBOX, now=NOON - DAY)
    sent = make_recommendation(email=MAILBOX)
    recommendations.accept(sent, sender=None, now=NOON)

    recommendations.withdraw_consent(sent, now=NOON + DAY)

    assert db.session.get(Candidate, application.candidate_id)
    assert count(Touch) == 0


def test_who_applied_since_withdraws_from_the_page_of_their_application():
    sent = make_recommendation(email=MAILBOX)
    recommendations.accept(sent, sender=None, now=NOON)
    make_application(email=MAILBOX, opening=sent.opening, now=NOON + DAY)

    with pytest.raises(HasApplied):
        recommendations.withdraw_consent(sent, now=NOON + 2 * DAY)

    assert count(Touch) == 1


# What becomes of those who do not answer


def test_the_unanswered_are_erased_after_fourteen_days_and_not_before():
    sent = make_recommendation()

    assert recommendations.forget_unanswered(now=NOON + 14 * DAY - timedelta(seconds=1)) == 0
    assert recommendations.forget_unanswered(now=NOON + 14 * DAY) == 1
    assert recommendations.forget_unanswered(now=NOON + 14 * DAY) == 0

    assert known(sent) == []
    assert count(Message) == 0


def test_the_unanswered_leave_no_hash_and_may_be_asked_again_one_day():
    sent = make_recommendation(email=MAILBOX)
    recommendations.forget_unanswered(now=NOON + 15 * DAY)

    again = make_recommendation(email=MAILBOX, by=sent.ambassador, opening=sent.opening)

    assert count(RecommendationRefusal) == 0
    assert letters_about(again) == ["asked"]


def test_the_accepted_are_not_erased():
    sent = make_recommendation()
    recommendations.accept(sent, sender=None, now=NOON)

    recommendations.forget_unanswered(now=NOON + 30 * DAY)

    assert known(sent)


def test_one_reminder_at_half_time_and_never_more():
    sent = make_recommendation()

    assert recommendations.remind(now=NOON + 7 * DAY - timedelta(seconds=1)) == 0
    recommendations.remind(now=NOON + 7 * DAY)
    recommendations.remind(now=NOON + 8 * DAY)

    assert letters_about(sent) == ["asked", "reminded"]


@pytest.mark.parametrize("answer", ["accept", "refuse", "nothing in time"])
def test_who_answered_or_ran_out_is_not_reminded(answer):
    sent = make_recommendation()
    late = NOON + 8 * DAY
    if answer == "accept":
        recommendations.accept(sent, sender=None, now=NOON)
    elif answer == "refuse":
        recommendations.refuse(sent, forever=False, now=NOON)
    else:
        late = NOON + 14 * DAY

    recommendations.remind(now=late)

    assert "reminded" not in letters_about(sent)


def test_who_is_asked_about_an_opening_that_closes_is_told_and_erased():
    sent = make_recommendation()
    close(sent.opening, by=make_person(role="recruiter"), now=NOON)

    assert recommendations.tell_closed(now=NOON + DAY) == 1
    assert recommendations.tell_closed(now=NOON + DAY) == 0

    assert known(sent) == []
    assert letters_about(sent) == ["closed"]
    assert standing(sent, now=NOON + DAY) is RecommendationState.CLOSED


def test_the_last_day_of_an_opening_ends_its_recommendations_too():
    opening = make_published_opening(closes_on=NOON.date())
    sent = make_recommendation(opening=opening)

    recommendations.tell_closed(now=NOON + timedelta(hours=1))
    assert known(sent)
    recommendations.tell_closed(now=NOON + DAY)

    assert known(sent) == []


def test_a_message_about_somebody_erased_is_forgotten_once_it_left_or_waited_for_two_days():
    sent = make_recommendation()
    close(sent.opening, by=make_person(role="recruiter"), now=NOON)
    recommendations.tell_closed(now=NOON)

    recommendations.forget_messages(now=NOON + DAY)
    assert letters_about(sent) == ["closed"]
    recommendations.forget_messages(now=NOON + 3 * DAY)

    assert letters_about(sent) == []


# What the ambassador reads


def test_a_refusal_reads_like_silence_on_every_day():
    by, opening = make_ambassador(), make_published_opening()
    silent = make_recommendation(by=by, opening=opening)
    refused = make_recommendation(by=by, opening=opening)
    recommendations.refuse(refused, forever=False, now=NOON + DAY)

    for day in range(16):
        now = NOON + day * DAY
        recommendations.forget_unanswered(now=now)
        recommendations.remind(now=now)
        first, second = recommendations_of(by, now=now)
        assert (first.standing, first.name) == (second.standing, second.name), day

    assert known(silent) == known(refused) == []


def test_no_name_is_shown_to_the_ambassador_before_an_acceptance():
    sent = make_recommendation(name="Nora Perrin")
    assert recommendations_of(sent.ambassador, now=NOON)[0].name is None

    recommendations.accept(sent, sender=None, now=NOON)

    assert recommendations_of(sent.ambassador, now=NOON)[0].name == "Nora Perrin"


def test_the_states_follow_what_happens():
    sent = make_recommendation(email=MAILBOX)
    assert standing(sent, now=NOON) is RecommendationState.SENT
    recommendations.remind(now=NOON + 7 * DAY)
    assert standing(sent, now=NOON + 7 * DAY) is RecommendationState.REMINDED
    recommendations.accept(sent, sender=None, now=NOON + 8 * DAY)
    assert standing(sent, now=NOON + 8 * DAY) is RecommendationState.ACCEPTED
    make_application(email=MAILBOX, opening=sent.opening, now=NOON + 9 * DAY)
    assert standing(sent, now=NOON + 9 * DAY) is RecommendationState.APPLIED


def test_an_ambassador_sees_only_their_own():
    sent = make_recommendation()

    assert recommendations_of(make_ambassador(), now=NOON) == []
    assert len(recommendations_of(sent.ambassador, now=NOON)) == 1


def test_taking_back_leaves_nothing_at_all():
    sent = make_recommendation()

    recommendations.take_back(sent, by=sent.ambassador, now=NOON)

    assert count(Recommendation) == count(Message) == count(RecommendationRefusal) == 0


def test_one_that_was_refused_is_taken_back_like_any_other():
    sent = make_recommendation()
    recommendations.refuse(sent, forever=False, now=NOON)

    recommendations.take_back(sent, by=sent.ambassador, now=NOON)

    assert count(Recommendation) == 0


def test_what_was_accepted_is_not_taken_back():
    sent = make_recommendation()
    recommendations.accept(sent, sender=None, now=NOON)

    with pytest.raises(AcceptedAlready):
        recommendations.take_back(sent, by=sent.ambassador, now=NOON)


# Those who recruit


def test_recruiters_may_contact_who_accepted_until_they_apply():
    recruiter = make_person(role="recruiter")
    sent = make_recommendation(email=MAILBOX)
    assert recommendations_to_contact(recruiter, page=1).items == []

    recommendations.accept(sent, sender=None, now=NOON)
    assert [each.id for each in recommendations_to_contact(recruiter, page=1).items] == [sent.id]
    make_application(email=MAILBOX, opening=sent.opening, now=NOON + DAY)

    assert recommendations_to_contact(recruiter, page=1).items == []


def test_a_hiring_manager_reads_those_of_their_own_openings_only():
    manager = make_person(role="hiring_manager")
    own = make_recommendation(opening=make_published_opening(hiring_manager=manager))
    for each in (own, make_recommendation()):
        recommendations.accept(each, sender=None, now=NOON)

    assert [each.id for each in recommendations_to_contact(manager, page=1).items] == [own.id]


@pytest.mark.parametrize("role", ["ambassador", "programme_manager", "admin", "editor"])
def test_nobody_else_reads_any(role):
    recommendations.accept(make_recommendation(), sender=None, now=NOON)

    assert recommendations_to_contact(make_person(role=role), page=1).items == []


def test_a_recruiter_who_was_recommended_does_not_read_it_as_staff():
    recruiter = make_person(role="recruiter")
    sent = make_recommendation(email=recruiter.email)
    recommendations.accept(sent, sender=None, now=NOON)

    assert recommendations_to_contact(recruiter, page=1).items == []


def test_the_words_stay_with_the_application_unless_the_candidate_says_otherwise():
    def behind_one(**values):
        mailbox = f"nora{uuid4().hex[:6]}@courriel.example"
        sent = make_recommendation(email=mailbox)
        recommendations.accept(sent, sender=None, now=NOON)
        application = make_application(email=mailbox, opening=sent.opening, **values)
        return [each.id for each in recommendations_behind(application)] == [sent.id]

    assert behind_one()
    assert not behind_one(choice=ReferrerChoice.NONE)
    assert not behind_one(choice=ReferrerChoice.NAMED, named="Quelqu’un d’Autre")


# What is noted


def test_activities_hold_ids_and_codes_and_none_tells_of_a_refusal():
    sent = make_recommendation(email=MAILBOX)
    opening = str(sent.opening_id)
    recommendations.refuse(sent, forever=False, now=NOON)

    rows = db.session.scalars(select(Activity).where(Activity.kind.startswith("recommend"))).all()
    assert [(each.kind, each.data) for each in rows] == [
        ("recommendation.sent", {"opening": opening})
    ]
