"""Relais on a phone: a manifest that installs, icons, a worker that keeps nothing of anybody."""

import re
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from jsonschema import validate
from PIL import Image

from tests.factories.people import make_organisation, make_person, make_team, sign_in
from tests.factories.publishing import make_opening, make_published_opening
from tests.factories.sharing import make_ambassador, make_link

# What the W3C's Web Application Manifest and its Share Target make of the members that we write
MANIFEST = {
    "type": "object",
    "required": [
        *("id", "name", "short_name", "start_url", "scope", "display", "icons", "share_target"),
    ],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^/"},
        "name": {"type": "string", "minLength": 1},
        "short_name": {"type": "string", "minLength": 1, "maxLength": 12},
        "description": {"type": "string"},
        "lang": {"enum": ["fr", "en"]},
        "dir": {"enum": ["ltr", "rtl", "auto"]},
        "start_url": {"type": "string", "pattern": "^/"},
        "scope": {"const": "/"},
        "display": {"enum": ["fullscreen", "standalone", "minimal-ui", "browser"]},
        "background_color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
        "theme_color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
        "icons": {
            "type": "array",
            "minItems": 4,
            "items": {
                "type": "object",
                "required": ["src", "sizes", "type", "purpose"],
                "properties": {
                    "src": {"type": "string", "pattern": "^/"},
                    "sizes": {"type": "string", "pattern": "^[0-9]+x[0-9]+$"},
                    "type": {"const": "image/png"},
                    "purpose": {"enum": ["any", "maskable"]},
                },
            },
        },
        "share_target": {
            "type": "object",
            "required": ["action", "method", "params"],
            "properties": {
                "action": {"const": "/received"},
                "method": {"const": "GET"},
                "params": {
                    "const": {"title": "title", "text": "text", "url": "url"},
                },
            },
        },
    },
}


@pytest.fixture
def zoe(app, client):
    make_organisation(name="Ormelune")
    person = make_ambassador(team=make_team())
    sign_in(client, person)
    return person


def test_the_manifest_is_valid_and_its_icons_are_of_the_sizes_it_says(client, app):
    make_organisation(name="Ormelune et compagnie", brand_color="#7a3fa0")

    answer = client.get("/manifest.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    found = answer.get_json(force=True)
    validate(found, MANIFEST)
    assert found["theme_color"] == "#7a3fa0"
    for icon in found["icons"]:
        sent = client.get(icon["src"])
        picture = Image.open(BytesIO(sent.data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert sent.mimetype == "image/png"
        assert "immutable" in sent.headers["Cache-Control"]


def test_a_maskable_icon_has_its_ground_in_every_corner(client, app):
    make_organisation(brand_color="#7a3fa0")

    picture = Image.open(BytesIO(client.get("/app-icon/maskable-192-x.png").data)).convert("RGB")

    corners = {picture.getpixel((x, y)) for x in (0, 191) for y in (0, 191)}
    assert corners == {(0x7A, 0x3F, 0xA0)}
    assert len(set(picture.getdata())) > 10


@pytest.mark.parametrize("path", ["any-193-x", "round-192-x", "any-9999999-x"])
def test_no_other_icon_is_drawn(client, app, path):
    make_organisation()

    assert client.get(f"/app-icon/{path}.png").status_code == 404


def test_only_pages_after_sign_in_name_the_manifest(client, zoe, app):
    assert 'rel="manifest"' in client.get("/hub").text

    visitor = app.test_client()
    for path in ("/sign-in", "/fr/offres", "/en/stories", "/offline"):
        assert "manifest" not in visitor.get(path).text


def test_the_worker_keeps_only_pages_that_are_nobodys_and_that_exist(client, zoe):
    answer = client.get("/sw.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = re.findall(r'"(/[^"]*)"', answer.text.splitlines()[0])
    assert kept[0] == "/offline"
    for path in kept:
        sent = client.get(path)
        assert sent.status_code == 200
        assert zoe.last_name not in sent.text if sent.mimetype == "text/html" else True


def at(client, **given):
    return client.get("/received", query_string=given)


def test_an_address_of_ours_leads_to_its_share_kit_however_it_comes(client, zoe, app):
    opening, base = make_published_opening(title="Ingénieure"), app.config["BASE_URL"]
    link = make_link(publication=opening)
    kit = f"/share/{opening.id}"
    public = BeautifulSoup(client.get("/fr/offres").text, "html.parser").select_one(
        f'a[href*="-{opening.number}"]'
    )["href"]

    for address in (f"{base}/r/{link.code}", f"{base}/r/{link.code}/en?utm_source=x", base + public,
                    f"{base}{kit}"):  # fmt: skip
        assert at(client, url=address).headers["Location"].endswith(kit)
        assert at(client, text=f"Regarde : {address}").headers["Location"].endswith(kit)


def test_what_is_not_theirs_to_relay_opens_no_kit(client, zoe, app):
    base = app.config["BASE_URL"]
    hidden = make_published_opening(audience_teams=[make_team()])
    draft = make_opening()

    for path in (f"/share/{hidden.id}", f"/share/{draft.id}", "/r/000000000000", "/hub", "/x",
                 "/fr/offres/rien-999999"):  # fmt: skip
        answer = at(client, url=base + path)
        assert answer.status_code == 200
        assert "Rien à relayer à cette adresse" in answer.text


def test_another_address_is_said_what_can_be_done_with(client, zoe):
    answer = at(client, title="Un article", text="https://example.org/a?b=1")

    assert "pas de chez nous" in answer.text
    assert "https://example.org/a?b=1" in answer.text


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "sans adresse"},
        {"url": "javascript:alert(1)"},
        {"url": "https://[x"},
        {"text": "\x00" * 9},
        {"url": "https://e.org/" + "a" * 9000},
    ],
)
def test_strange_things_that_are_shared_are_answered_by_a_page(client, zoe, given):
    assert at(client, **given).status_code == 200


def test_what_is_shared_before_signing_in_waits_behind_it(client, app):
    make_organisation()
    make_person()

    answer = at(client, url="https://example.org/")

    assert answer.status_code == 302
    assert "next=/received" in answer.headers["Location"]
