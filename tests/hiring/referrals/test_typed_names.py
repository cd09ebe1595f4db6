"""A person says whom a candidate means, as if the name had matched at once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.attribution.deciding.decide import decide_candidate
from app.core.database import db
from app.core.models import Activity, Message
from app.hiring import queries
from app.hiring.applying import status_page
from app.hiring.candidates.names import Likeness
from app.hiring.models import ReferrerChoice, RemovedReferrer, Touch, TypedName, TypedNameState
from app.hiring.referrals import declarations, typed_names
from app.hiring.referrals.suggestions import (
    Hints,
    SuggestionReason,
    found_by,
    likeliest,
    reasons_of,
    suggestions,
)
from app.hiring.referrals.typed_names import CannotAsk, CannotMatch
from app.people.accounts import change_roles
from app.people.models import Role
from app.policy.policy import TouchKind, TouchState
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person, make_place, make_team
from tests.factories.policy import make_policy
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(days=2)


@pytest.fixture
def claire(app):
    return make_person(role="recruiter", first_name="Claire", last_name="Dumont")


@pytest.fixture
def zoe(app):
    return make_ambassador(first_name="Maëlle", last_name="Kerdoncuff")


def named(typed: str = "Maëlle du réseau", **values) -> TypedName:
    application = make_application(choice=ReferrerChoice.NAMED, named=typed, **values)
    return typed_names.current_typed_name(application)


def match(typed_name, person, by, *, now=LATER) -> bool:
    return typed_names.match(typed_name, person, by=by, now=now)


def ask_again(typed_name, by, *, now=LATER) -> bool:
    return typed_names.ask_again(typed_name, by=by, now=now)


def letters(template: str) -> list[Message]:
    return list(
        db.session.scalars(select(Message).where(Message.template == f"hiring/mail/{template}"))
    )


def touches(kind=TouchKind.DECLARATION) -> list[Touch]:
    return list(db.session.scalars(select(Touch).where(Touch.kind == kind).order_by(Touch.id)))


# ── what is typed ───────────────────────────────────────────────────────────────────────────


def test_a_name_that_fits_nobody_waits_for_a_person(app, zoe):
    typed_name = named("Maëlle")

    assert (typed_name.state, typed_name.typed, typed_name.at) == (
        TypedNameState.OPEN,
        "Maëlle",
        NOON,
    )
    assert touches() == []


def test_a_name_that_fits_one_is_matched_at_once(app, zoe):
    typed_name = named("kerdoncuff maelle")

    assert (typed_name.state, typed_name.ambassador, typed_name.settled_by) == (
        TypedNameState.MATCHED,
        zoe,
        None,
    )
    assert typed_name.touch.state is TouchState.PENDING


def test_a_small_slip_is_matched_at_once(app, zoe):
    assert named("Maëlle Kerdoncuf").ambassador == zoe


def test_a_new_answer_takes_the_place_of_the_one_before(app, zoe):
    typed_name = named("Maëlle")
    application = typed_name.application

    status_page.name_referrer(application, "Maëlle Kerdoncuff", now=LATER)

    assert typed_name.state is TypedNameState.REPLACED
    assert typed_names.current_typed_name(application).ambassador == zoe


def test_removing_the_name_leaves_nothing_to_match(app, zoe):
    typed_name = named("Maëlle")

    status_page.remove_referrer(typed_name.application, now=LATER)

    assert typed_names.current_typed_name(typed_name.application) is None


def test_the_same_words_sent_twice_wait_once(app, zoe):
    application = named("Maëlle").application

    status_page.name_referrer(application, "Maëlle", now=LATER)

    found = db.session.scalars(select(TypedName).where(TypedName.application_id == application.id))
    assert [each.at for each in found] == [NOON]


def test_a_team_that_is_written_tells_namesakes_apart(app):
    data = make_team(name_fr="Données", name_en="Data")
    one = make_person(first_name="Malik", last_name="Sadi", team=data)
    make_person(first_name="Malik", last_name="Sadi")
    application = named("Malik Sadi").application

    status_page.name_referrer(application, "Malik Sadi", details="l’équipe données", now=LATER)

    assert typed_names.current_typed_name(application).ambassador == one


# ── matching ────────────────────────────────────────────────────────────────────────────────


def test_a_match_makes_the_declaration_of_the_moment_when_it_was_typed(app, claire, zoe):
    typed_name = named()
    make_policy(now=NOON + timedelta(minutes=1))
    change_roles(zoe, [Role.AMBASSADOR, Role.RECRUITER], by=claire, now=NOON + timedelta(days=1))

    assert match(typed_name, zoe, claire)

    (touch,) = touches()
    assert (touch.ambassador, touch.at, touch.policy_version) == (zoe, NOON, 1)
    assert touch.roles == ["ambassador"]
    assert (touch.state, touch.created_at) == (TouchState.PENDING, LATER)
    assert typed_name.application.choice_ambassador == zoe


def test_a_match_asks_the_ambassador_and_credits_nobody(app, claire, zoe):
    typed_name = named()
    decide_candidate(typed_name.application.candidate_id, now=NOON)

    match(typed_name, zoe, claire)
    (row,) = decide_candidate(typed_name.application.candidate_id, now=LATER)

    assert [each.to_address for each in letters("declared")] == [zoe.email]
    assert (row.outcome, row.ambassadors) == ("pending", [])


def test_a_match_that_is_confirmed_is_credited(app, claire, zoe):
    typed_name = named()
    match(typed_name, zoe, claire)

    declarations.confirm(typed_name.touch, by=zoe, now=LATER)
    rows = decide_candidate(typed_name.application.candidate_id, now=LATER)

    assert (rows[-1].outcome, rows[-1].reason) == ("credited", "candidate_choice")


def test_a_form_sent_from_the_ambassadors_own_browser_says_so_after_a_match_too(app, claire, zoe):
    typed_name = named(sender=zoe)

    match(typed_name, zoe, claire)

    assert typed_name.touch.own_session


def test_a_match_brings_back_whom_the_form_had_removed(app, claire, zoe):
    link = make_link(ambassador=zoe, now=NOON - timedelta(days=1))
    typed_name = named("la personne du lien", link=link)
    assert [each.ambassador_id for each in typed_name.application.removed] == [zoe.id]

    match(typed_name, zoe, claire)
    db.session.flush()

    assert db.session.scalars(select(RemovedReferrer)).all() == []


def test_matching_twice_asks_once(app, claire, zoe):
    typed_name = named()

    assert match(typed_name, zoe, claire)
    assert not match(typed_name, zoe, claire)

    assert len(touches()) == len(letters("declared")) == 1


def test_the_activity_has_its_author_and_not_the_name(app, claire, zoe):
    typed_name = named("Maëlle secrète")
    match(typed_name, zoe, claire)

    (noted,) = db.session.scalars(
        select(Activity).where(Activity.kind == "application.name_matched")
    )
    assert noted.actor_id == claire.id
    assert "secrète" not in str(noted.data)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("oneself", "self"),
        ("the candidate", "candidate"),
        ("somebody who left", "left"),
        ("somebody whose account is closed", "left"),
    ],
)
def test_a_name_cannot_be_matched_to(app, claire, zoe, who, code):
    typed_name = named()
    person = claire if who == "oneself" else zoe
    if who == "the candidate":
        typed_name.application.candidate.person_id = zoe.id
    elif who == "somebody who left":
        zoe.left_on = date(2026, 11, 1)
    elif code == "left":
        zoe.disabled_at = NOON

    with pytest.raises(CannotMatch) as refused:
        match(typed_name, person, claire)

    assert refused.value.code == code
    assert touches() == []


def test_a_name_is_not_matched_when_nobody_could_confirm_it_any_more(app, claire, zoe):
    on_the_last_day, too_late = named(), named()

    assert match(on_the_last_day, zoe, claire, now=NOON + timedelta(days=14))
    with pytest.raises(CannotMatch) as refused:
        match(too_late, zoe, claire, now=NOON + timedelta(days=15))

    assert refused.value.code == "too_late"


def test_how_long_a_name_can_be_matched_is_what_the_policy_of_its_day_said(app, claire, zoe):
    typed_name = named()
    make_policy(confirm_days=2, now=NOON + timedelta(minutes=1))
    later = named(now=NOON + timedelta(hours=1))

    assert match(typed_name, zoe, claire, now=NOON + timedelta(days=14))
    with pytest.raises(CannotMatch):
        match(later, zoe, claire, now=NOON + timedelta(days=3))


def test_a_name_that_was_answered_again_is_not_matched(app, claire, zoe):
    typed_name = named("Maëlle")
    status_page.name_referrer(typed_name.application, "Maëlle K", now=LATER)

    with pytest.raises(CannotMatch) as refused:
        match(typed_name, zoe, claire)

    assert refused.value.code == "replaced"


def test_a_matched_name_is_not_matched_to_another_before_it_is_corrected(app, claire, zoe):
    typed_name = named()
    match(typed_name, zoe, claire)

    with pytest.raises(CannotMatch) as refused:
        match(typed_name, make_person(), claire)

    assert refused.value.code == "matched"


def test_who_answered_no_is_not_asked_again(app, claire, zoe):
    typed_name = named()
    match(typed_name, zoe, claire)
    declarations.deny(typed_name.touch, by=zoe, now=LATER)
    typed_names.correct(typed_name, by=claire, now=LATER)

    with pytest.raises(CannotMatch) as refused:
        match(typed_name, zoe, claire)

    assert refused.value.code == "answered"
    assert touches()[0].withdrawn_at is None


# ── correcting ──────────────────────────────────────────────────────────────────────────────


def test_a_wrong_match_is_taken_back_and_the_ambassador_told(app, claire, zoe):
    typed_name = named()
    match(typed_name, zoe, claire)

    assert typed_names.correct(typed_name, by=claire, now=LATER)

    (touch,) = touches()
    assert (touch.state, touch.withdrawn_at) == (TouchState.REFUSED, LATER)
    assert (typed_name.state, typed_name.ambassador, typed_name.touch) == (
        TypedNameState.OPEN,
        None,
        None,
    )
    assert typed_name.application.choice_ambassador is None
    assert [each.to_address for each in letters("mistaken")] == [zoe.email]
    assert not typed_names.correct(typed_name, by=claire, now=LATER)


def test_a_question_taken_back_is_no_evidence(app, claire, zoe):
    typed_name = named()
    match(typed_name, zoe, claire)
    decide_candidate(typed_name.application.candidate_id, now=LATER)

    typed_names.correct(typed_name, by=claire, now=LATER)
    (row,) = decide_candidate(typed_name.application.candidate_id, now=LATER)

    assert (row.outcome, row.reason) == ("none", "no_touch")


def test_a_corrected_name_can_be_matched_to_another_and_to_the_same(app, claire, zoe):
    typed_name, other = named(), make_person()
    match(typed_name, zoe, claire)
    typed_names.correct(typed_name, by=claire, now=LATER)
    match(typed_name, other, claire)
    typed_names.correct(typed_name, by=claire, now=LATER)

    match(typed_name, zoe, claire)

    asked = {touch.ambassador: touch.state for touch in touches()}
    assert asked == {zoe: TouchState.PENDING, other: TouchState.REFUSED}
    assert typed_name.touch.withdrawn_at is None


def test_a_slip_that_relais_took_for_the_wrong_one_is_corrected_too(app, claire, zoe):
    typed_name = named("Maëlle Kerdoncuf")

    typed_names.correct(typed_name, by=claire, now=LATER)

    assert typed_name.state is TypedNameState.OPEN


def test_who_is_named_in_full_after_a_correction_is_asked_again(app, claire, zoe):
    application = named("Maëlle Kerdoncuff").application
    for days in (1, 2):
        typed_name = typed_names.current_typed_name(application)
        typed_names.correct(typed_name, by=claire, now=NOON + timedelta(days=days))
        again = NOON + timedelta(days=days, hours=1)
        status_page.name_referrer(application, "Maëlle Kerdoncuff", now=again)

    assert [touch.state for touch in touches()] == [
        TouchState.REFUSED,
        TouchState.REFUSED,
        TouchState.PENDING,
    ]
    assert typed_names.current_typed_name(application).touch == touches()[-1]
    assert len(letters("declared")) == 3


@pytest.mark.parametrize("by", ["the candidate", "a recruiter"])
def test_who_was_told_that_it_is_over_is_asked_again_when_named_again(app, claire, zoe, by):
    application = named("Maëlle Kerdoncuff").application
    status_page.remove_referrer(application, now=LATER)
    again = LATER + timedelta(hours=1)

    status_page.name_referrer(
        application, "Maëlle Kerdoncuff" if by == "the candidate" else "Maëlle", now=again
    )
    if by == "a recruiter":
        match(typed_names.current_typed_name(application), zoe, claire, now=again)

    assert len(letters("moot")) == 1
    assert len(letters("declared")) == 2
    [(waits, _application)] = queries.declarations_for(zoe)
    assert (waits.at, waits.state) == (again, TouchState.PENDING)
    assert typed_names.current_typed_name(application).touch is waits


@pytest.mark.parametrize("why", ["told so", "past the last day", "disabled", "left"])
@pytest.mark.parametrize("act", ["withdraws", "takes them off"])
def test_who_can_no_longer_answer_is_not_told_that_there_is_nothing_to_answer(app, zoe, why, act):
    application = named("Maëlle Kerdoncuff").application
    [touch] = touches()
    now = LATER
    if why == "disabled":
        zoe.disabled_at = NOON
    elif why == "left":
        zoe.left_on = NOON.date()
    else:
        now += timedelta(days=60)
    if why == "told so":
        declarations.noted(touch, declarations.OVER, now)

    verb = status_page.withdraw if act == "withdraws" else status_page.remove_referrer
    verb(application, now=now)

    assert letters("moot") == []


def test_what_was_confirmed_is_not_corrected(app, claire, zoe):
    typed_name = named()
    match(typed_name, zoe, claire)
    declarations.confirm(typed_name.touch, by=zoe, now=LATER)

    with pytest.raises(CannotMatch) as refused:
        typed_names.correct(typed_name, by=claire, now=LATER)

    assert refused.value.code == "answered"


# ── nobody, or asking ───────────────────────────────────────────────────────────────────────


def test_nobody_is_noted_once_and_can_still_be_matched(app, claire, zoe):
    typed_name = named()

    assert typed_names.say_nobody(typed_name, by=claire, now=LATER)
    assert not typed_names.say_nobody(typed_name, by=claire, now=LATER)
    assert (typed_name.state, typed_name.settled_by) == (TypedNameState.NOBODY, claire)
    assert match(typed_name, zoe, claire)


def test_the_candidate_is_asked_once_with_their_status_link(app, claire, zoe):
    typed_name = named("Maëlle")

    assert typed_names.ask_candidate(typed_name, by=claire, now=LATER)
    assert not typed_names.ask_candidate(typed_name, by=claire, now=LATER)

    (letter,) = letters("who")
    assert letter.to_address == typed_name.application.candidate.email
    assert "Maëlle" in letter.text
    assert "/s/m" in letter.text
    assert zoe.last_name not in letter.text


def test_the_answer_of_a_candidate_who_was_asked_is_to_match_again(app, claire, zoe):
    application = named("Maëlle").application
    typed_names.ask_candidate(typed_names.current_typed_name(application), by=claire, now=LATER)

    status_page.name_referrer(application, "Maëlle", now=LATER + timedelta(days=1))

    again = typed_names.current_typed_name(application)
    assert (again.state, again.at) == (TypedNameState.OPEN, LATER + timedelta(days=1))


# ── asking the colleague once more ──────────────────────────────────────────────────────────


def test_a_colleague_is_asked_once_more_in_the_name_of_whoever_wants_to_know(app, claire, zoe):
    typed_name = named("Maëlle Kerdoncuff")
    other = make_person(role="recruiter")

    assert ask_again(typed_name, claire)
    assert not ask_again(typed_name, other)

    (letter,) = letters("asked_again")
    assert letter.to_address == zoe.email
    (noted,) = db.session.scalars(
        select(Activity).where(Activity.kind == "application.ambassador_asked_again")
    )
    assert noted.actor_id == claire.id
    assert noted.data == {"ambassador": str(zoe.id)}
    assert typed_name.touch.state is TouchState.PENDING


@pytest.mark.parametrize("late", [False, True])
def test_a_colleague_is_asked_once_more_as_long_as_they_can_answer(app, claire, zoe, late):
    typed_name = named("Maëlle Kerdoncuff")
    now = NOON + timedelta(days=14, hours=late * 24)

    if late:
        with pytest.raises(CannotAsk) as refusal:
            ask_again(typed_name, claire, now=now)
        assert refusal.value.code == "late"
    else:
        assert ask_again(typed_name, claire, now=now)


def test_nobody_is_asked_once_more_for_a_name_that_is_not_theirs_any_more(app, claire, zoe):
    taken_back, replaced = named("Maëlle Kerdoncuff"), named("Maëlle Kerdoncuff")
    typed_names.correct(taken_back, by=claire, now=LATER)
    status_page.remove_referrer(replaced.application, now=LATER)

    for typed_name, code in ((taken_back, "nobody"), (replaced, "replaced")):
        with pytest.raises(CannotAsk) as refusal:
            ask_again(typed_name, claire)
        assert refusal.value.code == code
    assert letters("asked_again") == []


# ── who may be meant ────────────────────────────────────────────────────────────────────────


def test_suggestions_say_why_the_likeliest_first(app, claire, zoe):
    team = make_team()
    opening = make_published_opening(team=team)
    relayer = make_ambassador(first_name="Maëlle", last_name="Petit", team=team)
    make_link(publication=opening, ambassador=relayer, now=NOON - timedelta(days=3))
    make_ambassador(first_name="Hugo", last_name="Roux")
    stranger = make_ambassador(first_name="Inès", last_name="Benali")
    make_link(publication=opening, ambassador=stranger, now=NOON - timedelta(days=3))
    typed_name = named("Maëlle", opening=opening)

    found = suggestions(typed_name, by=claire, now=LATER)

    assert [(each.person, each.reasons) for each in found] == [
        (relayer, (SuggestionReason.FIRST_NAME, SuggestionReason.RELAYED, SuggestionReason.TEAM)),
        (zoe, (SuggestionReason.FIRST_NAME,)),
        (stranger, (SuggestionReason.RELAYED,)),
    ]


def test_a_place_that_was_written_is_a_reason(app, claire):
    lyon = make_person(first_name="Malik", last_name="Sadi", place=make_place(name="Lyon"))
    make_person(first_name="Malik", last_name="Zerrouki")
    typed_name = named("Malik de Lyon")

    found = suggestions(typed_name, by=claire, now=LATER)

    assert found[0].person == lyon
    assert found[0].reasons == (SuggestionReason.FIRST_NAME, SuggestionReason.WHERE)


def test_neither_the_candidate_nor_who_asks_nor_a_leaver_is_suggested(app):
    asks = make_person(role="recruiter", first_name="Maëlle", last_name="Un")
    candidate = make_person(first_name="Maëlle", last_name="Deux")
    make_person(first_name="Maëlle", last_name="Trois", left_on=date(2026, 11, 1))
    typed_name = named("Maëlle")
    typed_name.application.candidate.person_id = candidate.id
    db.session.flush()

    assert suggestions(typed_name, by=asks, now=LATER) == []
    assert found_by("maelle", typed_name, by=asks, now=LATER) == []


def test_a_link_made_after_the_name_was_typed_is_no_reason(app, claire):
    opening = make_published_opening()
    make_link(publication=opening, now=LATER)

    assert suggestions(named("Bob", opening=opening), by=claire, now=LATER) == []


def test_a_team_alone_is_no_reason(app):
    hints = Hints(relayed={}, of_team={1})

    assert reasons_of(1, None, where=True, hints=hints) == ()
    assert reasons_of(1, Likeness.SAME, where=False, hints=hints) == (
        SuggestionReason.SAME_NAME,
        SuggestionReason.TEAM,
    )


def test_at_most_three_are_shown_without_a_like_name(app):
    reasons = dict.fromkeys(range(5), (SuggestionReason.VISITED,)) | {
        9: (SuggestionReason.LAST_NAME,)
    }

    assert likeliest(reasons, {3: 8, 4: 2}) == [9, 3, 4, 0]


@pytest.mark.parametrize("words", ["kerd", "KERDONCUFF ma", "maëlle"])
def test_a_search_finds_by_the_beginnings_of_names(app, claire, zoe, words):
    make_person(first_name="Hugo", last_name="Roux")

    assert found_by(words, named("x"), by=claire, now=LATER) == [zoe]


@pytest.mark.parametrize("words", ["erdoncuff", "%", "_"])
def test_a_search_takes_letters_as_they_are(app, claire, zoe, words):
    assert found_by(words, named("x"), by=claire, now=LATER) == []


@pytest.mark.parametrize("words", ["Kerdoncuf", "kerdonkuff", "Kerdocnuff", "Talbto"])
def test_a_slip_in_a_name_finds_who_is_nearly_called_so(app, claire, words):
    make_person(first_name="Zoé", last_name="Talbot")
    make_person(first_name="Maëlle", last_name="Kerdoncuff")

    found = found_by(words, named("x"), by=claire, now=LATER)

    expected = "Kerdoncuff" if "erdo" in words else "Talbot"
    assert {each.last_name for each in found} == {expected}
