"""The hub: three publications with their reasons, news, and nothing outside one's audience."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.hiring.models import ReferrerChoice, ReferrerSees, Stage
from app.publishing.models import PublicationState, Variant
from app.sharing.models import FollowedTheme, ReferralLink, SetAside
from app.tracking.models import LinkTotal
from tests.factories.hiring import make_application
from tests.factories.people import make_organisation, make_person, make_place, make_team, sign_in
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_theme,
)
from tests.factories.sharing import make_ambassador, make_link


@pytest.fixture
def zoe(app, client):
    make_organisation()
    person = make_ambassador(
        first_name="Zoé", team=make_team(name_fr="Données"), place=make_place(name="Nantes")
    )
    sign_in(client, person)
    return person


def page(client, address="/hub"):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def make_link_total(link, visits):
    db.session.merge(LinkTotal(link_id=link.id, visits=visits))
    db.session.flush()


def titles(soup):
    return [each.text.strip() for each in soup.select(".relay-card h3, .relayables h2")]


def test_three_publications_are_shown_each_with_its_reason(client, zoe):
    make_published_opening(team=zoe.team, place=zoe.place, title="Ingénieure données")
    for number in range(5):
        make_published_story(title=f"Article {number}")

    soup = page(client)

    assert len(titles(soup)) == 3
    assert titles(soup)[0] == "Ingénieure données"
    reasons = [each.text.strip() for each in soup.select(".relay-card .why")]
    assert len(reasons) == 3
    assert reasons[0] == "Parce que votre équipe, Données, recrute à Nantes"


def test_nothing_outside_the_audience_is_on_the_hub_or_in_the_list(client, zoe):
    make_published_opening(title="Pour vous", audience_teams=[zoe.team])
    make_published_opening(title="Pour d’autres", audience_teams=[make_team()])
    make_published_story(title="Ailleurs", audience_places=[make_place()])
    make_opening(title="Brouillon")
    make_opening(title="Fermée", state=PublicationState.CLOSED)

    assert titles(page(client)) == ["Pour vous"]
    assert titles(page(client, "/hub/all")) == ["Pour vous"]
    for hidden in ("Pour d’autres", "Ailleurs", "Brouillon", "Fermée"):
        assert hidden not in client.get("/hub").text


def test_what_was_just_relayed_gives_way_and_the_hub_says_so(client, zoe):
    make_link(publication=make_published_opening(title="Déjà dite"), ambassador=zoe)

    soup = page(client)

    assert titles(soup) == []
    assert "Vous avez relayé ce qui vous attendait" in soup.text


def test_an_empty_company_is_told_what_will_come(client, zoe):
    assert "Rien à relayer pour l’instant" in page(client).text
    assert "Rien à relayer pour l’instant" in page(client, "/hub/all").text


def test_a_publication_set_aside_is_offered_no_more_and_can_be_taken_back(client, zoe):
    opening = make_published_opening(title="Pas pour moi")

    answer = client.post(
        "/hub/set-aside", data={"publication": str(opening.id)}, follow_redirects=True
    )

    assert "C’est écarté" in answer.text
    assert titles(page(client)) == []
    assert titles(page(client, "/hub/all")) == ["Pas pour moi"]

    client.post("/hub/set-aside", data={"publication": str(opening.id), "again": "1"})

    assert titles(page(client)) == ["Pas pour moi"]


def test_nobody_sets_aside_what_they_may_not_see(client, zoe):
    hidden = make_published_opening(audience_teams=[make_team()])

    assert client.post("/hub/set-aside", data={"publication": str(hidden.id)}).status_code == 404
    assert client.post("/hub/set-aside", data={"publication": "x"}).status_code == 400
    assert db.session.scalars(select(SetAside)).all() == []


def test_followed_themes_come_first_and_say_so(client, zoe):
    cloud, ai = make_theme(name_fr="Cloud"), make_theme(name_fr="IA")
    make_published_story(title="Nuages", themes=[cloud])

    answer = client.post("/hub/themes", data={"themes": [str(cloud.id)]}, follow_redirects=True)

    assert "Parce que vous suivez le thème Cloud" in answer.text
    assert db.session.scalars(select(FollowedTheme.theme_id)).all() == [cloud.id]

    client.post("/hub/themes", data={"themes": [str(ai.id)]})

    assert db.session.scalars(select(FollowedTheme.theme_id)).all() == [ai.id]
    client.post("/hub/themes", data={})
    assert db.session.scalars(select(FollowedTheme.theme_id)).all() == []


def test_themes_are_boxes_and_each_that_is_followed_is_ticked(client, zoe):
    followed = [make_theme(), make_theme()]
    make_theme()
    client.post("/hub/themes", data={"themes": [theme.id for theme in followed]})

    page = BeautifulSoup(client.get("/hub/themes").text, "html.parser")

    boxes = page.select("input[type=checkbox][name=themes]")
    assert {box["value"] for box in boxes if box.has_attr("checked")} == {
        str(theme.id) for theme in followed
    }
    assert len(boxes) > len(followed)
    assert not page.select("select[name=themes]")


def test_a_theme_that_does_not_exist_is_refused_and_nothing_changes(client, zoe):
    assert client.post("/hub/themes", data={"themes": [str(uuid4())]}).status_code == 422
    assert client.post("/hub/themes", data={"themes": ["x"]}).status_code == 422


def test_the_list_is_narrowed_by_the_address_and_survives_nonsense(client, zoe):
    make_published_opening(title="Ingénieure fiabilité", place=zoe.place)
    make_published_story(title="Le carnet d’Inès")

    assert titles(page(client, "/hub/all?kind=story")) == ["Le carnet d’Inès"]
    assert titles(page(client, f"/hub/all?place={zoe.place_id}")) == ["Ingénieure fiabilité"]
    assert titles(page(client, "/hub/all?q=INGENIEURE")) == ["Ingénieure fiabilité"]
    assert len(titles(page(client, "/hub/all?kind=x&team=y&place=z&theme=&page=-3"))) == 2
    assert "Rien ne correspond à ces filtres" in page(client, "/hub/all?q=introuvable").text
    for nasty in ("%00", "%25", "_", "%5C", "%F0%9F%8E%89", "'%3B--", "x" * 3000):
        assert client.get(f"/hub/all?q={nasty}").status_code == 200


def test_the_quick_buttons_send_the_suggested_text_and_make_one_link_each(client, zoe):
    opening = make_published_opening(variants=["Venez voir."])
    own = Variant(language="fr", position=1, network="whatsapp", text="Pour toi.")
    opening.variants.append(own)
    db.session.flush()
    forms = page(client).select("form[data-share]")
    assert len(forms) == 3

    for form in forms:
        fields = {each["name"]: each.get("value", "") for each in form.select("input")}
        for _ in range(2):
            answer = client.post(form["action"], data=fields)
            assert answer.status_code == 302

    links = db.session.scalars(select(ReferralLink)).all()
    assert {(link.channel.value, link.words) for link in links} == {
        ("linkedin", "Venez voir."),
        ("whatsapp", "Pour toi."),
        ("copy", "Venez voir."),
    }
    assert len(links) == 3


def test_one_line_says_what_came_back_since_the_last_visit(client, zoe, monkeypatch):
    at = clock.now()
    link = make_link(ambassador=zoe, now=at)

    def come(days, visits):
        moment = at + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)
        make_link_total(link, visits)
        line = page(client).select_one(".came-back")
        return " ".join(line.text.split()) if line else ""

    assert come(0, 4) == ""
    assert come(1, 4) == ""
    assert come(3, 16).startswith("12 personnes ont ouvert vos liens depuis ")
    assert come(4, 17).startswith("1 personne a ouvert votre lien depuis ")


def test_a_page_opened_again_at_once_still_says_what_came_back(client, zoe, monkeypatch):
    at = clock.now()
    link = make_link(ambassador=zoe, now=at)
    page(client)
    make_link_total(link, 2)
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(days=1))

    for _ in range(2):
        assert (
            "2\N{NO-BREAK SPACE}personnes ont ouvert" in page(client).select_one(".came-back").text
        )


def test_news_say_no_more_of_a_person_than_they_let_see(client, zoe):
    link = make_link(ambassador=zoe)
    make_application(link=link, name="Karim Benali").referrer_sees = ReferrerSees.STAGES
    private = make_application(link=link, name="Lucie Arnoult")
    private.stage = Stage.INTERVIEW
    db.session.flush()

    rows = {row.strong.text: row for row in page(client).select(".news > li")}

    assert "Reçue" in rows["Karim Benali"].text
    assert "A postulé" in rows["Lucie Arnoult"].text
    assert "Échange" not in rows["Lucie Arnoult"].text
    assert "rien de plus" in rows["Lucie Arnoult"].text


def test_the_hub_asks_the_database_at_most_twelve_times_also_with_an_answer_to_give(
    client, zoe, statements
):
    theme = make_theme()
    db.session.add(FollowedTheme(person_id=zoe.id, theme_id=theme.id))
    for number in range(8):
        make_published_opening(team=zoe.team, place=zoe.place, themes=[theme])
        make_published_story(themes=[theme])
        link = make_link(ambassador=zoe, now=clock.now() - timedelta(minutes=number))
        make_application(link=link)
        db.session.add(
            SetAside(person_id=zoe.id, publication_id=link.publication_id, at=clock.now())
        )
    make_application(
        choice=ReferrerChoice.NAMED, named=zoe.name, name="Lucie Arnoult", now=clock.now()
    )
    db.session.flush()

    with statements() as sent:
        soup = page(client)

    assert "À vous" in soup.select_one(".news").text
    assert len(soup.select(".relay-card")) == 3
    assert len(soup.select(".news > li")) == 4
    assert len(sent) <= 12, "\n".join(sent)


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, zoe, statements):
    make_published_opening()
    with statements() as few:
        page(client, "/hub/all")
    for _ in range(10):
        make_published_opening()
        make_published_story()
    with statements() as many:
        page(client, "/hub/all")

    assert len(few) == len(many) <= 12


def test_the_hub_needs_an_account(client, app):
    make_organisation()

    assert client.get("/hub").status_code == 302
    sign_in(client, make_person())
    assert client.get("/hub").status_code == 200
