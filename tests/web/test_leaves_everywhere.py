"""What is paused, filled, recalled, or past its hour leaves every face of Relais at once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.calendar import local_date
from app.core.database import db
from app.core.i18n import LANGUAGES
from app.hiring import queries as hiring
from app.hiring.queries.recommendations import openings_to_recommend_for
from app.measures.digest.send import for_person
from app.people.models import Person
from app.publishing import publish
from app.publishing.alerts.models import OpeningAlert
from app.publishing.alerts.send import _new_for
from app.publishing.models import EndReason, Publication, PublicationState, PublicationText
from app.publishing.recall.recall import Said, recall
from app.sharing.chats import posting
from app.sharing.chats.models import ChatChannel
from app.sharing.models import ReferralLink
from app.web.site.landing import SiteRenderer
from tests.factories.people import make_organisation, make_person, make_place, make_team, sign_in
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
    make_theme,
)
from tests.factories.sharing import make_ambassador, make_link

SECRET = "Hydravion"
SAID = Said("Une erreur.", "A mistake.")


@pytest.fixture
def zoe(client: FlaskClient) -> Person:
    """An ambassador of the team, signed in."""
    person = make_ambassador(team=make_team(), place=make_place())
    db.session.commit()
    sign_in(client, person)
    return person


def made(make: Callable[..., Any], zoe: Person, **fields: Any) -> tuple[Publication, ReferralLink]:
    """A publication, and a link to another one that is like it in all."""
    make_organisation()
    own: dict[str, Any] = {"team": zoe.team, "themes": [make_theme("seaplanes")]}
    if make in (make_opening, make_published_opening):
        own["place"] = zoe.place
    else:
        own["author"] = make_person(place=zoe.place)
        make_published_opening(place=zoe.place, themes=own["themes"])  # opens those pages
    other = make_published_opening(team=zoe.team, place=zoe.place, themes=own["themes"])
    hidden: Publication = make(**own, **fields, title=f"{SECRET} à moteur", summary=f"Un {SECRET}.")
    db.session.query(PublicationText).filter_by(publication_id=hidden.id).update({"slug": "x"})
    link = make_link(publication=other, ambassador=make_ambassador())
    db.session.commit()
    return hidden, link


def faces(app: Flask, client: FlaskClient, hidden: Publication, link: ReferralLink) -> set[str]:
    """Name every face that shows it, besides its own page and its own links."""
    return {name for name, shown in _faces(app, client, hidden, link) if SECRET in shown}


def _faces(
    app: Flask, client: FlaskClient, hidden: Publication, link: ReferralLink
) -> Iterator[tuple[str, str]]:
    team, place, code = hidden.team, link.publication.place, link.code  # type: ignore[attr-defined]
    assert team
    for path in (
        *("/fr", "/fr/offres", f"/fr/offres?q={SECRET.lower()}", "/fr/contenus", "/en/openings"),
        *("/fr/offres.rss", "/fr/offres.atom", "/fr/offres.json", "/jobs.xml"),
        *("/fr/contenus.rss", "/fr/contenus.atom", "/fr/contenus.json", "/fr/offres/index.json"),
        *("/widget/openings.json", f"/fr/equipes/{team.slug_fr}", f"/fr/lieux/{place.slug}"),
        *(
            "/fr/themes/seaplanes",
            f"/fr/offres/x-{link.publication.number}",
            f"/r/{code}/openings/fr",
        ),
        *(f"/r/{code}/home/fr", f"/r/{code}/stories/fr", f"/r/{code}/teams/{team.slug_fr}/fr"),
        *(f"/r/{code}/places/{place.slug}/fr", f"/r/{code}/themes/seaplanes/fr"),
        *("/hub", "/hub/all", f"/share/{hidden.id}", "/who-do-i-know", "/openings", "/stories"),
    ):
        yield path, client.get(path, follow_redirects=True).get_data(as_text=True)
    for path in ("/sitemap.xml", f"/embed/{hidden.number}/fr"):
        answer = client.get(path)
        shown = answer.status_code == 200 and f"-{hidden.number}" in answer.text
        yield path.replace(str(hidden.number), "N"), SECRET if shown else ""
    for folder in ("offres", "contenus"):
        asked = f"{app.config['BASE_URL']}/fr/{folder}/x-{hidden.number}"
        yield "/oembed", client.get("/oembed", query_string={"url": asked}).text
    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        page = SiteRenderer().page(link.publication_id, "fr")
        yield "landing of another", "".join(each for each in page.pieces if isinstance(each, str))
    yield from _told(hidden)


def _told(hidden: Publication) -> Iterator[tuple[str, str]]:
    """What mails, chats and choices of an opening would name now."""
    now = clock.now()
    reader = db.session.query(Person).join(Person.team).filter(Person.joined_at.is_not(None))
    alert = OpeningAlert(what="", language="fr", since=now - timedelta(days=900))
    channel = ChatChannel(team_id=hidden.team_id, language="fr", id=hidden.id)
    digest = [item.title for each in reader for item in for_person(each, now=now).items]
    told = {
        "alert": [each.text("fr").title for each in _new_for([alert], now)],
        "chat": [each.text("fr").title for each in posting._new_to(channel, now=now)],
        "digest": digest,
        "recommend": [
            opening.text("fr").title
            for each in reader
            for opening in openings_to_recommend_for(each, now=now)
        ],
        "recruiters": [each.text("fr").title for each in hiring.openings_online(now=now)],
    }
    yield from ((name, " ".join(titles)) for name, titles in told.items())


OPENING_FACES = {
    *("/fr", "/fr/offres", f"/fr/offres?q={SECRET.lower()}", "/en/openings", "/fr/offres.rss"),
    *("/fr/offres.atom", "/fr/offres.json", "/jobs.xml", "/fr/offres/index.json", "/hub/all"),
    *("/widget/openings.json", "/fr/themes/seaplanes", "/hub", "/openings", "/sitemap.xml"),
    *("/embed/N/fr", "/oembed", "landing of another", "alert", "chat", "digest", "recommend"),
    "recruiters",
}
STORY_FACES = {
    *("/fr", "/fr/contenus", "/fr/contenus.rss", "/fr/contenus.atom", "/fr/contenus.json"),
    *("/fr/themes/seaplanes", "/hub", "/hub/all", "/stories", "/sitemap.xml", "/embed/N/fr"),
    *("/oembed", "landing of another", "chat", "digest"),
}


def _gone(publication: Publication, **columns: Any) -> None:
    """Let its hour pass: no job has run, nobody has told any page."""
    for name, value in columns.items():
        setattr(publication, name, value)


LEAVING: dict[str, Callable[[Publication, Person], Any]] = {
    "paused": lambda each, by: publish.pause(each, by=by, now=clock.now()),
    "filled": lambda each, by: publish.fill(each, by=by, now=clock.now()),
    "gone from its source": lambda each, _by: publish.close(
        each, by=None, now=clock.now(), reason=EndReason.FEED
    ),
    "recalled": lambda each, by: recall(each, SAID, by=by, now=clock.now()),
    "past its hour": lambda each, _by: _gone(each, withdraw_at=clock.now() - timedelta(seconds=1)),
    "past its last day": lambda each, _by: _gone(
        each,
        closes_on=local_date(clock.now()) - timedelta(days=1),
        updated_at=clock.now(),  # in place of the day that changes
    ),
    "archived": lambda each, by: publish.archive(each, by=by, now=clock.now()),
}


@pytest.mark.parametrize("how", [each for each in LEAVING if each != "archived"])
def test_an_opening_leaves_every_face_at_once(
    app: Flask, client: FlaskClient, zoe: Person, how: str
) -> None:
    opening, link = made(make_published_opening, zoe)
    before = faces(app, client, opening, link)
    assert before >= OPENING_FACES
    assert f"/share/{opening.id}" in before

    LEAVING[how](opening, make_person())
    db.session.commit()

    assert faces(app, client, opening, link) == set()


@pytest.mark.parametrize("how", ["recalled", "past its hour", "archived"])
def test_a_story_leaves_every_face_at_once(
    app: Flask, client: FlaskClient, zoe: Person, how: str
) -> None:
    story, link = made(make_published_story, zoe)
    before = faces(app, client, story, link)
    assert before >= STORY_FACES
    assert f"/share/{story.id}" in before

    LEAVING[how](story, make_person())
    db.session.commit()

    assert faces(app, client, story, link) == set()


@pytest.mark.parametrize("make", [make_opening, make_story])
def test_nothing_is_on_any_face_before_its_hour(
    app: Flask, client: FlaskClient, zoe: Person, make: Callable[..., Any]
) -> None:
    hour = clock.now() + timedelta(hours=1)
    hidden, link = made(make, zoe, state=PublicationState.SCHEDULED, publish_at=hour)

    assert faces(app, client, hidden, link) == set()


def test_a_page_in_memory_lives_no_longer_than_what_stands_on_it(app: Flask, zoe: Person) -> None:
    opening, link = made(make_published_opening, zoe)
    ends = clock.now() + timedelta(minutes=7)
    _gone(opening, withdraw_at=ends)
    db.session.commit()

    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        untils = [SiteRenderer().page(link.publication_id, each).until for each in LANGUAGES]

    assert untils == [ends, ends]
