"""Public pages travel compressed; pages that hold a secret do not."""

import pytest

from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening


@pytest.mark.parametrize("way", ["br", "gzip"])
def test_the_career_site_travels_compressed(client, way):
    make_published_opening()

    page = client.get("/fr/offres", headers={"Accept-Encoding": way})

    assert page.headers["Content-Encoding"] == way
    assert "Accept-Encoding" in page.headers["Vary"]


@pytest.mark.parametrize("takes", ["deflate, gzip", "br, gzip", "gzip, deflate, br, zstd"])
def test_facebook_is_never_sent_what_it_does_not_read(client, takes):
    agent = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"

    page = client.get("/fr/offres", headers={"Accept-Encoding": takes, "User-Agent": agent})

    assert page.headers["Content-Encoding"] == "gzip"


def test_who_asks_for_no_compression_gets_none(client):
    assert "Content-Encoding" not in client.get("/fr/offres").headers


def test_staff_pages_are_not_compressed(client):
    sign_in(client, make_person())

    page = client.get("/account", headers={"Accept-Encoding": "br, gzip"})

    assert "Content-Encoding" not in page.headers
