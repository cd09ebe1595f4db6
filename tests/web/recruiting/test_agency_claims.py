"""What agencies claim: recorded, corrected, withdrawn by recruiters, and decided from at once."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from app.attribution.deciding import merging
from app.attribution.ledger.verify import verify_ledger
from app.attribution.queries import decision_of, rows_of
from app.core import clock
from app.core.database import db
from app.core.models import Activity
from app.hiring.models import AgencyClaim
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.web.recruiting.recruiting import made, toasts_in

AGENCY, HOME = "Cabinet Hautbois", "lina@courriel.example"


@pytest.fixture
def recruiter(app):
    return make_person(role="recruiter", first_name="Claire", last_name="Dumont", language="en")


@pytest.fixture
def browser(client, recruiter):
    sign_in(client, recruiter)
    return client


@pytest.fixture
def zoe(app):
    return make_ambassador(language="en")


def brought(ambassador, **values):
    """An application of yesterday, by somebody's link."""
    opening = make_published_opening()
    now = clock.now() - timedelta(days=9)
    link = make_link(ambassador=ambassador, publication=opening, now=now)
    return made("Lina Haddad", link=link, **values)


def terms(**values):
    presented = clock.now() - timedelta(days=5)
    return {
        "form_id": uuid4().hex,
        "agency": AGENCY,
        "presented_on": presented.date().isoformat(),
        "presented_time": "09:30",
        "until": (presented.date() + timedelta(days=180)).isoformat(),
        "opening": "",
        **values,
    }


def claim_on(browser, application, **values):
    return browser.post(f"/applications/{application.id}/agency-claims", data=terms(**values))


def reason_of(application):
    db.session.expire_all()
    return decision_of(application.id).row.reason


def test_a_claim_earlier_than_the_touch_takes_the_credit_at_once(browser, zoe):
    application = brought(zoe)
    assert reason_of(application) == "candidate_choice"

    answer = claim_on(browser, application)

    assert "decided again" in toasts_in(browser.get(answer.location))
    assert reason_of(application) == "agency_owned"
    assert verify_ledger(replay=True).finding is None


def test_a_claim_later_than_the_touch_leaves_the_credit_but_is_in_what_it_rests_on(browser, zoe):
    application = brought(zoe)
    later = clock.now() - timedelta(hours=2)

    claim_on(
        browser,
        application,
        presented_on=later.date().isoformat(),
        presented_time=later.strftime("%H:%M"),
    )

    assert reason_of(application) == "candidate_choice"
    assert len(decision_of(application.id).case.facts.agency) == 1


def test_a_claim_for_this_opening_alone_does_not_hold_for_another(browser, zoe):
    first = brought(zoe, email="lina@courriel.example")
    second = brought(zoe, email="lina@courriel.example")

    claim_on(browser, first, opening=str(first.opening_id))

    assert reason_of(first) == "agency_owned"
    assert reason_of(second) == "candidate_choice"


def test_a_claim_recorded_before_any_application_meets_it_when_it_comes(browser, zoe):
    answer = browser.post(
        "/applications/agency-claims", data=terms(email="Lina.Haddad+travail@gmail.com")
    )
    assert answer.status_code == 302

    application = brought(zoe, email="linahaddad@gmail.com")

    assert reason_of(application) == "agency_owned"
    assert AGENCY in browser.get("/applications/agency-claims").text


def test_a_claim_on_one_mailbox_holds_for_the_other_once_they_are_merged(browser, zoe, recruiter):
    first, second = made("Lina Haddad"), brought(zoe, days=3)
    claim_on(browser, first)
    assert reason_of(second) == "candidate_choice"

    merging.merge(first.candidate, second.candidate, by=recruiter, now=clock.now())

    assert reason_of(second) == "agency_owned"


def test_a_correction_is_another_claim_and_what_was_known_before_stays_readable(browser, zoe):
    application = brought(zoe)
    claim_on(browser, application)
    claim = db.session.query(AgencyClaim).one()
    over = (clock.now().date() - timedelta(days=3)).isoformat()

    address = f"/applications/agency-claims/{claim.id}?application={application.id}"
    shown = BeautifulSoup(browser.get(address).data, "html.parser")
    assert shown.select_one("[name=agency]")["value"] == AGENCY
    answer = browser.post(address, data=terms(until=over, agency="Hautbois & fils"))

    assert answer.location.startswith(f"/applications/{application.id}")
    assert reason_of(application) == "candidate_choice"
    known = [row.outcome for row in reversed(rows_of(application.id))]
    assert known == ["credited", "none", "credited"]
    db.session.refresh(claim)
    assert (claim.agency, claim.replaced_by_id is None) == (AGENCY, False)
    page = browser.get(f"/applications/{application.id}").text
    assert "Corrected by Claire Dumont" in page
    assert verify_ledger(replay=True).finding is None


def test_a_claim_that_is_withdrawn_gives_the_credit_back(browser, zoe):
    application = brought(zoe)
    claim_on(browser, application)
    claim = db.session.query(AgencyClaim).one()

    for _ in range(2):
        browser.post(
            f"/applications/agency-claims/{claim.id}/withdraw?application={application.id}"
        )

    assert reason_of(application) == "candidate_choice"
    kinds = [
        each.kind
        for each in db.session.query(Activity)
        .filter(Activity.kind.like("agency_claim.%"))
        .order_by(Activity.id)
    ]
    assert kinds == ["agency_claim.recorded", "agency_claim.withdrawn"]


def test_a_form_sent_twice_records_one_claim(browser, zoe):
    application = brought(zoe)
    form_id = uuid4().hex

    for _ in range(2):
        assert claim_on(browser, application, form_id=form_id).status_code == 302

    assert db.session.query(AgencyClaim).count() == 1


