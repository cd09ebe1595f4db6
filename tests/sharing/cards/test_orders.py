"""Cards are drawn after what they show has changed; their pages show the present one."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from app.core import activity, clock
from app.core.database import db
from app.core.models import StoredFile
from app.people import accounts, organisation
from app.publishing.publish import close, publish, reopen
from app.sharing.cards import draw, drawing
from app.sharing.cards.models import CardOrder, ShareCard
from app.tracking.front.page_cache import Wish
from tests.activities import deliver_activities
from tests.factories.people import make_organisation, make_person
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
)
from tests.factories.sharing import make_ambassador, make_link
from tests.sharing.cards import draw_cards
from tests.web.site.conftest import address

KINDS = ("opening.published", "opening.corrected", "opening.reopened", "story.corrected")


@pytest.fixture(autouse=True)
def company(app: Flask):
    return make_organisation(name="Ormelune")


def told(*kinds: str) -> None:
    for kind in kinds or (*KINDS, "organisation.changed", "person.changed", "link.created"):
        deliver_activities(kind)


def picture_of(client: FlaskClient, publication, language: str = "fr") -> dict[str, str]:
    page = client.get(address(publication, language)).get_data(as_text=True)
    return dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', page))


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def opened(client: FlaskClient, url: str) -> Image.Image:
    sent = client.get(path_of(url))
    assert sent.status_code == 200
    return Image.open(BytesIO(sent.data))


def corrected(publication) -> None:
    activity.record(f"{publication.family.value}.corrected", publication)
    told()
    draw_cards()


def test_a_page_has_the_brand_s_picture_from_the_first_second_then_its_own(client, recruiter):
    opening = make_opening(title="Ingénieure ou ingénieur")
    publish(opening, by=recruiter, now=clock.now())
    at_first = picture_of(client, opening)
    assert "/media/card-" in at_first["og:image"]
    assert opened(client, at_first["og:image"]).size == (1200, 630)

    told()
    assert db.session.scalar(select(func.count()).select_from(ShareCard)) == 0  # a job draws
    draw_cards()

    found = {language: picture_of(client, opening, language) for language in ("fr", "en")}
    assert found["fr"]["og:image"] != found["en"]["og:image"]
    for seen in found.values():
        assert seen["og:image:type"] == "image/jpeg"
        assert (seen["og:image:width"], seen["og:image:height"]) == ("1200", "630")
        assert seen["og:image:alt"] == "Ingénieure ou ingénieur"
        assert seen["twitter:card"] == "summary_large_image"
        picture = opened(client, seen["og:image"])
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))


def test_a_change_gives_a_fresh_name_and_the_old_one_still_answers(client):
    story = make_published_story(title="Premier titre")
    corrected(story)
    before = picture_of(client, story)["og:image"]

    story.text("fr").title = "Second titre"
    corrected(story)

    after = picture_of(client, story)["og:image"]
    assert after != before
    assert client.get(path_of(before)).data != client.get(path_of(after)).data
    assert client.get(path_of(before)).status_code == 200
    story.text("fr").title = "Premier titre"
    corrected(story)
    assert picture_of(client, story)["og:image"] == before  # what was drawn once


def test_what_is_drawn_once_is_not_drawn_again(client, monkeypatch):
    story = make_published_story()
    corrected(story)
    drawn = []
    monkeypatch.setattr(drawing, "jpeg", lambda *_: drawn.append(1) or b"")

    corrected(story)
    activity.record("story.corrected", story)
    told()
    told()
    draw_cards()
    draw_cards()

    assert drawn == []
    assert db.session.scalar(select(func.count()).select_from(CardOrder)) == 0


def test_the_brand_s_change_draws_every_card_that_is_online_anew(client, company):
    stories = [make_published_story() for _ in range(2)]
    for story in stories:
        corrected(story)
    before = [picture_of(client, story)["og:image"] for story in stories]

    organisation.set_colour(company, "#7a3fa0", by=make_person())
    told()
    draw_cards()

    after = [picture_of(client, story)["og:image"] for story in stories]
    assert not set(before) & set(after)
    spot = opened(client, after[0]).convert("RGB").getpixel((20, 600))
    assert all(abs(one - other) < 8 for one, other in zip(spot, (0x7A, 0x3F, 0xA0), strict=True))


def test_nothing_of_what_is_no_longer_or_not_yet_online_is_shown(client, recruiter):
    draft, opening = make_opening(), make_published_opening(title="Secret demain")
    activity.record("opening.corrected", draft)
    corrected(opening)
    url = picture_of(client, opening)["og:image"]
    assert db.session.scalars(select(ShareCard.publication_id).distinct()).all() == [opening.id]

    close(opening, by=recruiter, now=clock.now())
    answer = client.get(path_of(url))
    assert answer.status_code == 302
    assert "/media/card-" in answer.location
    assert answer.headers["Cache-Control"] == "no-store"
    activity.record("opening.corrected", opening)
    told()
    draw_cards()  # harmless

    reopen(opening, by=recruiter, now=clock.now())
    assert client.get(path_of(url)).status_code == 200


@pytest.mark.parametrize("name", ["0" * 16, "0" * 16 + "-" + "0" * 10, "x", "../a", "é", "0" * 400])
def test_no_address_of_a_card_is_missing(client, name):
    answer = client.get(f"/media/cards/{name}.jpg")

    assert answer.status_code in (302, 404 if "/" in name else 302)


def test_a_network_may_ask_for_a_part_or_whether_it_changed(client):
    story = make_published_story()
    corrected(story)
    path = path_of(picture_of(client, story)["og:image"])

    whole = client.get(path)
    part = client.get(path, headers={"Range": "bytes=0-9"})
    again = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})

    assert (part.status_code, part.data) == (206, whole.data[:10])
    assert again.status_code == 304
    assert whole.headers["Cache-Control"] == "public, max-age=3600"
    assert whole.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def front(app: Flask, code: str) -> str:
    pages = app.extensions["relais_front"].pages
    return pages.answer(f"/r/{code}", code, "fr", Wish("fr", gzip=False)).body(b"x" * 40).decode()


def image_at(page: str) -> str:
    return re.search(r'property="og:image" content="([^"]*)"', page)[1]


def test_a_share_shows_its_ambassador_and_memory_holds_one_page_for_all(app, client):
    story, zoe = make_published_story(), make_ambassador(first_name="Zoé", last_name="Lambert")
    plain = make_link(publication=story, ambassador=zoe)
    shown = [make_link(publication=story, ambassador=zoe, on_card=True) for _ in range(3)]
    corrected(story)
    pages = app.extensions["relais_front"].pages
    pages._pages.clear()

    urls = {image_at(front(app, link.code)) for link in shown}
    (url,) = urls

    without = image_at(front(app, plain.code))
    assert url.startswith(without.removesuffix(".jpg") + "-")
    own_address = f"{app.config['BASE_URL']}/r/{shown[0].code}"
    assert f'og:url" content="{own_address}"' in front(app, shown[0].code)
    assert len(pages._pages) == 1
    with_face, nobody = opened(client, url), opened(client, without)
    assert with_face.tobytes() != nobody.tobytes()
    # drawn, or not: the answer is a picture all the same
    missing = re.sub(r"-[0-9a-f]{10}\.", "-0123456789.", path_of(url))
    assert client.get(missing).data == client.get(path_of(without)).data
    assert client.get(missing).headers["Cache-Control"] == "no-store"


def test_a_face_that_is_taken_away_is_gone_from_the_pictures(app, client):
    portrait = BytesIO()
    Image.new("RGB", (400, 400), "#ff0000").save(portrait, "PNG")
    story, zoe = make_published_story(), make_ambassador(first_name="Zoé")
    accounts.set_portrait(zoe, portrait.getvalue(), name="z.png", now=clock.now())
    link = make_link(publication=story, ambassador=zoe, on_card=True)
    corrected(story)
    before = image_at(front(app, link.code))
    assert red(opened(client, before))
    files = db.session.scalar(select(func.count()).select_from(StoredFile))

    accounts.remove_portrait(zoe, now=clock.now())
    told()
    app.extensions["relais_front"].pages.forget("person", zoe.id)

    assert not red(opened(client, before))
    draw_cards()
    after = image_at(front(app, link.code))
    assert after != before
    assert not red(opened(client, after))
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) <= files


def red(picture: Image.Image) -> bool:
    seen = picture.convert("RGB").getcolors(1_000_000) or []
    return any(r > 200 and g < 60 and b < 60 for _count, (r, g, b) in seen)


def test_a_card_that_cannot_be_drawn_stops_no_other_and_is_given_up(app, client, monkeypatch):
    bad, good = make_published_story(title="Mauvais"), make_published_story(title="Bon")
    real, tries = drawing.jpeg, []

    def sometimes(facts, fonts):
        if facts.publication_id == bad.id:
            tries.append(clock.now())
            raise RuntimeError("no")
        return real(facts, fonts)

    monkeypatch.setattr(drawing, "jpeg", sometimes)
    activity.record("story.corrected", bad)
    corrected(good)

    assert "/media/cards/" in picture_of(client, good)["og:image"]
    assert "/media/card-" in picture_of(client, bad)["og:image"]
    for _ in range(draw.TRIES + 2):
        db.session.execute(CardOrder.__table__.update().values(due_at=clock.now()))
        draw_cards()
    assert len(tries) == draw.TRIES
    assert db.session.scalar(select(func.count()).select_from(CardOrder)) == 0


def test_a_card_that_a_worker_dies_of_stops_no_other(app, client, monkeypatch):
    deadly, other = make_published_opening(), make_published_opening()
    for opening in (deadly, other):
        activity.record("opening.corrected", opening)
    told()
    db.session.execute(
        CardOrder.__table__.update()
        .where(CardOrder.publication_id == deadly.id)
        .values(due_at=clock.now() - timedelta(minutes=5))
    )
    db.session.commit()
    real = drawing.jpeg

    def jpeg(facts, fonts):
        if facts.publication_id == deadly.id:
            raise SystemExit  # as if it were killed: nothing here has a chance to note it
        return real(facts, fonts)

    monkeypatch.setattr(drawing, "jpeg", jpeg)
    with pytest.raises(SystemExit):
        draw_cards()
    db.session.rollback()
    draw_cards()

    assert other.text("fr").card
    (left,) = db.session.scalars(select(CardOrder)).all()
    assert (left.publication_id, left.tries) == (deadly.id, 1)


def test_letters_that_no_font_has_leave_the_brand_s_picture(app, client, monkeypatch):
    story = make_published_story(title="東京")
    monkeypatch.setattr(drawing.typst, "Fonts", lambda **_: type("F", (), {"fonts": list})())

    corrected(story)

    assert "/media/card-" in picture_of(client, story)["og:image"]
    assert db.session.scalar(select(func.count()).select_from(CardOrder)) == 0
