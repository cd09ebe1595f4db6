"""The scripts of the page of contacts, alone in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from config import ROOT

SCRIPTS = ROOT / "app" / "static" / "js" / "contacts"


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Iterator[Page]:
    """A blank page with what reads and compares contacts."""
    page = browser.new_page()
    for name in ("folding", "reading", "matching"):
        page.add_script_tag(content=(SCRIPTS / f"{name}.js").read_text(encoding="utf-8"))
    yield page
    page.close()