def test_a_claim_corrected_meanwhile_is_not_corrected_again_unseen(browser, zoe):
    application = brought(zoe)
    claim_on(browser, application)
    claim = db.session.query(AgencyClaim).one()
    browser.post(f"/applications/agency-claims/{claim.id}", data=terms(agency="Autre"))

    answer = browser.post(
        f"/applications/agency-claims/{claim.id}", data=terms(agency="Encore un autre")
    )

    assert answer.status_code == 422
    assert "corrected or withdrawn in the meantime" in answer.text
    assert "Encore un autre" in answer.text
    assert db.session.query(AgencyClaim).count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"agency": " "}, "Type the name of the agency"),
        ({"agency": "x" * 121}, "120\xa0characters at most"),
        ({"presented_on": "2099-12-30"}, "still to come"),
        ({"presented_on": "hier"}, "Write a day such as"),
        ({"presented_time": ""}, "Write the time"),
        ({"presented_time": "25:61"}, "Write the time"),
        ({"until": "2001-01-01"}, "a day after the presentation"),
        ({"until": ""}, "the last day on which the claim holds"),
        ({"opening": str(uuid4())}, "in the list"),
        ({"form_id": "x"}, "altered"),
    ],
)
def test_a_claim_that_cannot_be_says_why_and_keeps_what_was_typed(browser, zoe, wrong, said):
    application = brought(zoe)

    answer = claim_on(browser, application, **wrong)

    assert answer.status_code == 422
    assert said in answer.text
    if "agency" not in wrong:
        assert AGENCY in answer.text
    assert db.session.query(AgencyClaim).count() == 0


def test_the_time_typed_is_that_of_where_the_company_is(browser, zoe):
    application = brought(zoe)

    claim_on(browser, application, presented_on="12/03/2026", presented_time="14h30")

    claim = db.session.query(AgencyClaim).one()
    assert claim.presented_at == datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
    assert claim.until > date(2026, 3, 12)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("29/03/26", "14h"),
        ("29 mars 2026", "2pm"),
        ("2026-03-29", "14:00"),
        ("29.3.2026", "14 h 00"),
    ],
)
def test_days_and_hours_are_read_as_people_type_them(browser, zoe, day, hour):
    claim_on(browser, brought(zoe), presented_on=day, presented_time=hour, until="1er avril 2099")

    claim = db.session.query(AgencyClaim).one()
    assert claim.presented_at == datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert claim.until == date(2099, 4, 1)


def test_a_time_that_clocks_skipped_is_refused(browser, zoe):
    application = brought(zoe)

    answer = claim_on(browser, application, presented_on="29/03/2026", presented_time="02:30")

    assert answer.status_code == 422
    assert "Clocks went forward over this time" in answer.text
    assert 'value="02:30"' in answer.text
    assert db.session.query(AgencyClaim).count() == 0


@pytest.mark.parametrize(("turn", "hour"), [("0", 0), ("1", 1)])
def test_a_time_that_clocks_showed_twice_is_asked_and_the_choice_kept(browser, zoe, turn, hour):
    application = brought(zoe)
    night = {"presented_on": "25/10/2026", "presented_time": "2h30"}

    asked = claim_on(browser, application, **night)
    assert asked.status_code == 422
    assert "showed this time twice" in asked.text
    assert db.session.query(AgencyClaim).count() == 0
    chosen = claim_on(browser, application, **night, presented_turn=turn, agency=" ")
    assert f'value="{turn}" checked' in chosen.text
    claim_on(browser, application, **night, presented_turn=turn)

    claim = db.session.query(AgencyClaim).one()
    assert claim.presented_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    page = browser.get(f"/applications/agency-claims/{claim.id}").text
    assert f'value="{turn}" checked' in page


def test_which_of_two_times_is_asked_on_that_night_alone(browser, zoe):
    application = brought(zoe)

    page = claim_on(
        browser, application, presented_on="26/10/2026", presented_time="2h30", agency=" "
    ).text

    assert "presented_turn" not in page


def test_staff_read_the_claim_and_the_ambassador_reads_of_it_without_the_agencys_name(browser, zoe):
    application = brought(zoe)
    claim_on(browser, application)

    explained = browser.get(f"/credits/{application.id}").text
    assert "An agency’s claim of" in explained
    assert "an agency’s claim on this candidate prevails" in explained
    assert AGENCY in browser.get(f"/applications/{application.id}").text

    sign_in(browser, zoe)
    own = browser.get(f"/my-credits/{application.id}").text
    assert "a criterion that does not depend on you" in own
    assert "agency" not in own.lower()
    assert AGENCY not in own


def test_nobody_sees_or_changes_a_claim_on_themselves(browser, recruiter):
    own = make_person(role="recruiter", language="en")
    browser.post("/applications/agency-claims", data=terms(email=own.email))
    claim = db.session.query(AgencyClaim).one()
    sign_in(browser, own)

    assert AGENCY not in browser.get("/applications/agency-claims").text
    assert browser.get(f"/applications/agency-claims/{claim.id}").status_code == 404
    assert browser.post(f"/applications/agency-claims/{claim.id}/withdraw").status_code == 404
    db.session.refresh(claim)
    assert claim.ended_at is None


def test_nor_a_claim_on_another_of_their_mailboxes(browser, recruiter):
    own = make_person(role="recruiter", language="en")
    candidates = [made("Lina Haddad", email=each).candidate for each in (own.email, HOME)]
    merging.merge(*candidates, by=recruiter, now=clock.now())
    browser.post("/applications/agency-claims", data=terms(email=HOME))
    claim = db.session.query(AgencyClaim).one()
    sign_in(browser, own)

    assert AGENCY not in browser.get("/applications/agency-claims").text
    assert browser.get(f"/applications/agency-claims/{claim.id}").status_code == 404
