"""Who do I know? Nothing of anybody's contacts leaves the browser before a press, then only the one
that was chosen: every request is recorded, and storage is empty (S12).
"""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect
from sqlalchemy import select

from app.core.database import db
from app.hiring.models import Recommendation
from app.people.models import Person
from app.sharing.models import ReferralLink
from tests.browser.conftest import axe_violations, site, site_app, visit
from tests.browser.test_narrow_pages import sideways
from tests.factories.people import make_organisation, make_place, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador
from tests.live import LiveSite

__all__ = ["site", "site_app", "visit"]  # fixtures
pytestmark = [pytest.mark.browser]

HEADER = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
EMAILS = {"fr": "zoe@ormelune.example", "en": "olivia@ormelune.example"}
WORDS = "Une équipe où le code est relu sans ego."
# whom openings suit, the best first: title in either language, company, place
BEST = [
    ("Camille Datan", "Data engineer", "Lyon Services"),
    ("Dana Lake", "Ingénieure de données, Lyon", "Ormes"),
    ("Nour Soin", "Registered nurse", "Clinique de Nantes"),
    ("Inès Garde", "Infirmière", "Hôpital Nantes"),
    ("Paul Etl", "Big Data Engineer", "Ormes"),
    ("Rita Flux", "Ingénieur(e) data senior", "Frênes"),
    ("Sam Lot", "Analytics Engineer | dbt", "Frênes"),
    ("Yves Cure", "Infirmier de bloc", "Saules"),
    ("Lou Ward", "Staff nurse", "Saules"),
    ("Max Pool", "Ingénieur Big Data", "Saules"),
]
OTHERS = ["Chef de rang", "Dentist", "Facteur", "Pilote de ligne", "Sculptrice", "", "En poste"]
# What every page of staff keeps for when there is no network is of nobody.
# What pages need without a network has been fetched by then.
INSTALLED = "() => navigator.serviceWorker.ready.then(() => true)"
STORED = """async () => {
    const kept = [];
    for (const name of await caches.keys())
        for (const each of await (await caches.open(name)).keys())
            kept.push(new URL(each.url).pathname);
    return [
        document.cookie, localStorage.length, sessionStorage.length,
        (await indexedDB.databases()).length,
        kept.filter((path) => path !== "/offline" && !path.startsWith("/static/")),
    ];
}"""
NOTHING = ["", 0, 0, 0, []]


def connections(count: int = 1_000) -> bytes:
    """LinkedIn's export of so many people, the ones that matter somewhere among them."""
    people = [
        (f"Prénom{each} Inconnu{each}", OTHERS[each % len(OTHERS)], f"Société {each}")
        for each in range(count - len(BEST) - 1)
    ]
    for at, person in enumerate(BEST):
        people.insert(97 * at + 13, person)
    people.insert(5, ("Colin Collègue", "Data engineer", "Ormelune SAS"))
    out = io.StringIO()
    out.write('Notes:\n"Some of the addresses are missing, ""as chosen""."\n\n')
    rows = csv.writer(out)
    rows.writerow(HEADER)
    for name, title, company in people:
        first, last = name.split(" ", 1)
        email = "camille@courriel.example" if first == "Camille" else ""
        url = f"https://www.linkedin.com/in/{first.lower()}"
        rows.writerow([first, last, url, email, company, title, "12 Mar 2024"])
    return out.getvalue().encode()


FILE: dict[str, Any] = {"name": "Connections.csv", "mimeType": "text/csv", "buffer": connections()}


@pytest.fixture(scope="module")
def opening(site_app: Flask) -> Any:
    """Two openings, one in each language, and two ambassadors who may relay them."""
    make_organisation(name="Ormelune")
    make_published_opening(
        title="Infirmier·ère (H/F)", place=make_place(name="Nantes"), variants=[WORDS]
    )
    made = make_published_opening(
        title="Ingénieur·e données (H/F)", place=make_place(name="Lyon"), variants=[WORDS]
    )
    for language, email in EMAILS.items():
        make_ambassador(first_name="Zoé", email=email, language=language)
    db.session.commit()
    return made


@pytest.fixture
def know(
    visit: Callable[..., Page], opening: Any, site: LiveSite, site_app: Flask
) -> Callable[..., Page]:
    """Open the page as Zoé or Olivia, once it has the openings."""

    def open_page(*, who: str = "fr", before: str = "", path: str = "", **options: Any) -> Page:
        client = site_app.test_client()
        sign_in(client, db.session.scalars(select(Person).where(Person.email == EMAILS[who])).one())
        db.session.commit()
        cookie = client.get_cookie("relais_session")
        page = visit("/healthz", language=who, **options)
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": site.url, "httpOnly": True}]
        )
        if before:
            page.add_init_script(before)
        page.goto(f"/who-do-i-know{path}")
        if options.get("script", True):
            page.wait_for_selector("[data-ready]")
        return page

    return open_page


