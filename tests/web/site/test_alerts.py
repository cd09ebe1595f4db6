"""Being told of new openings by mail: asked for, confirmed, told, stopped (P9)."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.core import clock
from app.core.database import db
from app.core.mail import as_email
from app.core.models import AskedMail, Message
from app.people.models import SlugKind
from app.people.slugs import rename
from app.publishing.alerts import ask
from app.publishing.alerts.links import CONFIRM, confirm_link, stop_link
from app.publishing.alerts.models import OpeningAlert
from app.publishing.alerts.send import send_due
from app.publishing.models import Contract
from app.publishing.publish import close
from tests.asked_mails import answer_asked_mails
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import make_opening, make_published_opening
from tests.factories.sharing import make_link

BASE = "http://127.0.0.1:8000"
OURS = {"Origin": BASE}
NORA = "Nora@Courriel.Example"
MONDAY = datetime(2026, 11, 30, 7, 40, tzinfo=UTC)


def path_of(url: str) -> str:
    return url.removeprefix(BASE)


def asks(
    client: FlaskClient, query: str = "", email: str = NORA, path: str = "/fr/alertes"
) -> TestResponse:
    answer = client.post(f"{path}?{query}", data={"email": email}, headers=OURS)
    answer_asked_mails()
    return answer


def mails() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def alerts() -> list[OpeningAlert]:
    return list(db.session.scalars(select(OpeningAlert).order_by(OpeningAlert.id)))


def make_alert(what: str = "", email: str = NORA, **fields: object) -> OpeningAlert:
    """Make an alert that was confirmed a week before MONDAY."""
    before = MONDAY - timedelta(days=7)
    values = {"language": "fr", "asked_at": before, "confirmed_at": before, "since": before}
    alert = OpeningAlert(email=email, email_folded=ask.folded(email), what=what, **values | fields)
    db.session.add(alert)
    db.session.commit()
    return alert


def link_in(message: Message, part: str) -> str:
    """The path of the link of a mail that ends so."""
    (url,) = set(re.findall(rf"{BASE}/alerts/[\w-]+/{part}\b", message.text))
    return path_of(url)


def test_nothing_is_told_before_the_mailbox_has_confirmed(client: FlaskClient) -> None:
    make_place(name="Nantes")

    asked = asks(client, "q=Java&place=nantes")
    page = client.get(asked.location)
    send_due(now=clock.now() + timedelta(days=30))

    assert asked.status_code == 303
    assert "Consultez votre messagerie" in page.get_data(as_text=True)
    (alert,) = alerts()
    assert (alert.confirmed_at, alert.what) == (None, "q=java&place=nantes")
    (message,) = mails()
    assert message.to_address.casefold() == NORA.casefold()
    assert "« java », Nantes" in message.text.replace("\xa0", " ").replace("\u202f", " ")
    assert message.about_id == alert.id

    opened = client.get(link_in(message, "confirm"))
    assert opened.status_code == 200
    assert alerts()[0].confirmed_at is None  # opening the page does nothing
    done = client.post(link_in(message, "confirm"), headers=OURS)
    assert "C’est confirmé" in done.get_data(as_text=True)
    assert alerts()[0].confirmed_at is not None


def test_the_answer_is_the_same_for_an_address_that_is_known_and_for_one_that_is_not(
    client: FlaskClient,
) -> None:
    make_alert()

    known, unknown = asks(client), asks(client, email="autre@courriel.example")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert client.get(known.location).data == client.get(unknown.location).data
    assert [message.to_address for message in mails()] == ["autre@courriel.example"]


def test_the_pages_set_no_cookie(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answers = [client.get("/fr/alertes"), asks(client), asks(client, email="")]
        stop = path_of(stop_link(make_alert("q=java")))
        answers += [client.get(stop), client.post(stop)]
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert [answer.status_code for answer in answers] == [200, 303, 422, 200, 200]
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_asking_looks_nobody_up(client: FlaskClient, app: Flask) -> None:
    client.post("/fr/alertes?q=java", data={"email": NORA}, headers=OURS)

    (waiting,) = db.session.scalars(select(AskedMail)).all()
    assert (waiting.kind, waiting.next_path) == ("alert", "/fr/offres?q=java")
    assert alerts() == []


def test_the_same_search_asked_twice_is_one_and_the_latest_five_are_kept(
    client: FlaskClient,
) -> None:
    asks(client, "contract=permanent&team=a&team=b&q=Java")
    asks(client, "q=java&team=b&team=a&contract=permanent", email=NORA.lower())
    assert len(alerts()) == 1

    for number in range(7):
        row = AskedMail(
            kind="alert", address=NORA, language="fr", next_path=f"/fr/offres?q=mot{number}"
        )
        ask.answer_asked(row, clock.now() + timedelta(minutes=number))

    assert {alert.what for alert in alerts()} == {f"q=mot{number}" for number in range(2, 7)}


@pytest.mark.parametrize("email", ["", "pas une adresse", "a@b", "x" * 300 + "@a.example"])
def test_what_is_no_address_is_said_and_what_was_asked_stays(
    client: FlaskClient, email: str
) -> None:
    answer = asks(client, "q=java", email)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "q=java" in page
    assert email[:20] in page
    assert mails() == []


def test_a_form_of_another_site_asks_for_nothing(client: FlaskClient) -> None:
    answer = client.post(
        "/fr/alertes", data={"email": NORA}, headers={"Origin": "https://other.example"}
    )

    assert answer.status_code == 403
    assert db.session.scalar(select(func.count(AskedMail.id))) == 0


def test_a_mailbox_is_not_flooded(client: FlaskClient) -> None:
    answers = [
        client.post(f"/fr/alertes?q={n}", data={"email": NORA}, headers=OURS).status_code
        for n in range(8)
    ]

    assert answers[0] == 303
    assert answers[-1] == 429


def test_a_mail_tells_of_what_is_new_and_fits(app: Flask) -> None:
    nantes, lyon = make_place(name="Nantes"), make_place(name="Lyon")
    team = make_team(name_fr="Données")
    before, after = MONDAY - timedelta(days=9), MONDAY - timedelta(days=2)
    make_published_opening(title="Ancienne", place=nantes, published_at=before)
    there = make_published_opening(title="À Nantes", place=nantes, team=team, published_at=after)
    make_published_opening(title="À Lyon", place=lyon, published_at=after)
    both = make_published_opening(
        title="Aux deux", place=lyon, other_places=[nantes], published_at=after,
        contract=Contract.FREELANCE,
    )  # fmt: skip
    shut = make_published_opening(title="Déjà close", place=nantes, published_at=after)
    close(shut, by=make_person(), now=MONDAY)
    make_opening(title="Brouillon", place=nantes)
    alert = make_alert("place=nantes")

    assert send_due(now=MONDAY) == 1

    (message,) = mails()
    assert message.subject.replace("\xa0", " ") == "2 nouvelles offres chez Ormelune"
    for opening in (there, both):
        assert f"{BASE}/fr/offres/{opening.text('fr').slug}-{opening.number}" in message.text
    for title in ("Ancienne", "À Lyon", "Déjà close", "Brouillon"):
        assert title not in message.text + message.html
    assert alert.last_sent_at == alert.since == MONDAY


def test_mail_programs_are_told_how_to_stop_in_one_click_and_it_works_from_anywhere(
    client: FlaskClient,
) -> None:
    make_published_opening(published_at=MONDAY)
    make_alert()
    make_alert("q=ingenieur")
    make_alert("", "autre@courriel.example")
    send_due(now=MONDAY + timedelta(hours=1))
    message = next(each for each in mails() if each.to_address == NORA)

    email = as_email(message, sender="Relais <relais@ormelune.example>")
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = email["List-Unsubscribe"]
    assert (address[0], address[-1]) == ("<", ">")
    assert path_of(address[1:-1]) == link_in(message, "stop")

    stopped = client.post(
        path_of(address[1:-1]),
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example"},
    )

    assert stopped.status_code == 200
    assert [alert.email for alert in alerts()] == ["autre@courriel.example"]
    assert NORA not in {each.to_address for each in mails()}
    assert client.post(path_of(address[1:-1])).status_code == 200  # a second time too


def test_opening_the_page_that_stops_stops_nothing(client: FlaskClient) -> None:
    alert = make_alert()

    page = client.get(path_of(stop_link(alert)))

    assert (page.status_code, len(alerts())) == (200, 1)
    assert "Set-Cookie" not in page.headers


def test_an_address_has_one_mail_a_week_at_most_whatever_it_asked_for(app: Flask) -> None:
    make_alert("q=ingenieur")
    make_alert("q=donnees")
    counts = []
    for day in range(15):
        now = MONDAY + timedelta(days=day)
        make_published_opening(published_at=now - timedelta(hours=1))
        db.session.commit()
        counts.append(send_due(now=now))
        send_due(now=now)

    assert [day for day, count in enumerate(counts) if count] == [0, 7, 14]
    assert len(mails()) == 3


def test_nothing_new_is_no_mail_and_what_comes_near_is_no_news(app: Flask) -> None:
    make_published_opening(title="Développeuse", published_at=MONDAY - timedelta(days=1))
    make_alert("q=developeuze")
    make_alert("", "autre@courriel.example", since=MONDAY)

    assert send_due(now=MONDAY) == 0


def test_a_search_follows_a_place_that_changes_its_name(app: Flask) -> None:
    place = make_place(name="Nantes")
    make_published_opening(place=place, published_at=MONDAY)
    make_published_opening(place=make_place(name="Lyon"), published_at=MONDAY)
    make_alert("place=nantes")
    place.name = "Nantes Métropole"
    rename(place, SlugKind.PLACE, "Nantes", place.name)
    db.session.commit()

    assert send_due(now=MONDAY + timedelta(hours=1)) == 1
    assert "Nantes Métropole" in mails()[0].text
    assert "Lyon" not in mails()[0].text


def test_what_nobody_confirms_is_forgotten_after_seven_days_with_its_mail(
    client: FlaskClient,
) -> None:
    asks(client)
    (alert,) = alerts()
    link = path_of(confirm_link(alert))
    asked_at = alert.asked_at
    make_alert("", "autre@courriel.example", asked_at=MONDAY - timedelta(days=400))

    assert ask.forget_unconfirmed(now=asked_at + timedelta(days=6)) == 0
    assert ask.forget_unconfirmed(now=asked_at + timedelta(days=7, minutes=1)) == 1
    db.session.commit()

    assert [each.email for each in alerts()] == ["autre@courriel.example"]
    assert mails() == []
    assert client.post(link, headers=OURS).status_code == 410


@pytest.mark.parametrize("act", ["confirm", "stop"])
def test_an_altered_link_opens_nothing(client: FlaskClient, act: str) -> None:
    alert = make_alert(confirmed_at=None)
    other = path_of(confirm_link(alert) if act == "stop" else stop_link(alert))
    token = other.split("/")[2]

    for path in (f"/alerts/{token}/{act}", f"/alerts/{token[:-2]}x/{act}", f"/alerts/%00/{act}"):
        assert client.post(path, headers=OURS).status_code == 404
    assert [each.confirmed_at for each in alerts()] == [None]
    assert CONFIRM not in other


def test_a_link_that_is_too_old_says_so(client: FlaskClient) -> None:
    alert = make_alert(confirmed_at=None, asked_at=clock.now() - timedelta(days=8))

    answer = client.get(path_of(confirm_link(alert)))

    assert answer.status_code == 410
    assert "trop ancien" in answer.get_data(as_text=True)


def test_lists_lead_to_being_told_of_what_they_list(client: FlaskClient) -> None:
    make_published_opening(place=make_place(name="Nantes"), title="Une offre")

    for path, query in (
        ("/fr", {}),
        ("/fr/offres?q=offre&place=nantes", {"q": ["offre"], "place": ["nantes"]}),
        ("/fr/lieux/nantes", {"place": ["nantes"]}),
    ):
        page = client.get(path).get_data(as_text=True)
        (href,) = re.findall(r'href="(/fr/alertes[^"]*)"', page)
        assert parse_qs(urlsplit(href.replace("&amp;", "&")).query) == query
        told = client.get(href.replace("&amp;", "&")).get_data(as_text=True)
        assert ("toutes nos offres" in told) == (not query)


def test_below_a_link_one_stays_there(client: FlaskClient) -> None:
    link = make_link()
    db.session.commit()
    path = f"/r/{link.code}/alerts/fr"

    page = client.get(f"{path}?q=java")
    sent = asks(client, "q=java", path=path)

    assert link.ambassador.name in page.get_data(as_text=True)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert sent.location == f"{path}?q=java&sent=1"
    assert [alert.what for alert in alerts()] == ["q=java"]
