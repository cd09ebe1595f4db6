"""Make the pictures of the README from the demonstration: `make screenshots`.

Starts Relais in a folder of its own, visits it as its people do, and writes docs/images/.
"""

import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from app import create_app
from app.core.database import db
from app.demo.cast import PASSWORD
from app.people.models import Person
from app.publishing.models import Opening, PublicationState
from app.sharing.models import ReferralLink
from config import ROOT, Config
from tests import chromium
from tests.live import free_port

IMAGES = ROOT / "docs" / "images"
PHONE, DESK = (360, 740), (1280, 800)
START_WITHIN = 600  # times half a second


@contextmanager
def demonstration() -> Iterator[Config]:
    """Run Relais with its demonstration in a folder that is forgotten afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(VAR_DIR=Path(folder) / "var", PORT=free_port(), LOG_LEVEL="ERROR")
        process = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=ROOT,
            env={
                **os.environ,
                "VAR_DIR": str(config.VAR_DIR),
                "PORT": str(config.PORT),
                "LOG_LEVEL": config.LOG_LEVEL,
            },
        )
        try:
            wait_for(f"{config.base_url}/healthz")
            yield config
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def wait_for(address: str) -> None:
    """Return once the address answers. raises: SystemExit when it never does"""
    for _ in range(START_WITHIN):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            Event().wait(0.5)
    raise SystemExit(f"{address} never answered")


def open_page(browser: Browser, config: Config, size: tuple[int, int], language: str) -> Page:
    """Open a browser of its own."""
    context = browser.new_context(
        base_url=config.base_url,
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2,
        locale={"fr": "fr-FR", "en": "en-GB"}[language],
        color_scheme="light",
        reduced_motion="reduce",
    )
    return context.new_page()


def sign_in(page: Page, email: str) -> Page:
    """Sign in with the demonstration's password."""
    page.goto("/sign-in/password")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    return page


def addresses(config: Config) -> dict[str, str]:
    """Find a relay of Zoé's to an opening, and an application that it brought."""
    app = create_app(config)
    with app.app_context():
        zoe = db.session.scalars(select(Person).where(Person.first_name == "Zoé")).first()
        assert zoe is not None
        link = db.session.scalars(
            select(ReferralLink)
            .join(Opening, Opening.id == ReferralLink.publication_id)
            .where(ReferralLink.ambassador_id == zoe.id, ReferralLink.words != "")
            .where(Opening.state == PublicationState.PUBLISHED)
            .order_by(ReferralLink.created_at.desc())
        ).first()
        assert link is not None
        return {"landing": f"/r/{link.code}", "zoe": zoe.email}


def main() -> None:
    """Take the four pictures."""
    IMAGES.mkdir(exist_ok=True)
    with demonstration() as config, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.provide(), args=chromium.FLAGS, headless=True
        )
        found = addresses(config)
        recruiter = "claire.dumont@ormelune.example"

        landing = open_page(browser, config, PHONE, "fr")
        landing.goto(found["landing"])
        landing.screenshot(path=IMAGES / "landing-phone.png")

        hub = sign_in(open_page(browser, config, PHONE, "fr"), found["zoe"])
        hub.goto("/hub")
        hub.screenshot(path=IMAGES / "hub-phone.png")

        desk = sign_in(open_page(browser, config, DESK, "fr"), recruiter)
        desk.goto("/applications?q=Benali")
        desk.locator("main tbody a").first.click()
        for _ in range(START_WITHIN):  # until the workers have drawn the CV
            desk.wait_for_load_state("networkidle")
            if desk.locator(".cv img").count():
                break
            Event().wait(0.5)
            desk.reload()
        desk.screenshot(path=IMAGES / "application.png")
        desk.goto("/openings")
        desk.locator("main tbody a").first.click()
        desk.wait_for_load_state("networkidle")
        desk.screenshot(path=IMAGES / "editor.png")
        browser.close()


if __name__ == "__main__":
    main()
