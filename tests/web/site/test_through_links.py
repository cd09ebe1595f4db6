"""Whoever came by a link keeps who recommends, wherever they go on the career site."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from app.core import clock
from app.core.database import db
from app.people.teams import save_place, save_team
from tests.factories.people import make_organisation, make_person, make_place, make_team
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.factories.sharing import make_link

LEGAL = re.compile(r"/(fr/vos-donnees|en/your-data|.*\.rss)$")  # of nobody's recommendation


@pytest.fixture
def link(app):
    make_organisation()
    zoe = make_person(first_name="Zoé", last_name="Lambert")
    team, place = make_team(), make_place(name="Nantes")
    made = make_link(publication=make_published_story(team=team, author=zoe), ambassador=zoe)
    make_published_opening(title="Une offre", team=team, place=place)
    make_published_opening(title="Une autre", team=team, place=place)
    make_published_story(title="Un autre contenu", team=team)
    db.session.commit()
    return made


def ways_out(page, *, parts: str = "header a[href], main a[href], main form[action]") -> set[str]:
    soup = BeautifulSoup(page.data, "html.parser")
    found = {each.get("href") or each.get("action") for each in soup.select(parts)}
    return {urlsplit(each).path for each in found if each.startswith("/")}


def walk(client, below: str) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """Follow every way from a page: what each answers, and which lead out, from where."""
    seen, strays, waiting = {}, set(), [f"{below}/openings/fr"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        page = client.get(path, follow_redirects=False)
        seen[path] = page.status_code
        if page.status_code in (301, 302):
            waiting.append(urlsplit(page.location).path)
        else:
            ways = {each for each in ways_out(page) if not LEGAL.match(each)}
            strays |= {(path, each) for each in ways if not each.startswith(below)}
            waiting += {each for each in ways if each.startswith(below)}
    return seen, strays


def test_every_page_of_the_career_site_is_reached_below_the_link(client, link):
    below = f"/r/{link.code}"

    answers, strays = walk(client, below)

    assert strays == set()
    assert set(answers.values()) <= {200, 302}
    kinds = {re.sub(r"\d+", "N", path.removeprefix(below)) for path in answers}
    assert {"/openings/fr", "/stories/fr", "/teams/en", "/N/fr", "/apply/N/fr"} <= kinds


@pytest.mark.parametrize("path", ["openings/fr", "openings/en", "stories/fr", "teams/en"])
def test_a_list_below_a_link_says_whose_it_is_and_is_no_page_of_search_engines(client, link, path):
    answer = client.get(f"/r/{link.code}/{path}")

    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert 'rel="canonical"' in answer.headers["Link"]
    assert f"/r/{link.code}" not in answer.headers["Link"]
    assert "Zoé Lambert" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_story_below_the_link_of_an_opening_is_read_there(client, link):
    opening = make_published_opening()
    other = make_link(publication=opening, ambassador=link.ambassador)

    answer = client.get(f"/r/{other.code}/{link.publication.number}/fr")

    assert answer.status_code == 200
    assert "Zoé Lambert" in answer.text
    assert f"/r/{other.code}/openings/fr" in answer.text


def test_a_search_below_a_link_stays_below_it(client, link):
    page = client.get(f"/r/{link.code}/openings/fr?q=autre")

    assert "Une autre" in page.text
    assert {path.split("/")[2] for path in ways_out(page, parts="main form[action]")} == {link.code}


@pytest.mark.parametrize("path", ["openings/de", "nothing/fr", "teams/aucune/fr", "openings"])
def test_what_is_no_page_is_none_below_a_link_either(client, link, path):
    assert client.get(f"/r/{link.code}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["openings/fr", "stories/fr", "teams/fr"])
def test_an_unknown_code_leads_to_no_list(client, link, path):
    assert client.get(f"/r/abcdefghjk/{path}").status_code == 404


def test_a_draft_is_read_below_no_link(client, link):
    for draft in (make_story(), make_opening()):
        db.session.commit()
        assert client.get(f"/r/{link.code}/{draft.number}/fr").status_code == 404


def test_former_names_of_a_team_and_a_place_lead_to_the_present_ones_below_the_link(client, link):
    team, place = link.publication.team, make_place(name="Is")
    make_published_opening(team=team, place=place)
    old_team, old_place, admin = team.slug_fr, place.slug, make_person(role="admin")
    about = {"about_fr": "", "about_en": ""}
    save_team(team, {"name_fr": "Brume", "name_en": "Mist", **about}, by=admin, now=clock.now())
    where = {"region": "", "postal_code": "", "country": "FR"}
    save_place(place, {"name": "Ys", **where}, by=admin, now=clock.now())
    db.session.commit()
    below = f"/r/{link.code}"

    page = client.get(f"{below}/teams/{old_team}/fr?lang=fr")
    assert (page.status_code, page.location) == (301, f"{below}/teams/brume/fr?lang=fr")
    listed = client.get(f"{below}/openings/fr?q=x&place={old_place}&team={old_team}")
    assert (listed.status_code, listed.location) == (
        301, f"{below}/openings/fr?q=x&place=ys&team=brume",
    )  # fmt: skip
    assert client.get(listed.location).status_code == 200
