"""An empty company is led to its first published opening."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock, mail
from app.core.database import db
from app.core.models import Message, MessageState
from app.people.models import Charter, Organisation
from app.people.organisation import the_organisation
from app.publishing import setting_up
from tests.conftest import CountStatements
from tests.factories.people import PASSWORD, make_person, make_place, make_team, sign_in
from tests.factories.publishing import make_published_opening
from tests.web.account.helpers import where_to

TEXTS = ("legal_fr", "legal_en", "privacy_fr", "privacy_en")


@pytest.fixture
def company(app: object) -> Organisation:
    """A company that nobody has set up."""
    return the_organisation(now=clock.now())


def admin(client: FlaskClient, language: str = "en"):
    person = make_person(role="admin", language=language, password=PASSWORD)
    sign_in(client, person)
    return person


def test_an_administrator_of_an_empty_company_begins_with_what_is_left(
    client: FlaskClient, company: Organisation
) -> None:
    person = make_person(role="admin", password=PASSWORD)
    recruiter = make_person(role="recruiter", password=PASSWORD)

    def enter(email: str) -> str:
        return where_to(
            client.post("/sign-in/password", data={"email": email, "password": PASSWORD})
        )

    assert enter(person.email) == "/admin/first-steps"
    client.post("/sign-out")
    assert enter(recruiter.email) != "/admin/first-steps"
    assert client.get("/admin/first-steps").status_code == 403


def test_each_step_leads_to_a_page_that_opens(client: FlaskClient, company: Organisation) -> None:
    admin(client)

    page = BeautifulSoup(client.get("/admin/first-steps").text, "html.parser")

    links = [str(a["href"]) for a in page.select(".first-steps a[href]")]
    assert len(links) == 8
    assert all(client.get(link).status_code == 200 for link in links)
    assert page.select_one(".first-steps form")["action"] == "/admin/first-steps/mail"


def test_steps_are_ticked_as_they_are_done_and_the_list_goes(
    client: FlaskClient, company: Organisation
) -> None:
    administrator = admin(client)
    begun = setting_up.first_steps()
    assert begun.left == 8

    company.name = "Ormelune"
    for column in (*TEXTS, "privacy_contact"):
        setattr(company, column, "Words.")
    make_place()
    make_team()
    make_person()
    db.session.add(Charter(version=1, text_fr="a", text_en="b", published_at=clock.now()))
    client.post("/admin/first-steps/mail")
    message = db.session.scalars(
        select(Message).where(Message.to_address == administrator.email)
    ).one()
    message.state = MessageState.SENT
    db.session.flush()
    assert setting_up.first_steps().left == 1
    assert "1\xa0step is left" in client.get("/admin").text

    make_published_opening()

    assert setting_up.first_steps().finished
    assert "First steps" not in client.get("/admin").text
    assert "All done" in client.get("/admin/first-steps").text


def test_an_administrator_finds_the_first_steps_in_an_empty_hub(
    client: FlaskClient, company: Organisation
) -> None:
    admin(client)
    db.session.add(Charter(version=1, text_fr="a", text_en="b", published_at=clock.now()))

    assert "/admin/first-steps" in client.get("/hub").text


def test_the_first_steps_cost_one_statement(
    client: FlaskClient, company: Organisation, statements: CountStatements
) -> None:
    with statements() as sent:
        setting_up.first_steps()

    assert len(sent) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_charter_begins_with_a_text_and_is_not_published_with_holes(
    client: FlaskClient, company: Organisation, language: str
) -> None:
    company.name = "Ormelune"
    admin(client, language)
    page = BeautifulSoup(client.get("/admin/charter").text, "html.parser")
    words = {
        name: page.select_one(f"textarea[name={name}]").text for name in ("text_fr", "text_en")
    }
    assert all("Ormelune" in text for text in words.values())

    refused = client.post("/admin/charter", data={**words, "replaces": 0})

    assert refused.status_code == 422
    assert "[personne ou adresse à contacter]" in refused.text
    filled = {name: text.replace("[", "").replace("]", "") for name, text in words.items()}
    where_to(client.post("/admin/charter", data={**filled, "replaces": 0}))
    assert db.session.scalars(select(Charter.version)).all() == [1]


def test_empty_notices_begin_with_ours_and_written_ones_stay(
    client: FlaskClient, company: Organisation
) -> None:
    company.name = "Ormelune"
    company.privacy_fr = "Nos mots."
    admin(client)
    assert "There are starter texts" in client.get("/admin/organisation").text

    page = BeautifulSoup(client.get("/admin/organisation?begin=1").text, "html.parser")

    texts = {name: page.select_one(f"textarea[name={name}]").text.strip() for name in TEXTS}
    assert texts["privacy_fr"] == "Nos mots."
    assert "Ormelune" in texts["privacy_en"]
    assert "[" in texts["legal_fr"]
    assert company.legal_fr == ""


def test_a_test_message_goes_to_oneself(client: FlaskClient, company: Organisation) -> None:
    person = admin(client, "fr")

    assert where_to(client.post("/admin/first-steps/mail")) == "/admin/first-steps"

    message = db.session.scalars(select(Message)).one()
    assert message.to_address == person.email
    assert message.subject.startswith("Un message d’essai")
    mail.deliver(message.id)
    assert message.state is MessageState.KEPT
    assert not setting_up.first_steps().mail


def test_an_invented_company_is_set_up_by_nobody(
    client: FlaskClient, company: Organisation
) -> None:
    company.demonstration = True
    admin(client)

    assert "First steps" not in client.get("/admin").text
