"""One's own account."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.core import files
from app.core.database import db
from app.core.models import Version
from app.people.models import Appearance
from tests.factories.people import make_organisation, make_person, sign_in
from tests.web.account.helpers import activities, where_to
from tests.web.admin.test_organisation import picture

ZOE = {"first_name": "Zoé", "last_name": "Lambert", "job_title": "Ingénieure"}


def test_one_s_name_and_title_are_changed_and_pages_in_memory_told(client: FlaskClient) -> None:
    person = make_person(first_name="Zoe", last_name="L.")
    sign_in(client, person)

    where_to(client.post("/account", data=ZOE))

    assert (person.name, person.job_title) == ("Zoé Lambert", "Ingénieure")
    assert activities("person.changed")[0].data == {
        "changed": ["first_name", "job_title", "last_name"]
    }
    assert db.session.get_one(Version, "person").number == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_is_needed_and_has_an_end(client: FlaskClient, name: str) -> None:
    person = make_person(first_name="Zoé")
    sign_in(client, person)

    answer = client.post("/account", data={**ZOE, "first_name": name, "job_title": "Kept"})

    assert answer.status_code == 422
    assert "Kept" in answer.text
    assert person.first_name == "Zoé"


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "Robert'); DROP TABLE people;--",
        "a\0b",
        "\u202ezoé",
        "𝒵",
    ],
)
def test_a_name_of_any_signs_is_shown_as_it_is_and_breaks_nothing(
    client: FlaskClient, name: str
) -> None:
    sign_in(client, make_person())

    where_to(client.post("/account", data={**ZOE, "first_name": name}))
    page = client.get("/account").text

    assert "<script>alert(1)" not in page
    assert "49" not in page.partition('id="first_name"')[2][:200]


def test_a_portrait_becomes_a_square_of_320_without_what_the_camera_wrote(
    client: FlaskClient,
) -> None:
    person = make_person()
    sign_in(client, person)
    photo, out = Image.new("RGB", (1200, 800), "red"), BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Zoé"
    photo.save(out, "JPEG", exif=exif)
    out.seek(0)

    where_to(client.post("/account", data={**ZOE, "portrait": (out, "me.jpg")}))

    kept = files.open_bytes(person.portrait)
    with Image.open(BytesIO(kept)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (320, 320))
    assert b"Camera" not in kept


def test_a_portrait_is_removed(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    client.post("/account", data={**ZOE, "portrait": (picture(), "me.png")})
    address = f"/media/{person.portrait_id}.webp"
    assert address in client.get("/account").text

    where_to(client.post("/account/portrait/remove"))

    assert person.portrait_id is None
    assert client.get(address).status_code == 404


def test_a_picture_refused_changes_nothing_else(client: FlaskClient) -> None:
    person = make_person(first_name="Zoe")
    sign_in(client, person)

    answer = client.post("/account", data={**ZOE, "portrait": (BytesIO(b"not one"), "me.png")})

    assert answer.status_code == 422
    db.session.expire_all()
    assert person.first_name == "Zoe"


def test_the_language_changes_the_screens_at_once(client: FlaskClient) -> None:
    make_organisation()
    person = make_person(language="fr")
    sign_in(client, person)

    where_to(client.post("/account/preferences", data={"language": "en"}))

    assert '<html lang="en"' in client.get("/account").text
    assert person.appearance is Appearance.SYSTEM


def test_the_appearance_is_kept_and_drawn(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    assert "data-theme" not in client.get("/account").text.partition("<head>")[0]

    where_to(client.post("/account/preferences", data={"theme": "dark"}))

    assert 'data-theme="dark"' in client.get("/account").text.partition("<head>")[0]


@pytest.mark.parametrize("wrong", [{"language": "de"}, {"theme": "pink"}])
def test_a_preference_that_does_not_exist_is_refused(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    person = make_person(language="fr")
    sign_in(client, person)

    assert client.post("/account/preferences", data=wrong).status_code == 400
    assert (person.language, person.appearance) == ("fr", Appearance.SYSTEM)
