"""The form of an ambassador: nothing typed is lost, and the answer tells nothing of anybody."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.hiring.models import Recommendation
from app.hiring.referrals import recommendations
from app.people.models import Role
from app.publishing.publish import close
from tests.factories.hiring import make_application, make_recommendation
from tests.factories.people import make_charter, make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador
from tests.web.candidate.filling import count, errors_in

MAILBOX = "nora.perrin@courriel.example"


@pytest.fixture
def zoe(app, client):
    make_organisation()
    person = make_ambassador(language="en")
    sign_in(client, person)
    return person


@pytest.fixture
def opening(app):
    return make_published_opening()


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.data, "html.parser")


def form_of(response) -> dict[str, str]:
    """What a browser would send back with the form as it stands."""
    form = page_of(response).select_one("main form[action='/recommend']")
    fields = {}
    for each in form.select("input[name]"):
        if each.get("type") != "radio" or each.has_attr("checked"):
            fields[each["name"]] = each.get("value", "")
    for each in form.select("textarea[name]"):
        fields[each["name"]] = each.text.removeprefix("\n")
    for each in form.select("select[name]"):
        chosen = each.select_one("option[selected]")
        fields[each["name"]] = chosen["value"] if chosen else ""
    return fields


def filled(response, **changes):
    typed = {
        "name": "Nora Perrin",
        "email": MAILBOX,
        "relation": "we worked together from 2019 to 2022",
        "words": "She calms a crisis meeting with a drawing.",
    }
    return form_of(response) | typed | changes


def send(client, about, **changes):
    shown = client.get(f"/recommend?opening={about.id}")
    return client.post("/recommend", data=filled(shown, **changes))


def test_an_ambassador_recommends_somebody_from_one_page(client, zoe, opening):
    answer = send(client, opening, language="fr")

    assert answer.status_code == 303
    assert answer.location == "/my-relays?part=recommendations"
    sent = db.session.scalars(select(Recommendation)).one()
    assert (sent.ambassador_id, sent.opening_id, sent.language) == (zoe.id, opening.id, "fr")
    assert (sent.name, sent.email) == ("Nora Perrin", MAILBOX)


def test_ones_own_word_tells_recommendations_apart_until_the_name_may_show(client, zoe, opening):
    send(client, opening, called="my old neighbour")
    sent = db.session.scalars(select(Recommendation)).one()
    names = lambda: [  # noqa: E731
        row.text for row in page_of(client.get("/my-relays")).select(".news strong")
    ]

    assert names() == ["“my old neighbour”"]
    recommendations.refuse(sent, forever=False, now=clock.now())
    assert names() == ["“my old neighbour”"]
    send(client, opening, email="other@courriel.example", called="from the choir")
    other = db.session.scalars(select(Recommendation).order_by(Recommendation.id.desc())).first()
    recommendations.accept(other, sender=None, now=clock.now())
    assert names() == ["Nora Perrin", "“my old neighbour”"]


@pytest.mark.parametrize(
    "called", ["Nora", "my friend PERRIN", "nora.perrin@courriel.example", "Nòra"]
)
def test_ones_own_word_names_nobody(client, zoe, opening, called):
    answer = send(client, opening, called=called)

    assert answer.status_code == 422
    assert errors_in(answer)
    assert db.session.scalars(select(Recommendation)).all() == []


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Karim Benali"},
        {"name": "benali KARIM"},
        {"name": "Somebody Else", "email": "Karim.Benali@ormelune.example"},
    ],
)
def test_a_colleague_is_said_to_give_no_credit_once_and_may_be_recommended_all_the_same(
    client, zoe, opening, typed
):
    make_person(first_name="Karim", last_name="Benali", email="karim.benali@ormelune.example")
    told = send(client, opening, **typed)

    assert told.status_code == 422
    assert "works here" in page_of(told).select_one("main").text
    assert db.session.scalars(select(Recommendation)).all() == []
    again = client.post("/recommend", data=filled(told, **typed))
    assert again.status_code == 303


def test_whoever_has_left_is_no_colleague(client, zoe, opening):
    make_person(first_name="Nora", last_name="Perrin").left_on = clock.now().date()
    db.session.flush()

    assert send(client, opening).status_code == 303


def test_with_a_number_alone_one_sends_ones_link_instead(client, zoe, opening):
    page = page_of(client.get(f"/recommend?opening={opening.id}"))

    assert {link["href"] for link in page.select("#by-number a")} == {
        f"/share/{opening.id}?channel=whatsapp",
        f"/share/{opening.id}?channel=sms",
    }


def test_the_hub_and_the_share_kit_of_an_opening_lead_to_it(client, zoe, opening):
    story = make_published_story()

    assert page_of(client.get("/hub")).select_one(".primary-action[href='/recommend']")
    kit = page_of(client.get(f"/share/{opening.id}"))
    assert kit.select_one(f"a[href='/recommend?opening={opening.id}']")
    assert not page_of(client.get(f"/share/{story.id}")).select_one("a[href*='/recommend']")


def test_only_openings_that_one_may_relay_and_apply_to_are_offered(client, zoe, opening):
    closed = make_published_opening()
    close(closed, by=make_person(role="recruiter"), now=clock.now())
    aimed = make_published_opening(audience_languages=["fr"])
    story = make_published_story()
    db.session.commit()

    offered = [each["value"] for each in page_of(client.get("/recommend")).select("option")]

    assert str(opening.id) in offered
    assert not {str(closed.id), str(aimed.id), str(story.id)} & set(offered)


def test_an_opening_that_is_not_offered_is_refused(client, zoe, opening):
    answer = send(client, opening, opening=str(make_published_story().id))

    assert answer.status_code == 422
    assert count(Recommendation) == 0


def test_the_charter_is_read_first(client, opening):
    make_charter()
    sign_in(client, make_person(language="en"))

    answer = client.get(f"/recommend?opening={opening.id}")

    assert answer.status_code == 302
    assert answer.location == f"/charter?next=/recommend?opening%3D{opening.id}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "the person’s name"),
        ({"name": "see www.example.com"}, "a name alone"),
        ({"email": ""}, "the person’s address"),
        ({"email": "nora.example.com"}, "The @"),
        ({"relation": ""}, "how you know each other"),
        ({"words": ""}, "why you think of them"),
        ({"words": "go to https://example.com"}, "Leave out page addresses"),
        ({"words": "x" * 601}, "600\xa0characters at most"),
        ({"opening": ""}, "Choose the opening"),
        ({"language": "de"}, ""),
        ({"form_id": "altered"}, "Reload"),
    ],
)
def test_a_refusal_keeps_all_that_was_typed(client, zoe, opening, changes, said):
    answer = send(client, opening, **changes)

    assert answer.status_code == 422
    assert said in errors_in(answer)
    kept = {"name": "Nora Perrin", "email": MAILBOX, "opening": str(opening.id)} | changes
    shown = form_of(answer)
    for name in {"name", "email", "relation", "words", "opening"} & kept.keys():
        assert shown[name] == kept[name]
    assert count(Recommendation) == 0


def test_ones_own_address_is_refused_by_its_field(client, zoe, opening):
    answer = send(client, opening, email=zoe.email)

    assert answer.status_code == 422
    assert "your own address" in page_of(answer).select_one("#email-error").text


def test_an_opening_that_closed_meanwhile_is_refused_with_all_that_was_typed(client, zoe, opening):
    shown = client.get(f"/recommend?opening={opening.id}")
    close(opening, by=make_person(role="recruiter"), now=clock.now())
    make_published_opening()
    db.session.commit()

    answer = client.post("/recommend", data=filled(shown))

    assert answer.status_code == 422
    assert form_of(answer)["name"] == "Nora Perrin"


def applied():
    make_application(email=MAILBOX, opening=db.session.query(Recommendation).first().opening)


def by_another():
    make_recommendation(
        email=MAILBOX, opening=db.session.query(Recommendation).first().opening, now=clock.now()
    )


def refused():
    sent = make_recommendation(email=MAILBOX, now=clock.now())
    recommendations.refuse(sent, forever=True, now=clock.now())


def row_of_the_latest(client) -> str:
    row = page_of(client.get("/my-relays")).select_one("section:has(#recommendations) li")
    return re.sub(r"\d\d:\d\d|[0-9a-f]{8}-[0-9a-f-]{27}", "…", row.get_text(" ", strip=True))


@pytest.mark.parametrize("known_as", [applied, by_another, refused], ids=lambda each: each.__name__)
def test_the_answer_never_tells_what_is_known_of_the_person(
    client, zoe, opening, statements, known_as
):
    send(client, opening, email="first@courriel.example")
    with statements() as for_a_stranger:
        first = send(client, opening, email="stranger@courriel.example")
    row_of_a_stranger = row_of_the_latest(client)
    known_as()
    db.session.commit()

    with statements() as for_somebody_known:
        second = send(client, opening)

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(for_a_stranger) == len(for_somebody_known)
    assert row_of_the_latest(client) == row_of_a_stranger


def test_the_promise_says_when_one_would_be_credited_whoever_the_person_is(client, zoe, opening):
    promise = page_of(client.get(f"/recommend?opening={opening.id}")).select_one("#promise").text

    assert (
        "You would be credited if this person accepted, then applied within 180\xa0days" in promise
    )


def test_a_recruiter_reads_that_they_would_not_be_credited(client, opening):
    person = make_ambassador(roles=[Role.AMBASSADOR, Role.RECRUITER], language="en")
    sign_in(client, person)

    promise = page_of(client.get("/recommend")).select_one("#promise").text

    assert "the rule excludes one of your roles" in promise


def test_a_script_is_stopped_and_the_form_comes_back_with_what_was_typed(client, zoe, opening):
    for number in range(10):
        assert send(client, opening, email=f"p{number}@courriel.example").status_code == 303

    answer = send(client, opening, email="p11@courriel.example")

    assert answer.status_code == 429
    assert form_of(answer)["email"] == "p11@courriel.example"
    assert count(Recommendation) == 10


def test_taking_back_and_sending_again_does_not_write_to_somebody_without_end(client, zoe, opening):
    statuses = []
    for _ in range(4):
        statuses.append(send(client, opening).status_code)
        for sent in db.session.scalars(select(Recommendation)):
            client.post(f"/recommendations/{sent.id}/take-back")

    assert statuses == [303, 303, 303, 429]


def test_a_refused_form_is_not_counted(client, zoe, opening):
    for _ in range(12):
        assert send(client, opening, name="").status_code == 422

    assert send(client, opening).status_code == 303


def test_an_ambassador_takes_back_after_a_question(client, zoe, opening):
    send(client, opening)
    sent = db.session.scalars(select(Recommendation)).one()
    address = f"/recommendations/{sent.id}/take-back"

    asked = client.get(address)
    assert asked.status_code == 200
    assert BeautifulSoup(asked.data, "html.parser").select_one("[data-area=relays][aria-current]")
    assert count(Recommendation) == 1
    done = client.post(address)

    assert done.status_code == 303
    assert (count(Recommendation), count(Message)) == (0, 0)
    assert client.post(address).status_code == 404


def test_what_was_accepted_cannot_be_taken_back(client, zoe, opening):
    sent = make_recommendation(by=zoe, opening=opening, now=clock.now())
    recommendations.accept(sent, sender=None, now=clock.now())
    db.session.commit()

    answer = client.post(f"/recommendations/{sent.id}/take-back")

    assert answer.status_code == 422
    assert "can no longer withdraw" in answer.text
    assert count(Recommendation) == 1


def test_nobody_takes_back_the_recommendation_of_another(client, zoe):
    sent = make_recommendation()
    db.session.commit()

    assert client.get(f"/recommendations/{sent.id}/take-back").status_code == 404
    assert client.post(f"/recommendations/{sent.id}/take-back").status_code == 404


def test_my_relays_says_where_each_recommendation_stands(client, zoe, opening):
    now = clock.now()
    accepted = make_recommendation(by=zoe, opening=opening, now=now - timedelta(days=1))
    recommendations.accept(accepted, sender=None, now=now)
    make_recommendation(by=zoe, opening=opening, name="Paul Vidal", now=now)
    make_recommendation(by=zoe, opening=opening, name="Rose Petit", now=now - timedelta(days=15))
    db.session.commit()

    said = page_of(client.get("/my-relays?period=all")).select_one("main").get_text(" ", strip=True)

    assert "Nora Perrin" in said
    assert "recruiters may contact them" in said
    assert "No answer yet. One reminder after seven days" in said
    assert "Nothing came of it" in said
    assert "Paul Vidal" not in said
    assert "Rose Petit" not in said
