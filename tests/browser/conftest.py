"""A real Chromium, and a running Relais for it to visit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app import create_app
from tests.live import LiveSite, free_port, live_site
from tests.services import Services

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 740}
# without "Headless": a browser that says so is counted as the robot that it is
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Mobile Safari/537.36"
)
DESK_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36"
)
DESK = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands here: it drives a browser."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def site(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """Relais, running on an empty database of this module's own."""
    name = f"browser_{free_port()}"
    services.create_database(name)
    var = tmp_path_factory.mktemp("live")
    with services.redis_database() as number:
        config = replace(
            services.config(name, redis_database=number, var=var),
            PORT=free_port(),
            WEB_PROCESSES=1,
        )
        with live_site(config) as running:
            yield running
    services.drop_database(name)


@pytest.fixture(scope="module")
def site_app(site: LiveSite):
    """An application on the running site's database, to arrange what a test starts from."""
    app = create_app(site.config)
    with app.app_context():
        yield app


@pytest.fixture
def visit(browser: Browser, site: LiveSite) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `visit("/fr/offres", phone=True)`."""
    contexts: list[BrowserContext] = []

    def open_page(
        path: str,
        *,
        phone: bool = False,
        language: str = "fr",
        script: bool = True,
        dark: bool = False,
        base: str | None = None,
    ) -> Page:
        context = browser.new_context(
            base_url=base or site.url,
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            viewport=PHONE if phone else DESK,
            user_agent=PHONE_AGENT if phone else DESK_AGENT,
            has_touch=phone,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds on a page: the rule and the first place."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
    )
    return list(found)
