"""The organisation: its name, its words, its logo."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.core.database import db
from app.core.models import StoredFile, Version
from app.people.organisation import UNNAMED, current_organisation
from tests.factories.people import make_organisation, make_person, sign_in
from tests.web.account.helpers import activities, where_to

WORDS = {
    "name": "Ormelune & fils",
    "website": "https://ormelune.example",
    "about_fr": "Le code des transports publics.",
    "about_en": "The code of public transport.",
    "legal_fr": "# Mentions",
    "legal_en": "# Notice",
    "privacy_fr": "Vos données.",
    "privacy_en": "Your data.",
}


def picture(size: tuple[int, int] = (600, 400), kind: str = "PNG") -> BytesIO:
    out = BytesIO()
    Image.new("RGBA", size, (200, 30, 30, 120)).convert("RGB" if kind == "JPEG" else "RGBA").save(
        out, kind
    )
    out.seek(0)
    return out


def test_its_name_and_words_are_set_even_before_it_exists(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    assert current_organisation() is None
    assert UNNAMED in client.get("/account").text

    where_to(client.post("/admin/organisation", data=WORDS))

    organisation = current_organisation()
    assert organisation is not None
    assert {key: getattr(organisation, key) for key in WORDS} == WORDS
    assert "Ormelune &amp; fils" in client.get("/account").text


def test_what_changed_is_written_by_name_only(client: FlaskClient) -> None:
    make_organisation(name="Ormelune")
    sign_in(client, make_person(role="admin"))

    client.post("/admin/organisation", data={"name": "Ormelune", "about_fr": "Neuf."})

    [written] = activities("organisation.changed")
    assert written.data == {"changed": ["about_fr"]}
    assert db.session.get_one(Version, "organisation").number == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"website": "javascript:alert(1)"},
        {"website": "ormelune"},
    ],
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    make_organisation(name="Before")
    sign_in(client, make_person(role="admin"))

    answer = client.post("/admin/organisation", data={**WORDS, **wrong})

    assert answer.status_code == 422
    assert "Le code des transports publics." in answer.text
    organisation = current_organisation()
    assert organisation is not None
    assert organisation.name == "Before"


def test_a_logo_is_shown_everywhere_then_removed(client: FlaskClient) -> None:
    organisation = make_organisation()
    sign_in(client, make_person(role="admin"))

    where_to(
        client.post(
            "/admin/brand", data={"brand_color": "#0f5f57", "logo": (picture(), "logo.png")}
        )
    )
    address = f"/media/{organisation.logo_id}.webp"
    assert address in client.get("/sign-in/password").text
    assert client.get(address).status_code == 200

    client.post("/admin/brand/logo/remove")
    assert organisation.logo_id is None
    assert client.get(address).status_code == 404


def test_a_new_logo_leaves_no_file_of_the_old(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))

    for _ in range(2):
        client.post("/admin/brand", data={"brand_color": "#0f5f57", "logo": (picture(), "l.png")})

    assert db.session.query(StoredFile).count() == 1


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nbroken"]
)
def test_what_is_no_picture_is_refused_with_a_sentence(client: FlaskClient, data: bytes) -> None:
    organisation = make_organisation()
    sign_in(client, make_person(role="admin", language="en"))

    answer = client.post(
        "/admin/brand", data={"brand_color": "#ffcc00", "logo": (BytesIO(data), "logo.png")}
    )

    assert answer.status_code == 422
    assert "not a picture" in answer.text
    assert organisation.logo_id is None
    assert organisation.brand_color == "#0f5f57"


def test_candidates_are_asked_who_recommends_them_when_the_organisation_says_so(
    client: FlaskClient,
) -> None:
    make_organisation(name="Ormelune")
    sign_in(client, make_person(role="admin"))

    client.post("/admin/organisation", data={"name": "Ormelune", "asks_referrer": "1"})
    organisation = current_organisation()
    assert organisation is not None
    assert organisation.asks_referrer

    client.post("/admin/organisation", data={"name": "Ormelune"})
    assert not organisation.asks_referrer
    changed = [each.data["changed"] for each in activities("organisation.changed")]
    assert changed == [["asks_referrer"], ["asks_referrer"]]