class Sent(list[Request]):
    """What a page asks for from here on, by any way a browser has."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        page.evaluate(INSTALLED)
        self.sockets: list[str] = []
        page.context.on("request", lambda request: self.append(request))
        page.on("websocket", lambda socket: self.sockets.append(socket.url))

    def text(self) -> str:
        """All that left, as it left."""
        return "\n".join(f"{each.url}\n{each.post_data or ''}" for each in self)


def choose(page: Page, file: dict[str, Any] = FILE) -> None:
    page.set_input_files("#contacts", file)
    page.wait_for_selector("[data-part=results]:not([hidden]), [data-part=problem]:not([hidden])")


def row(page: Page, name: str) -> Any:
    return page.locator(".known > li", has_text=name)


@pytest.mark.parametrize("who", ["fr", "en"])
def test_the_best_of_a_thousand_contacts_are_shown_and_nothing_has_left(
    know: Callable[..., Page], who: str
) -> None:
    page = know(who=who)
    sent = Sent(page)

    choose(page)

    names = page.locator(".known h3").all_text_contents()
    assert names == [name for name, _, _ in BEST]
    expect(page.locator("[data-part=title]")).to_contain_text("10 contacts")
    expect(page.locator("[data-part=status]")).to_contain_text(
        {"fr": "1 personne travaille déjà ici", "en": "1 works here already"}[who]
    )
    assert page.locator("[data-part=title]").evaluate("e => e === document.activeElement")
    said = {
        "fr": "Dans son titre : « Ingénieur(e) data »",
        "en": "In their title: “Ingénieur(e) data”",
    }
    reasons = row(page, "Rita Flux").locator("[data-fill=reasons]").text_content() or ""
    assert re.sub(r"\s", " ", reasons) == said[who]
    page.select_option("#known-for", index=1)
    assert 0 < page.locator(".known > li").count() < 10
    page.evaluate("() => new Promise((done) => { setTimeout(done); })")
    assert (list(sent), sent.sockets) == ([], [])
    assert page.evaluate(STORED) == NOTHING


def test_a_recommendation_leaves_with_the_one_that_was_chosen_alone(
    know: Callable[..., Page], opening: Any
) -> None:
    page = know()
    choose(page)
    sent = Sent(page)
    chosen = row(page, "Camille Datan")

    chosen.get_by_role("button", name="Recommander").click()
    assert chosen.locator("#name").input_value() == "Camille Datan"
    assert chosen.locator("#email").input_value() == "camille@courriel.example"
    assert list(sent) == []
    chosen.locator("form button[type=submit]").click()
    expect(chosen.locator("[role=alert]")).to_be_focused()
    assert chosen.locator("#name").input_value() == "Camille Datan"
    chosen.locator("#relation").fill("Collègues de 2019 à 2022.")
    chosen.locator("#words").fill("Elle explique bien.")
    chosen.locator("form button[type=submit]").click()
    expect(chosen.locator(".known-panel")).to_contain_text("C’est envoyé")

    made = db.session.scalars(select(Recommendation)).one()
    assert (made.name, made.opening_id) == ("Camille Datan", opening.id)
    assert_only(sent, "Camille")
    assert page.locator(".known > li").count() == 10
    assert page.evaluate(STORED) == NOTHING


def assert_only(sent: Sent, first: str) -> None:
    """Of all the names, titles and companies, what left holds at most one person's."""
    for name, title, company in BEST:
        if not name.startswith(first):
            assert name.split()[0] not in sent.text()
        assert title not in sent.text()
        assert company not in sent.text() or company == "Ormes"
    assert "Inconnu" not in sent.text()


def test_a_link_is_sent_with_a_message_that_stays_in_the_browser(
    know: Callable[..., Page], opening: Any
) -> None:
    page = know()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(page)
    sent = Sent(page)
    chosen = row(page, "Rita Flux")

    chosen.get_by_role("button", name="Envoyer mon lien").click()
    message = chosen.locator("textarea")
    expect(message).to_have_value(f"Bonjour Rita,\n\n{WORDS}")
    assert not chosen.locator("[data-way=email]").is_visible()
    message.fill("Bonjour Rita, un mot secret pour toi.")
    chosen.locator("[data-way=copy]").click()
    expect(chosen.locator(".known-panel")).to_contain_text("copié")

    db.session.rollback()
    link = db.session.scalars(select(ReferralLink).order_by(ReferralLink.id.desc())).first()
    assert link is not None
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Bonjour Rita, un mot secret pour toi.\n\nhttp")
    assert copied.endswith(f"/r/{link.code}")
    assert (link.words, link.publication_id, link.channel) == (WORDS, opening.id, "copy")
    assert "Rita" not in sent.text()
    assert "secret" not in sent.text()
    assert_only(sent, "nobody")


