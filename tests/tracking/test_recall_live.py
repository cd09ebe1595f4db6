"""A recall and a correction reach every link that is out, on two web processes that serve them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
import requests

from app import create_app
from app.core import clock
from app.core.database import db, transaction
from app.people.models import Role
from app.publishing.content import content_of
from app.publishing.recall.recall import Said, recall
from app.publishing.write import save
from tests.factories.people import make_organisation, make_person
from tests.factories.publishing import make_published_story
from tests.factories.sharing import make_link
from tests.live import LiveSite, free_port, live_site, until
from tests.services import Services

SAID = Said("Le chiffre était faux.", "The figure was wrong.")


@pytest.fixture
def two(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """Relais served by two programs, each with its own memory, on one database."""
    name = f"recalled_{free_port()}"
    services.create_database(name)
    with services.redis_database() as number:
        config = replace(
            services.config(name, redis_database=number, var=tmp_path_factory.mktemp("live")),
            PORT=free_port(),
            LINKS_PORT=free_port(),
            WEB_PROCESSES=1,
            LINKS_PROCESSES=1,
        )
        with live_site(config, ("web", "links")) as running:
            yield running
    services.drop_database(name)


def shows(address: str, status: int, words: str) -> bool:
    try:
        page = requests.get(address, timeout=5)
    except requests.ConnectionError:
        return False
    return page.status_code == status and words in page.text


def test_every_link_on_every_process_shows_a_correction_then_a_recall(two: LiveSite) -> None:
    with create_app(two.config).app_context():
        with transaction():
            make_organisation()
            editor, story = make_person(role=Role.EDITOR), make_published_story()
            links = [make_link(publication=story), make_link(publication=story)]
        everywhere = [
            f"http://127.0.0.1:{port}/r/{link.code}/fr"
            for port in (two.config.PORT, two.config.LINKS_PORT)
            for link in links
        ]
        title = story.text("fr").title
        for address in everywhere:  # each process keeps its page from here on
            until(partial(shows, address, 200, title), f"{address} serves")

        with transaction():
            story = db.session.merge(story)
            before = content_of(story)
            french = replace(before.words["fr"], title="Le titre corrigé")
            corrected = replace(before, words={**before.words, "fr": french})
            save(story, corrected, version=story.version, by=editor, now=clock.now())
        for address in everywhere:
            until(partial(shows, address, 200, "Le titre corrigé"), f"{address} is corrected")

        with transaction():
            recall(story, SAID, by=editor, now=clock.now())
        for address in everywhere:
            until(partial(shows, address, 410, "Le chiffre était faux."), f"{address} is recalled")
