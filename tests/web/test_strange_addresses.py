"""Addresses that no page of ours writes: refused or ignored, never a failure of ours (Z4)."""

import pytest

from app.people.models import Role
from tests.factories.hiring import make_application
from tests.factories.people import make_person, sign_in
from tests.factories.sharing import make_link

HUGE = "9" * 30
NUL = "%00" * 10


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/fr/offres/x-{HUGE}/postuler", 404),
        (f"/r/{{code}}/apply/{HUGE}/fr", 404),
        (f"/r/{{code}}/{HUGE}", 404),
        (f"/r/{NUL}/apply", 404),
        (f"/r/{NUL}/1", 404),
        (f"/fr/offres/x-{HUGE}", 404),
        (f"/fr/contenus?page={HUGE}", 200),
        ("/fr/offres?q=%00&place=%00", 200),
        ("/s/%00", 404),
        ("/fr/equipes/%00", 404),
        ("/fr/lieux/%00", 404),
        ("/en/themes/%00", 404),
        (f"/r/{{code}}/places/{NUL}/fr", 404),
        (f"/fr/offres/{HUGE}", 404),
        (f"/embed/{HUGE}/fr", 404),
        (f"/oembed?url=http://127.0.0.1:8000/fr/offres/{HUGE}", 404),
        ("/oembed?url=%00&maxwidth=%00", 404),
        (f"/widget/openings.json?team=%00&place=,&limit={HUGE}", 200),
        (f"/sitemap.xml?part={HUGE}", 404),
        ("/fr/offres?team=%00&team=%F0%9F%90%99", 200),
        ("/sign-in?next=/%00&lang=%00", 200),
    ],
)
def test_a_strange_address_of_anyone_is_no_failure_of_ours(client, path, status):
    assert client.get(path.format(code=make_link().code)).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/my-relays?endpoint=x", 200),
        ("/my-relays?_method=DELETE", 200),
        ("/outbox?q=%00", 200),
        (f"/applications?page={HUGE}&q=%00&opening=%00", 200),
        (f"/applications/{{application}}/cv/{HUGE}.webp", 404),
        ("/applications/{application}/same-person?q=%00", 200),
        (f"/programme/policy/{HUGE}", 404),
        (f"/hub/all?page={HUGE}&q=%00&team=%00", 200),
        ("/admin/people?q=%00&team=%00", 200),
    ],
)
def test_a_strange_address_of_staff_is_no_failure_of_ours(client, path, status):
    sign_in(client, make_person(roles=list(Role)))
    address = path.format(application=make_application().id)

    assert client.get(address).status_code == status


def test_the_filters_of_relays_lead_nowhere_else(client):
    sign_in(client, make_person())

    page = client.get("/my-relays?_external=1&_scheme=javascript&period=30d")

    assert "javascript:" not in page.text


GONE = "d698bb0c-3026-4516-a3cc-377e76828158"


@pytest.mark.parametrize("job", ["%00", "no-such-job", GONE, "a:b"])
def test_a_job_that_is_no_job_is_refused_with_words(client, job):
    sign_in(client, make_person(roles=[Role.ADMIN]))

    assert client.post(f"/operations/jobs/{job}/retry").status_code == 422
