"""What changes on a page changes on every link that is out, in every process."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import select

from app.core import clock, freshness
from app.core.database import db
from app.core.freshness import CHANGES_KEY
from app.core.models import Version
from app.tracking.front.changes import ChangeFeed
from app.tracking.front.page_cache import PageCache, Wish
from app.tracking.front.pages import LandingPage, Slot
from app.tracking.journal.salts import Salts
from tests.factories.people import make_organisation, make_team
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

PLAIN = Wish("fr", gzip=False)
THING = UUID(int=7)


@pytest.fixture
def pages(app):
    return PageCache(app, app.extensions["relais_front"].pages._renderer)


def page_of(pages, link):
    db.session.flush()
    answer = pages.answers.get((f"/r/{link.code}", PLAIN))
    if answer is None or not answer.page.alive:
        answer = pages.answer(f"/r/{link.code}", link.code, "fr", PLAIN)
    return answer.body(b"").decode()


def test_a_changed_publication_is_drawn_again(pages):
    link = make_link(language="fr")
    page_of(pages, link)
    link.publication.text("fr").title = "Intitulé corrigé"
    assert "Intitulé corrigé" not in page_of(pages, link)

    pages.forget("publication", link.publication_id)

    assert "Intitulé corrigé" in page_of(pages, link)


class Drawn:
    """A renderer that counts what it draws."""

    def __init__(self, *, slots=("who",), **page):
        self.slots = [Slot(name) for name in slots]
        self.page_fields = page
        self.pages = self.people = 0

    def page(self, publication_id, language):
        self.pages += 1
        pieces = (f"{publication_id} {self.pages}", *self.slots)
        return LandingPage(200, pieces, **self.page_fields)

    def ambassador(self, ambassador_id, language):
        self.people += 1
        return {"who": str(ambassador_id)}

    def quote(self, words, language):
        return words

    missing = unavailable = None


def test_other_publications_stay_in_memory(app):
    renderer = Drawn()
    pages = PageCache(app, renderer)
    link, other = make_link(), make_link()
    page_of(pages, link)
    page_of(pages, other)

    pages.forget("publication", link.publication_id)
    page_of(pages, other)

    assert (renderer.pages, renderer.people) == (2, 2)


def test_a_page_whose_time_is_over_is_drawn_again(app):
    renderer = Drawn(until=clock.now() - timedelta(seconds=1))
    pages = PageCache(app, renderer)
    link = make_link()

    page_of(pages, link)
    pages.answer("path", link.code, "fr", PLAIN)

    assert renderer.pages == 2


@pytest.mark.parametrize(("kind", "times"), [("organisation", 2), ("team", 1), ("person", 1)])
def test_an_ambassador_is_drawn_again_only_for_what_may_stand_there(app, kind, times):
    renderer = Drawn()
    pages = PageCache(app, renderer)
    link = make_link()
    page_of(pages, link)

    pages.forget(kind, THING)
    page_of(pages, link)

    assert renderer.people == times


def test_an_ambassador_is_drawn_once_for_all_their_links(app):
    renderer = Drawn()
    pages = PageCache(app, renderer)
    ambassador = make_ambassador()

    for _ in range(3):
        page_of(pages, make_link(ambassador=ambassador))

    assert (renderer.pages, renderer.people) == (3, 1)


def test_words_in_another_language_are_not_shown(app):
    pages = PageCache(app, Drawn(slots=("who", "quote")))
    link = make_link(language="fr", words="Venez nous voir")

    in_english = pages.answer("en", link.code, "en", PLAIN).body(b"").decode()

    assert "Venez nous voir" in page_of(pages, link)
    assert "Venez nous voir" not in in_english


def test_a_changed_ambassador_is_drawn_again_on_all_their_links(pages):
    ambassador = make_ambassador(first_name="Philomène")
    links = [make_link(ambassador=ambassador) for _ in range(2)]
    assert all("Philomène" in page_of(pages, link) for link in links)
    ambassador.first_name = "Camille"

    pages.forget("person", ambassador.id)

    assert all("Camille" in page_of(pages, link) for link in links)
    assert not any("Philomène" in page_of(pages, link) for link in links)


def test_a_changed_organisation_is_drawn_again_everywhere(pages):
    make_organisation(name="Ormelune")
    link = make_link()
    assert "Ormelune" in page_of(pages, link)
    organisation = make_organisation(name="Autrenom")

    pages.forget("organisation", organisation.id)

    assert "Ormelune" not in page_of(pages, link)
    assert "Autrenom" in page_of(pages, link)


def test_what_a_page_says_it_depends_on_draws_it_again(pages):
    team = make_team()
    link = make_link(publication=make_published_opening(team=team))
    page_of(pages, link)
    near = make_published_opening(team=team)
    near.text("fr").title = "Offre toute proche"

    pages.forget("team", team.id)

    assert "Offre toute proche" in page_of(pages, link)


def test_a_change_while_a_page_is_drawn_is_not_missed(pages, monkeypatch):
    link = make_link()
    renderer = pages._renderer
    draw = renderer.page

    def change_meanwhile(publication_id, language):
        page = draw(publication_id, language)
        pages.forget("publication", publication_id)
        return page

    monkeypatch.setattr(renderer, "page", change_meanwhile)
    page_of(pages, link)
    monkeypatch.undo()
    link.publication.text("fr").title = "Intitulé corrigé"

    assert "Intitulé corrigé" in page_of(pages, link)


class Ears:
    """Notes what is forgotten, and lets a test wait for it."""

    def __init__(self):
        self.forgotten = []
        self.heard = threading.Event()

    def __call__(self, kind, key):
        self.forgotten.append((kind, key))
        self.heard.set()


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def make_watch(app, ears):
    """Make watches that are stopped behind the test."""
    made = []

    def make(database_url=None, ears=ears):
        redis = Redis.from_url(app.config["REDIS_URL"])
        watch = ChangeFeed(
            database_url or app.config["DATABASE_URL"],
            redis,
            Salts("host", redis),
            forget=ears,
            each_second=lambda connection: None,
        )
        made.append(watch)
        return watch

    yield make
    for watch in made:
        watch.stop()


def test_a_notification_names_what_to_forget(make_watch, ears):
    make_watch().hear(f"publication:{THING}")

    assert ears.forgotten == [("publication", THING)]


@pytest.mark.parametrize("payload", ["publication:*", "publication:nonsense"])
def test_a_notification_of_a_whole_kind_forgets_the_kind(make_watch, ears, payload):
    make_watch().hear(payload)

    assert ears.forgotten == [("publication", None)]


def test_versions_that_were_heard_forget_nothing_more(make_watch, ears):
    watch = make_watch()
    watch.compare({"publication": 4, "person": 2})
    ears.forgotten.clear()

    watch.hear(f"publication:{THING}")
    watch.compare({"publication": 5, "person": 2})

    assert ears.forgotten == [("publication", THING)]


def test_a_notification_that_was_missed_shows_as_a_version_and_forgets_the_kind(make_watch, ears):
    watch = make_watch()
    watch.compare({"publication": 4, "person": 2})
    ears.forgotten.clear()

    watch.compare({"publication": 5, "person": 2})

    assert ears.forgotten == [("publication", None)]


def test_a_process_cut_from_postgresql_hears_through_redis(make_watch, ears):
    cut = make_watch()
    freshness.changed("publication", THING)
    db.session.commit()

    cut.catch_up()

    assert ears.forgotten == [("publication", THING)]


def test_what_was_rolled_back_is_not_told_through_redis(make_watch, ears):
    freshness.changed("publication", THING)
    db.session.rollback()

    make_watch().catch_up()

    assert ears.forgotten == []


def test_what_was_heard_through_redis_is_not_forgotten_for_ever(app, make_watch, ears):
    cut = make_watch()
    freshness.changed("publication", THING)
    db.session.commit()
    cut.catch_up()
    ears.forgotten.clear()
    Redis.from_url(app.config["REDIS_URL"]).zincrby(CHANGES_KEY, -100, f"publication:{THING}")

    cut.catch_up()

    assert ears.forgotten == []


def test_a_clock_that_was_set_back_hides_no_change(make_watch, ears):
    cut = make_watch()
    cut._in_step_at += 3600  # as it was by the clock of before
    freshness.changed("publication", THING)
    db.session.commit()

    cut.catch_up()

    assert ears.forgotten == [("publication", THING)]


def test_before_anything_is_heard_the_source_is_none(make_watch):
    assert make_watch().source() == "none"


@pytest.mark.own_database
def test_a_commit_elsewhere_is_heard_at_once(app, make_watch, ears):
    watch = make_watch()
    freshness.changed("person", THING)
    db.session.commit()
    watch.start()
    assert ears.heard.wait(20)  # the versions, at the first connection
    ears.heard.clear()

    freshness.changed("publication", THING)
    db.session.commit()

    assert ears.heard.wait(20)
    assert ears.forgotten[-1] == ("publication", THING)
    assert watch.source() == "postgresql"


@pytest.mark.own_database
def test_what_was_rolled_back_is_not_heard(app, make_watch, ears):
    freshness.changed("publication", THING)
    db.session.rollback()

    assert db.session.scalar(select(Version.number)) is None


@pytest.mark.own_database
def test_a_process_that_cannot_reach_postgresql_says_so(app, make_watch, ears):
    watch = make_watch("postgresql://nobody@/nothing?host=/nonexistent")
    watch.start()

    freshness.changed("publication", THING)
    db.session.commit()

    assert ears.heard.wait(20)
    assert ears.forgotten == [("publication", THING)]
    assert watch.source() == "redis"


@pytest.mark.own_database
def test_a_link_that_is_out_shows_a_correction_made_elsewhere(app, client):
    front = app.extensions["relais_front"]
    link = make_link(language="fr", ambassador=make_ambassador())
    db.session.commit()
    client.get(f"/r/{link.code}")
    done = threading.Event()
    forget = front.changes._forget

    def forget_and_say(kind, key):
        forget(kind, key)
        if key == link_publication:
            done.set()

    link_publication = link.publication_id
    front.changes._forget = forget_and_say
    link.publication.text("fr").title = "Intitulé corrigé"
    freshness.changed("publication", link.publication_id)
    db.session.commit()
    try:
        assert done.wait(20)
        assert "Intitulé corrigé" in client.get(f"/r/{link.code}/fr").text
    finally:
        front.changes.stop()