def test_a_mail_program_opens_with_the_address_of_the_one_that_was_chosen(
    know: Callable[..., Page],
) -> None:
    page = know()
    choose(page)
    chosen = row(page, "Camille Datan")
    chosen.get_by_role("button", name="Envoyer mon lien").click()
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    opened: list[str] = []
    session.on("Page.frameRequestedNavigation", lambda event: opened.append(event["url"]))

    chosen.locator("[data-way=email]").click()
    expect(chosen.locator(".known-panel")).to_contain_text("votre message est ouvert")

    (address,) = [each for each in opened if each.startswith("mailto:")]
    assert address.startswith("mailto:camille@courriel.example?subject=")
    assert "Bonjour%20Camille" in address
    assert "%2Fr%2F" in address


def test_reloading_or_forgetting_leaves_nothing(know: Callable[..., Page]) -> None:
    page = know()
    choose(page)
    page.click("[data-part=forget]")
    assert page.locator(".known > li").count() == 0
    expect(page.locator("#contacts")).to_be_focused()
    choose(page)

    page.reload()
    page.wait_for_selector("[data-ready]")

    assert page.locator(".known > li").count() == 0
    assert page.locator("#contacts").evaluate("e => e.files.length") == 0
    assert "Camille" not in page.content()


def test_coming_back_from_another_page_leaves_nothing(know: Callable[..., Page]) -> None:
    page = know()
    choose(page)

    page.goto("/hub")
    page.go_back()
    page.wait_for_selector("[data-ready]")

    assert "Camille" not in page.content()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "aucun contact"),
        (b"PK\x03\x04", "C’est une archive"),
        (b"\x89PNG\r\n\x1a\n\x00", "n’est pas une liste"),
    ],
)
def test_a_wrong_file_is_said_and_another_may_be_chosen(
    know: Callable[..., Page], content: bytes, said: str
) -> None:
    page = know()

    choose(page, {"name": "contacts.csv", "mimeType": "text/csv", "buffer": content})

    expect(page.locator("[data-part=problem]")).to_contain_text(said)
    expect(page.locator("#contacts")).to_be_focused()
    choose(page)
    expect(page.locator("[data-part=results]")).to_be_visible()
    expect(page.locator("[data-part=problem]")).to_be_hidden()


def test_thirty_thousand_contacts_are_compared(know: Callable[..., Page]) -> None:
    page = know()

    choose(page, FILE | {"buffer": connections(30_000)})

    expect(page.locator("[data-part=title]")).to_contain_text("10 contacts")
    expect(page.locator("[data-part=status]")).to_contain_text(re.compile(r"30\s000 contacts lus"))


def test_contacts_picked_in_a_phone_are_shown_whatever_is_known_of_them(
    know: Callable[..., Page], opening: Any
) -> None:
    picker = """Object.defineProperty(navigator, "contacts", { value: {
      getProperties: async () => ["name", "email", "tel"],
      select: async (wanted) => [{ name: ["Ada Petit"], email: [], tel: ["+33 6 12 34 56 78"] }],
    } });"""
    page = know(phone=True, before=picker, path=f"?opening={opening.number}")
    sent = Sent(page)

    page.click("[data-part=picker]")

    chosen = row(page, "Ada Petit")
    expect(chosen).to_contain_text("Ingénieur·e données")
    assert list(sent) == []
    chosen.get_by_role("button", name="Envoyer mon lien").click()
    expect(chosen.locator("[data-way=sms]")).to_be_visible()
    expect(chosen.locator("[data-way=whatsapp]")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("who", ["fr", "en"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_is_read_by_everybody(
    know: Callable[..., Page], who: str, phone: bool, dark: bool
) -> None:
    page = know(who=who, phone=phone, dark=dark)
    found = axe_violations(page)
    choose(page)
    page.locator("[data-act=recommend]").first.click()
    found += axe_violations(page)
    page.locator("[data-act=send]").nth(1).click()
    page.wait_for_selector("#known-message")

    assert found + axe_violations(page) == []
    assert sideways(page) == []


def test_everything_is_done_with_the_keyboard(know: Callable[..., Page]) -> None:
    page = know()
    choose(page)

    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.act") == "recommend":
            break
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "relation"
    assert page.locator("[aria-expanded=true]").count() == 1


def test_without_script_the_page_says_why_it_does_nothing(know: Callable[..., Page]) -> None:
    page = know(script=False)

    expect(page.get_by_text("Cette page a besoin de JavaScript")).to_be_visible()
    expect(page.locator("#contacts")).to_be_disabled()
