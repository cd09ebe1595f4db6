"""Receiving an application: once, with its touches, telling strangers nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.attribution.deciding.decide import decide_application
from app.core.database import db
from app.core.mail import as_email
from app.core.models import Activity, Message, StoredFile
from app.hiring.applying.apply import missing_parts, submit_application
from app.hiring.applying.cv_files import PENDING
from app.hiring.models import Application, Candidate, ReferrerChoice, RepeatedForm, Touch
from app.hiring.openings import OpeningClosed
from app.hiring.recruiting.pipeline import withdraw
from app.people.accounts import change_roles
from app.people.models import Role
from app.policy.policy import TouchKind, TouchState
from app.publishing.models import PublicationState
from app.publishing.publish import close
from tests.factories.hiring import NOON, landing_of, make_application, make_cv, sent_form
from tests.factories.people import make_person
from tests.factories.policy import make_policy
from tests.factories.publishing import make_opening, make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

KEPT, NAMED, NONE = ReferrerChoice


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def touches() -> list[Touch]:
    return list(db.session.scalars(select(Touch).order_by(Touch.id)))


def messages_to(address: str) -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.to_address == address)))


def submit(opening, **values):
    now = values.pop("now", NOON)
    return submit_application(opening, sent_form(**values), now=now)


def test_an_application_keeps_what_was_sent(app):
    cv = make_cv()

    received = make_application(cv=cv, message="Bonjour,\nLina", language="en")

    assert received.cv is cv
    assert received.message == "Bonjour,\nLina"
    assert received.language == "en"
    assert received.at == received.stage_since == NOON
    kinds = db.session.scalars(select(Activity.kind).where(Activity.subject_id == received.id))
    assert list(kinds) == ["application.submitted"]


def test_the_same_form_sent_again_is_the_same_application(app):
    opening, form_id = make_published_opening(), uuid4()
    first = submit(opening, form_id=form_id, cv=make_cv())

    again = submit(opening, form_id=form_id, cv=make_cv(), email="LINA@courriel.example ")

    assert again is first
    assert count(Application) == count(Candidate) == 1
    assert len(messages_to("lina@courriel.example")) == 1
    kept = list(db.session.scalars(select(StoredFile)))
    assert [file.id for file in kept] == [first.cv_id]


def test_the_same_form_with_a_corrected_address_is_another_application(app):
    opening, form_id = make_published_opening(), uuid4()
    submit(opening, form_id=form_id, email="lina@couriel.example")

    corrected = submit(opening, form_id=form_id, email="lina@courriel.example")

    assert corrected.candidate.email == "lina@courriel.example"
    assert count(Application) == 2


def test_two_applications_never_share_a_file(app):
    cv = make_cv()
    first = make_application(cv=cv)

    second = make_application(cv=cv)

    assert second.cv_id != first.cv_id
    assert second.cv.sha256 == first.cv.sha256


def test_the_same_mailbox_is_the_same_candidate_whose_name_stays(app):
    first = make_application(email="lina.haddad@gmail.com", name="Lina Haddad")

    second = make_application(email="LinaHaddad+cv@googlemail.com", name="Someone Else")

    assert second.candidate is first.candidate
    assert second.candidate.name == "Lina Haddad"


def test_a_candidate_who_works_here_is_known_as_such(app):
    colleague = make_person(email="lina@ormelune.example")

    received = make_application(email="Lina@Ormelune.example")

    assert received.candidate.person_id == colleague.id


@pytest.mark.parametrize(
    ("known", "typed", "same"),
    [
        ("l.haddad@googlemail.com", "lhaddad+cv@gmail.com", True),
        ("lina+relais@outlook.fr", "lina@outlook.fr", True),
        ("l.haddad@outlook.fr", "lhaddad@outlook.fr", False),
        ("l.haddad@ormelune.example", "lhaddad@ormelune.example", False),
    ],
)
def test_whoever_has_the_same_mailbox_here_is_the_candidate_however_it_is_written(
    app, known, typed, same
):
    partner = make_person(email=known)

    received = make_application(email=typed)

    assert (received.candidate.person_id == partner.id) is same


def test_a_second_form_for_an_open_application_changes_nothing_and_tells_the_mailbox(app):
    opening = make_published_opening()
    first = submit(opening, message="first")

    repeated = submit(opening, message="second", cv=make_cv(), name="A stranger")

    assert isinstance(repeated, RepeatedForm)
    assert repeated.application is first
    assert first.message == "first"
    assert first.candidate.name == "Lina Haddad"
    assert count(Application) == 1
    assert not list(db.session.scalars(select(StoredFile).where(StoredFile.kind == PENDING)))
    assert sorted(message.template for message in messages_to("lina@courriel.example")) == [
        "hiring/mail/received",
        "hiring/mail/repeated",
    ]


def test_a_second_form_sent_twice_is_told_once(app):
    opening, form_id = make_published_opening(), uuid4()
    submit(opening)
    repeated = submit(opening, form_id=form_id)

    assert submit(opening, form_id=form_id) is repeated
    assert len(messages_to("lina@courriel.example")) == 2


def test_who_withdrew_may_apply_again(app):
    opening = make_published_opening()
    first = submit(opening)
    withdraw(first, now=NOON)

    assert isinstance(submit(opening), Application)


@pytest.mark.parametrize("state", ["draft", "closed", "archived"])
def test_an_opening_that_is_not_published_takes_no_application(app, state):
    with pytest.raises(OpeningClosed):
        submit(make_opening(state=PublicationState(state)))


def test_the_last_day_is_still_a_day_to_apply_where_the_company_is(app):
    opening = make_published_opening(closes_on=NOON.date())

    late = NOON.replace(hour=22, minute=30)  # half past eleven in Paris
    assert submit(opening, now=late)
    with pytest.raises(OpeningClosed):
        submit(opening, email="other@courriel.example", now=late + timedelta(hours=1))


def test_a_form_received_before_closing_is_still_itself_after(app):
    opening, form_id = make_published_opening(), uuid4()
    first = submit(opening, form_id=form_id)
    close(opening, by=None, now=NOON)

    assert submit(opening, form_id=form_id) is first


def test_a_landing_by_a_link_is_a_touch_of_its_owner(app):
    link = make_link(now=NOON - timedelta(days=3))
    landing = landing_of(link, at=NOON - timedelta(minutes=5))

    received = submit(link.publication, came_by=landing, choice=KEPT)

    (touch,) = touches()
    assert touch.kind is TouchKind.VISIT
    assert touch.ambassador_id == link.ambassador_id
    assert (touch.at, touch.link_at) == (landing.at, link.created_at)
    assert touch.publication_id == link.publication_id
    assert touch.roles == ["ambassador"]
    assert touch.policy_version == 1
    assert touch.own_session is False
    assert received.choice is KEPT
    assert received.choice_ambassador_id == link.ambassador_id
    assert received.link_id == link.id


def test_a_landing_keeps_the_roles_that_its_owner_had_then(app):
    link = make_link(now=NOON - timedelta(days=3))
    landing = landing_of(link, at=NOON - timedelta(days=2))
    change_roles(
        link.ambassador,
        [Role.AMBASSADOR, Role.RECRUITER],
        by=make_person(role=Role.ADMIN),
        now=NOON - timedelta(days=1),
    )

    submit(link.publication, came_by=landing, choice=KEPT)

    assert touches()[0].roles == ["ambassador"]


def test_a_rule_that_changed_after_the_landing_is_that_of_the_name_typed_since(app):
    link = make_link(now=NOON - timedelta(days=3))
    zoe = make_ambassador(first_name="Zoé", last_name="Lambert")
    make_policy(now=NOON - timedelta(days=1))

    received = submit(
        link.publication,
        came_by=landing_of(link, at=NOON - timedelta(days=2)),
        choice=NAMED,
        named="Zoé Lambert",
    )

    assert {each.kind: each.policy_version for each in touches()} == {
        TouchKind.VISIT: 1,
        TouchKind.DECLARATION: 2,
    }
    assert received.choice_ambassador == zoe


def test_a_touch_by_a_story_says_so_and_keeps_the_roles_of_that_day(app):
    ambassador = make_ambassador(role="recruiter")
    link = make_link(publication=make_published_story(), ambassador=ambassador)

    submit(make_published_opening(), came_by=landing_of(link), choice=KEPT)

    (touch,) = touches()
    assert touch.story is True
    assert touch.publication_id == link.publication_id
    assert touch.roles == ["ambassador", "recruiter"]


def test_a_form_sent_from_the_owners_own_session_says_so(app):
    link = make_link()

    submit(link.publication, came_by=landing_of(link), choice=KEPT, sender=link.ambassador)

    assert touches()[0].own_session is True


def test_a_clock_that_was_set_back_after_the_landing_costs_nobody_their_credit(app):
    link = make_link(now=NOON + timedelta(hours=1))  # by the clock of before
    landing = landing_of(link, at=NOON + timedelta(hours=2))

    application = submit(link.publication, came_by=landing, choice=KEPT, now=NOON)

    (touch,) = touches()
    assert (touch.at, touch.link_at) == (NOON, NOON)
    decision = decide_application(application.id, now=NOON)
    assert decision.outcome == "credited"


def test_the_same_landing_is_one_touch_for_two_applications(app):
    link = make_link()
    landing = landing_of(link)

    submit(link.publication, came_by=landing, choice=KEPT)
    submit(make_published_opening(), came_by=landing, choice=KEPT)

    assert len(touches()) == 1


def test_nobody_keeps_the_touch_and_removes_its_owner(app):
    link = make_link()

    received = submit(link.publication, came_by=landing_of(link), choice=NONE)

    assert received.choice is NONE
    assert received.choice_ambassador_id is received.link_id is None
    assert [each.ambassador_id for each in received.removed] == [link.ambassador_id]
    assert len(touches()) == 1


def test_a_typed_name_removes_the_referrer_and_waits_for_the_one_it_names(app):
    link = make_link()
    malik = make_person(first_name="Malik", last_name="Sadi")

    received = submit(link.publication, came_by=landing_of(link), choice=NAMED, named="sadi malik")

    visit, declaration = touches()
    assert visit.kind is TouchKind.VISIT
    assert declaration.kind is TouchKind.DECLARATION
    assert declaration.ambassador_id == malik.id
    assert declaration.state is TouchState.PENDING
    assert declaration.at == NOON
    assert received.choice is NAMED
    assert received.choice_ambassador_id == malik.id
    assert [each.ambassador_id for each in received.removed] == [link.ambassador_id]
    assert [m.template for m in messages_to(malik.email)] == ["hiring/mail/declared"]


def test_typing_the_referrers_own_name_keeps_them(app):
    link = make_link(ambassador=make_ambassador(first_name="Awa", last_name="Diop"))

    received = submit(link.publication, came_by=landing_of(link), choice=NAMED, named="Awa Diop")

    assert received.choice is KEPT
    assert not received.removed
    assert [touch.kind for touch in touches()] == [TouchKind.VISIT]


@pytest.mark.parametrize("how", ["unknown", "namesakes", "closed", "left"])
def test_a_name_that_means_no_one_person_is_kept_as_typed(app, how):
    if how == "namesakes":
        make_person(first_name="Malik", last_name="Sadi")
    if how != "unknown":
        fields = {"closed": {"disabled_at": NOON}, "left": {"left_on": NOON.date()}}.get(how, {})
        if how == "left":
            fields = {"left_on": NOON.date() - timedelta(days=1)}
        make_person(first_name="Malik", last_name="Sadi", **fields)

    received = submit(make_published_opening(), choice=NAMED, named="Malik Sadi")

    assert received.choice is NAMED
    assert received.choice_ambassador_id is None
    assert received.named_referrer == "Malik Sadi"
    assert not touches()


def test_keeping_whom_no_landing_proves_is_no_answer(app):
    received = submit(make_published_opening(), choice=KEPT)

    assert received.choice is None
    assert not touches()


def test_the_acknowledgement_leads_to_the_status_page_and_names_the_recruiters_address(app):
    recruiter = make_person(role="recruiter", email="claire@ormelune.example")

    submit(make_published_opening(recruiter=recruiter))

    (message,) = messages_to("lina@courriel.example")
    assert as_email(message, sender="relais@ormelune.example")["Reply-To"] is None
    assert "claire@ormelune.example" in message.text
    assert "claire@ormelune.example" in message.html
    assert "/s/m" in message.text
    assert "/s/m" in message.html
    assert message.language == "fr"


@pytest.mark.parametrize(
    ("choice", "has_cv", "fields"),
    [(None, False, ["referrer", "cv"]), (NONE, False, ["cv"]), (KEPT, True, [])],
)
def test_what_a_form_lacks_is_named_by_its_field(app, choice, has_cv, fields):
    form = sent_form(
        came_by=landing_of(make_link()), choice=choice, cv=make_cv() if has_cv else None
    )

    assert [missing.field for missing in missing_parts(form)] == fields


def test_nobody_has_to_be_kept_where_nobody_was_shown(app):
    assert missing_parts(sent_form(cv=make_cv())) == []
