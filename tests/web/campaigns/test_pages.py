"""The pages of campaigns: writing one, launching it, what it shows, and the calendar."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from app.core import clock
from app.core.database import db
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.states import CampaignState, state_on
from app.sharing.invitations import preferences, send
from app.sharing.invitations.models import INVITATION, Takes
from tests.factories.campaigns import MONDAY, make_campaign
from tests.factories.people import make_organisation, make_person, make_team, sign_in
from tests.factories.publishing import make_opening, make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

WORDS = {
    "version": "1", "name_fr": "Hiver", "name_en": "Winter", "purpose_fr": "Trouver.",
    "purpose_en": "Find.", "first_on": "2026-11-30", "last_on": "2026-12-18", "goal": "40",
    "by_mail": "y",
}  # fmt: skip
ENGLISH = {"language": "en"}


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


@pytest.fixture
def claire(client):
    make_organisation()
    person = make_person(roles=["recruiter", "ambassador"], **ENGLISH)
    sign_in(client, person)
    return person


def page(answer):
    assert answer.status_code in (200, 422), answer.status_code
    return BeautifulSoup(answer.text, "html.parser")


def text_of(answer):
    return " ".join(page(answer).select_one("main").text.split())


def only():
    db.session.expire_all()
    return db.session.query(Campaign).one()


def test_a_campaign_is_written_filled_read_and_launched(client, claire):
    opening = make_published_opening(title="Data engineer")
    for _each in range(12):
        make_person()
    made = client.post("/campaigns/new", data=WORDS)
    address = made.location
    assert "At least one" not in text_of(client.get(address))
    assert "One publication at least" in text_of(client.get(address))
    assert client.get(f"{address}/launch").status_code == 302  # something is missing

    offered = client.get("/campaigns/publications?q=engineer").json["options"]
    assert offered == [{"key": str(opening.id), "name": "Opening · Data engineer"}]
    added = {"publication": "", "publication_typed": "engineer"}
    assert client.post(f"{address}/publications", data=added).status_code == 302
    assert "Data engineer" in text_of(client.get(address))

    launch = client.get(f"{address}/launch")
    said = text_of(launch)
    assert "14 people within minutes" in said
    assert "cannot be taken back" in said
    for language, words in (("en", "Find."), ("fr", "Trouver.")):
        mail = client.get(f"{address}/mail/{language}")
        assert words in mail.text
        assert "sandbox" in mail.headers["Content-Security-Policy"]
    version = page(launch).select_one("input[name=version]")["value"]
    assert client.post(f"{address}/launch", data={"version": version}).status_code == 422
    assert only().launched_at is None

    sure = {"version": version, "sure": "y"}
    assert client.post(f"{address}/launch", data=sure).status_code == 302
    assert client.post(f"{address}/launch", data=sure).status_code == 302
    assert state_on(only(), MONDAY.date()) is CampaignState.RUNNING


def test_a_campaign_that_changed_after_it_was_read_is_not_launched(client, claire):
    draft = make_campaign(launched=None)
    address = f"/campaigns/{draft.id}/launch"
    version = page(client.get(address)).select_one("input[name=version]")["value"]
    edited = client.post(f"/campaigns/{draft.id}/edit", data={**WORDS, "version": version})
    assert edited.status_code == 302

    answer = client.post(address, data={"version": version, "sure": "y"})

    assert answer.status_code == 422
    assert "Somebody changed this campaign" in text_of(answer)
    assert only().launched_at is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name_fr": "", "name_en": ""}, "Write a name"),
        ({"last_on": "2026-11-01"}, "before the first"),
        ({"goal": "0"}, "whole number"),
        ({"goal": "many"}, "whole number"),
        ({"first_on": "soon"}, ""),
        ({"teams": "x"}, "in the list"),
        ({"languages": "de"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, claire, wrong, said):
    answer = client.post("/campaigns/new", data={**WORDS, **wrong})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert page(answer).select_one("#purpose_en")["value"] == "Find."
    assert db.session.query(Campaign).count() == 0


def test_figures_of_few_relays_or_few_people_are_not_shown(client, claire):
    opening, team = make_published_opening(), make_team()
    for _each in range(10):
        make_person(team=team)
    shown = make_campaign(publications=[opening], goal=20)
    small = make_campaign(publications=[opening], team_ids=frozenset({make_team().id}))

    def figures():
        main = page(client.get(f"/campaigns/{shown.id}"))
        return [each.text for each in main.select(".figure b")]

    for _each in range(4):
        make_link(publication=opening, ambassador=make_ambassador(), now=MONDAY)
    assert figures() == ["fewer than 5", "fewer than 5", "0", "0"]
    make_link(publication=opening, ambassador=make_ambassador(), now=MONDAY)
    assert figures() == ["5", "fewer than 5", "0", "0"]
    assert "Fewer than 10 people are meant" in text_of(client.get(f"/campaigns/{small.id}"))
    assert page(client.get(f"/campaigns/{small.id}")).select(".figure, progress") == []


def test_no_page_of_a_campaign_names_who_relays_or_is_invited(client, claire):
    opening = make_published_opening()
    names = [make_ambassador(first_name=f"Prénom{each}") for each in range(11)]
    campaign = make_campaign(publications=[opening], reminds=True, by=claire)
    make_link(publication=opening, ambassador=names[0], now=MONDAY)
    send.send_page(campaign.id, INVITATION, after=None, now=MONDAY)
    db.session.commit()

    read = "".join(
        client.get(path).text
        for path in ("/campaigns", f"/campaigns/{campaign.id}", "/calendar", "/calendar?view=teams")
    )

    assert not [each for each in names if each.first_name in read or each.email in read]
    sign_in(client, make_person(roles=["admin"], **ENGLISH))
    outbox = client.get("/outbox").text
    assert not [each for each in names if each.first_name in outbox or each.email in outbox]
    assert "Somebody invited by a campaign" in outbox


def test_pausing_stopping_duplicating_and_deleting_from_the_page(client, claire):
    campaign = make_campaign()
    for act, state in (
        ("pause", CampaignState.PAUSED),
        ("resume", CampaignState.RUNNING),
        ("stop", CampaignState.OVER),
        ("resume", CampaignState.OVER),
    ):
        if act == "stop":
            assert "cannot be run again" in text_of(client.get(f"/campaigns/{campaign.id}/stop"))
        assert client.post(f"/campaigns/{campaign.id}/{act}").status_code == 302
        assert state_on(only(), MONDAY.date()) is state
    copied = client.post(f"/campaigns/{campaign.id}/duplicate").location
    copy = copied.removesuffix("/edit")
    assert client.post(f"{copy}/delete").location == "/campaigns"
    assert client.post(f"/campaigns/{campaign.id}/delete").location == f"/campaigns/{campaign.id}"
    assert only().id == campaign.id


def test_whoever_cannot_write_a_family_is_not_told_its_drafts(client, claire):
    secret = make_opening(title="Under embargo")
    campaign = make_campaign(publications=[secret, make_published_story()], launched=None)
    sign_in(client, make_person(roles=["editor"], **ENGLISH))

    shown = client.get(f"/campaigns/{campaign.id}")

    assert "Under embargo" not in shown.text
    assert "not online yet" in text_of(shown)
    for path in ("launch", "mail/fr", "mail/en"):
        assert "Under embargo" not in client.get(f"/campaigns/{campaign.id}/{path}").text
    assert client.get("/campaigns/publications?q=embargo").json["options"] == []


def test_the_calendar_shows_days_campaigns_and_who_is_silent(client, claire):
    loud, quiet = make_team(name_en="Loud"), make_team(name_en="Quiet")
    for team in (loud, quiet):
        for _each in range(5):
            make_person(team=team)
    when = MONDAY + timedelta(days=9)
    make_published_opening(title="Shown there", team=loud, published_at=when)
    old = make_published_story(team=loud, published_at=MONDAY - timedelta(days=60))
    make_campaign(publications=[old])

    answer = client.get("/calendar?month=2026-12")
    said = text_of(answer)

    assert "Nothing published or planned this month by: " in said
    assert "Quiet" in said.split("this month by: ")[1].split(".")[0]
    cell = page(answer).select_one("time[datetime='2026-12-09']").find_parent("td")
    assert "Shown there" in cell.text
    assert "Winter of data" in page(answer).select_one(".bars").text
    narrowed = client.get(f"/calendar?month=2026-12&team={quiet.id}")
    assert "Shown there" not in narrowed.text
    rows = page(client.get("/calendar?month=2026-12&view=teams")).select("tbody tr")
    by_name = {row.select_one("strong").text: " ".join(row.text.split()) for row in rows}
    assert "silent" in by_name["Quiet"]
    assert "silent" not in by_name["Loud"]
    assert client.get("/calendar?view=themes").status_code == 200


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=²026-01", "month=9999-12", "view=x", "team=x&theme=y",
              "month=0001-01", "page=0&month=2026-1"],
)  # fmt: skip
def test_a_strange_address_shows_this_month(client, claire, query):
    assert "November 2026" in text_of(client.get(f"/calendar?{query}"))
    assert client.get(f"/campaigns?{query}&state=nowhere").status_code == 200


def test_pages_cost_twelve_statements_at_most_whatever_there_is(client, claire, statements):
    for _each in range(6):
        opening = make_published_opening(team=make_team(), published_at=MONDAY)
        campaign = make_campaign(publications=[opening, make_published_story()])
    for path in (
        *("/campaigns", f"/campaigns/{campaign.id}", "/calendar", "/calendar?view=teams"),
        *("/calendar?view=themes", "/admin/invitations"),
    ):
        with statements() as sent:
            client.get(path)
        assert len(sent) <= 12, (path, len(sent))


def test_the_hub_says_which_campaign_and_leaves_out_what_was_relayed(client, claire):
    zoe = make_ambassador(**ENGLISH)
    one, other = make_published_opening(), make_published_opening()
    make_campaign(publications=[one, other])
    make_campaign(team_ids=frozenset({make_team().id}), name_en="Not for her")
    make_link(publication=one, ambassador=zoe, now=MONDAY)
    sign_in(client, zoe)

    hub = client.get("/hub").text

    assert hub.count("Campaign: Winter of data") == 1
    assert "Not for her" not in hub
    assert str(one.id) not in hub


def test_each_chooses_how_invitations_come_and_stops_them_without_signing_in(client, claire):
    choice = {"takes": "digest", "days_off": ["3", "6", "7"], "away_until": "2026-12-20"}
    assert client.post("/account/invitations", data=choice).status_code == 302
    db.session.expire_all()
    chosen = preferences.preference_of(claire)
    assert (chosen.takes, chosen.days_off) == (Takes.DIGEST, [3, 6, 7])
    assert chosen.away_until == date(2026, 12, 20)
    for wrong in (
        {"takes": "hourly"},
        {"days_off": list("1234567")},
        {"days_off": ["8"]},
        {"away_until": "soon"},
    ):
        answer = client.post("/account/invitations", data={**choice, **wrong})
        assert answer.status_code == 422

    client.get("/account/sign-out")
    address = f"/invitations/stop/{preferences.stop_token(claire)}"
    assert "Stop invitations to campaigns?" in client.get(address).text
    assert client.post(address).status_code == 200
    assert client.post(address).status_code == 200
    db.session.expire_all()
    assert preferences.preference_of(claire).takes is Takes.NONE
    assert client.post("/invitations/stop/forged").status_code == 404


def test_the_company_chooses_its_cap_and_hours(client, claire):
    sign_in(client, make_person(roles=["admin"], **ENGLISH))
    rules = {"a_week": "2", "quiet_until": "9", "quiet_from": "18"}

    assert client.post("/admin/invitations", data=rules).status_code == 302
    assert client.post("/admin/invitations", data={**rules, "quiet_from": "9"}).status_code == 422
    assert client.post("/admin/invitations", data={**rules, "a_week": "0"}).status_code == 422

    organisation = make_organisation()
    assert (organisation.invitations_a_week, organisation.quiet_from) == (2, 18)
    chosen = page(client.get("/admin/invitations")).select("option[selected]")
    assert [each["value"] for each in chosen] == ["2", "9", "18"]
