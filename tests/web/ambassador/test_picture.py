"""The picture in the share kit: as the network shows it, with one's own face where one wants it."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.sharing.cards.models import CardOrder
from app.sharing.models import ReferralLink
from tests.activities import deliver_activities
from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_published_story
from tests.factories.sharing import make_ambassador
from tests.sharing.cards import draw_cards


@pytest.fixture
def zoe(app, client):
    make_organisation(name="Ormelune")
    person = make_ambassador(first_name="Zoé", last_name="Lambert", language="fr")
    sign_in(client, person)
    return person


@pytest.fixture
def story(zoe):
    story = make_published_story(variants=["Venez."])
    activity.record("story.corrected", story)
    deliver_activities("story.corrected")
    draw_cards()
    return story


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def draft(client, story, **fields):
    data = {"channel": "linkedin", "language": "fr", "words": "Venez."} | fields
    return soup(client.post(f"/share/{story.id}/draft", data=data))


def orders() -> int:
    return len(db.session.scalars(select(CardOrder)).all())


def test_the_kit_shows_the_card_of_the_language_and_offers_it_as_a_file(client, story):
    shown = {
        language: soup(client.get(f"/share/{story.id}?language={language}&channel=x"))
        for language in ("fr", "en")
    }

    for language, page in shown.items():
        name = story.text(language).card
        preview = page.select_one("#preview")
        assert preview.select_one(".post.x img")["src"].endswith(f"/media/cards/{name}.jpg")
        assert preview["data-picture"] == preview.select_one("a[download]")["href"]
        assert name in preview["data-picture"]  # what the phone's share menu is given
        assert not preview.select_one("[name=on_card]").has_attr("checked")
    assert orders() == 0  # looking orders nothing


def test_with_my_name_orders_a_card_and_shows_it_once_it_is_drawn(client, zoe, story):
    first = draft(client, story, on_card="y").select_one("#preview")
    assert first.select_one("[hx-trigger='load delay:2s']")
    draft(client, story, on_card="y")
    assert orders() == 1
    plain = client.get(first.select_one("img")["src"].split("localhost")[-1])

    draw_cards()

    after = draft(client, story, on_card="y").select_one("#preview")
    assert after.select_one("[name=on_card]").has_attr("checked")
    assert not after.select_one("[hx-trigger='load delay:2s']")
    assert f"{after['data-picture']}?soon" == first["data-picture"]  # else browsers show the former
    path = "/" + after["data-picture"].split("/", 3)[3]
    assert client.get(path).data != plain.data
    assert orders() == 0


def test_each_share_says_whether_it_shows_who_relays(client, zoe, story):
    form = {"form_id": str(uuid4()), "channel": "linkedin", "language": "fr", "words": "Venez."}
    for fields in ({}, {"on_card": "y"}, {"on_card": "y"}):
        made = client.post(f"/share/{story.id}", data=form | fields)
        assert made.status_code == 302
    deliver_activities("link.created")

    links = db.session.scalars(select(ReferralLink).order_by(ReferralLink.id)).all()
    assert [link.on_card for link in links] == [False, True]
    assert orders() == 1
    made = client.post(f"/share/{story.id}", data=form | {"channel": "sheet", "on_card": "y"})
    page = soup(client.get(made.location))
    assert "-" in page.select_one("[data-share-picture]")["data-share-picture"].rpartition("/")[2]


def test_what_is_printed_has_no_picture(client, story):
    page = draft(client, story, channel="qr")

    assert not page.select_one("#preview [name=on_card]")
