"""My link: the one that stays. It brings people as any link does, and is counted apart."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
import typst
import zxingcpp
from bs4 import BeautifulSoup
from PIL import Image
from sqlalchemy import select

from app.attribution.deciding.decide import decide_application
from app.core import clock
from app.core.database import db
from app.core.ids import uuid7
from app.core.models import Activity
from app.hiring.models import Application, ReferrerChoice, Touch
from app.people import organisation
from app.people.models import Role
from app.publishing.publish import close
from app.sharing.links import CharterNotAccepted
from app.sharing.models import OwnLink, ReferralLink, TrackedLink
from app.sharing.own.links import make_own, own_link, replace_own
from app.tracking import queries as tracking
from app.tracking.models import LinkDay, PublicationDay, Relay
from app.tracking.rules import ClickClass
from tests.factories.people import make_charter, make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.factories.tracking import follow

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def zoe(app, client):
    make_organisation(name="Ormelune")
    person = make_ambassador(first_name="Zoé", last_name="Lambert", language="fr", job_title="SRE")
    sign_in(client, person)
    return person


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")


def links() -> list[OwnLink]:
    return list(db.session.scalars(select(OwnLink).order_by(OwnLink.id)))


def visit(link: TrackedLink, number: int) -> None:
    day = LinkDay(link_id=link.id, day=NOON.date(), internal=False, clicks=number)
    day.kind = ClickClass.HUMAN
    db.session.add(day)
    db.session.flush()


@pytest.fixture
def browser(app, client):
    """Somebody without an account."""
    return app.test_client()


def test_it_is_made_once_after_the_charter(client, zoe):
    assert "Créer mon lien" in client.get("/my-link").text

    client.post("/my-link")
    client.post("/my-link")

    (link,) = links()
    page = soup(client.get("/my-link"))
    assert page.select_one(".code b").text == link.code
    assert page.select_one("[data-copy]")["data-copy"].endswith(f"/r/{link.code}")
    assert db.session.scalars(select(Activity.kind)).all().count("own_link.made") == 1
    make_charter(version=2)
    assert "/charter" in client.get("/my-link").location
    assert "/charter" in client.post("/my-link").location
    with pytest.raises(CharterNotAccepted):
        make_own(make_person(), now=NOON)


def test_it_leads_to_the_career_site_with_its_owner_and_stays_when_openings_close(
    browser, zoe, recruiter
):
    opening = make_published_opening(title="Ingénieure ou ingénieur réseau")
    link = make_own(zoe, now=NOON)

    for language, sentence in (
        ("fr", "Zoé Lambert vous invite à découvrir Ormelune"),
        ("en", "Zoé Lambert invites you to get to know Ormelune"),
    ):
        answer = browser.get(f"/r/{link.code}/{language}")
        assert answer.status_code == 200
        assert sentence in answer.text
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert re.search(r'og:url" content="[^"]*/r/' + link.code + '"', answer.text)
        assert '"og:image" content="' in answer.text
        assert f"/r/{link.code}/{opening.number}/{language}" in answer.text

    behind = browser.get(f"/r/{link.code}/{opening.number}/fr").text
    assert "Zoé Lambert" in behind
    assert f"/r/{link.code}/apply/{opening.number}/fr" in behind

    close(opening, by=recruiter, now=clock.now())
    browser.application.extensions["relais_front"].pages.forget("publication", opening.id)
    after = browser.get(f"/r/{link.code}/fr")
    assert after.status_code == 200
    assert "Ingénieure ou ingénieur réseau" not in after.text
    assert browser.get(f"/r/{link.code}/apply/fr").location == f"/r/{link.code}/fr"


def test_who_applies_through_it_is_credited_to_its_owner_by_the_rule(app, client, browser, zoe):
    opening = make_published_opening()
    link = make_own(zoe, now=clock.now() - timedelta(days=2))
    path = f"/r/{link.code}/apply/{opening.number}/fr"
    page = soup(browser.get(path))
    form = {
        field["name"]: field.get("value", "")
        for field in page.select("form[method=post] input[type=hidden]")
    }
    form |= {
        "name": "Camille Roy", "email": "camille@example.net", "cv_when": "later",
        "referrer": "keep",
    }  # fmt: skip

    sent = browser.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})

    assert sent.status_code == 303, sent.text
    application = db.session.scalars(select(Application)).one()
    assert application.link.code == link.code
    assert application.choice is ReferrerChoice.KEPT
    touch = db.session.scalars(select(Touch)).one()
    assert (touch.link_id, touch.publication_id, touch.story) == (link.id, None, False)
    row = decide_application(application.id, now=clock.now())
    assert (row.outcome, row.reason) == ("credited", "candidate_choice")
    for person in (make_person(role=Role.RECRUITER), zoe):  # its words, to who may read them
        sign_in(client, person)
        seen = client.get(f"/credits/{application.id}")
        assert person is zoe or f"r/{link.code}" in seen.text, seen.status_code
    brought = soup(client.get("/my-relays")).text
    assert "par votre lien permanent" in brought


def test_it_is_counted_apart_from_relays(client, zoe):
    relay = make_link(ambassador=zoe, now=NOON)
    link = make_own(zoe, now=NOON)
    visit(link, 7)
    visit(relay, 2)

    came = tracking.totals_of(zoe, since=NOON + timedelta(days=1))
    assert (came.relays, came.own) == ({}, 7)
    totals = tracking.totals_of(zoe).relays
    assert sum(each.visits for each in totals.values()) == 2
    assert sum(each.relays for each in totals.values()) == 1
    assert [row[0].id for row in tracking.whole_history(zoe)] == [relay.id]
    assert db.session.scalars(select(ReferralLink)).all() == [relay]
    page = " ".join(soup(client.get("/my-relays")).text.split())
    assert "Mon lien : 7 visites, comptées à part." in page.replace("\xa0", " ")


def test_a_visit_by_it_is_loaded_as_any_and_belongs_to_no_publication(client, zoe):
    link = make_own(zoe, now=NOON)

    follow(link)
    follow(link, person=zoe)
    follow(link, user_agent="LinkedInBot/1.0")

    arrivals = tracking.arrivals_at(link.id)
    assert (arrivals.visits, arrivals.own, arrivals.previews) == (1, 1, 1)
    assert db.session.scalars(select(PublicationDay)).all() == []
    assert db.session.scalars(select(Relay)).all() == []
    assert tracking.visits_of([link.id]) == {link.id: 1}


def test_a_replaced_link_answers_without_its_owner(client, browser, zoe):
    opening = make_published_opening()
    link = make_own(zoe, now=NOON)
    assert "Zoé Lambert" in browser.get(f"/r/{link.code}/fr").text

    for _ in range(2):
        answer = client.post("/my-link/replace", data={"link": str(link.id)})
        assert answer.status_code == 302
    browser.application.extensions["relais_front"].pages.forget("person", zoe.id)

    former, present = links()
    assert former.replaced_at is not None
    assert own_link(zoe).id == present.id
    answer = browser.get(f"/r/{former.code}/fr")
    assert answer.status_code == 410
    assert "Ce lien ne sert plus" in answer.text
    assert "Zoé" not in answer.text
    behind = browser.get(f"/r/{former.code}/{opening.number}/fr")
    assert (behind.status_code, behind.location) == (302, "/fr")
    assert "Zoé Lambert" in browser.get(f"/r/{present.code}/fr").text
    visit(former, 3)
    assert re.search(rf"/r/{former.code}.*3.visites", client.get("/my-link").text, re.S)


def test_nobody_replaces_a_colleague_s_link(client, zoe):
    other = make_ambassador()
    theirs = make_own(other, now=NOON)

    client.post("/my-link/replace", data={"link": str(theirs.id)})
    client.post("/my-link/replace", data={"link": "x"})

    assert own_link(other).id == theirs.id
    replace_own(other, uuid7(), now=NOON)
    assert own_link(other).id == theirs.id


def logo(client, colour="#c2410c", size=(300, 120)):
    data = BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    company = make_organisation(name="Ormelune")
    organisation.set_logo(company, data.getvalue(), name="l.png", by=make_person())
    db.session.commit()


def codes_in(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("RGB"))]


def drawn(svg: bytes) -> Image.Image:
    design = (
        b"#set page(width: 300pt, height: 300pt, margin: 0pt)\n"
        b'#image(bytes(sys.inputs.svg), format: "svg", width: 300pt)'
    )
    png = typst.compile(design, format="png", ppi=144, sys_inputs={"svg": svg.decode()})
    return Image.open(BytesIO(png))


@pytest.mark.parametrize("size", [None, (300, 300), (600, 120), (120, 600)])
def test_its_codes_lead_to_it_also_under_the_logo(client, zoe, size):
    link = make_own(zoe, now=NOON)
    relay = make_link(ambassador=zoe, channel="qr")
    if size:
        logo(client, size=size)
    for base, code in (("/my-link", link.code), (f"/share/made/{relay.id}", relay.code)):
        for suffix in ("qr.svg", "qr.png"):
            sent = client.get(f"{base}/{suffix}")
            assert sent.status_code == 200
            picture = drawn(sent.data) if suffix == "qr.svg" else Image.open(BytesIO(sent.data))
            assert [each.rpartition("/r/")[2] for each in codes_in(picture)] == [code]
            red, green, _ = picture.convert("RGB").getpixel(
                (picture.width // 2, picture.height // 2)
            )
            assert (red > 150 > 100 > green) is bool(size)

    card = client.get("/my-link/card.pdf")
    (sheet,) = pypdfium2.PdfDocument(card.data)
    assert [round(side * 25.4 / 72) for side in sheet.get_size()] == [85, 55]
    assert [each.rpartition("/r/")[2] for each in codes_in(sheet.render(scale=6).to_pil())] == [
        link.code
    ]
    words = sheet.get_textpage().get_text_range()
    assert "Zoé Lambert" in words
    assert "SRE" in words
    poster = pypdfium2.PdfDocument(client.get(f"/share/made/{relay.id}/qr.pdf?size=a5").data)[0]
    assert [each.rpartition("/r/")[2] for each in codes_in(poster.render(scale=3).to_pil())] == [
        relay.code
    ]


def test_the_longest_name_and_title_stay_on_the_card(client, zoe):
    make_own(zoe, now=NOON)
    zoe.first_name, zoe.last_name, zoe.job_title = "Marie-" * 10, "de La " * 12, "Responsable " * 10
    db.session.flush()

    assert len(pypdfium2.PdfDocument(client.get("/my-link/card.pdf").data)) == 1


def test_files_of_a_link_that_one_has_not_are_not_there(client, zoe):
    for path in ("/my-link/qr.svg", "/my-link/qr.png", "/my-link/card.pdf"):
        assert client.get(path).status_code == 404
