"""The openings as job boards take them: Indeed's XML (P10)."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from flask.testing import FlaskClient

from app.core.database import db
from app.publishing.models import Contract, Remote, WorkingTime
from app.web.site.machines import jobs_xml
from app.web.site.machines.jobs_xml import without_entities
from tests.conftest import CountStatements
from tests.factories.people import make_place
from tests.factories.publishing import make_opening, make_published_opening
from tests.web.site.conftest import address

BASE = "http://127.0.0.1:8000"
SCHEMA = Path(__file__).parents[1] / "schemas" / "jobs.xsd"


def jobs(client: FlaskClient) -> list[dict[str, str]]:
    """What a job board reads of each job."""
    root = ElementTree.fromstring(client.get("/jobs.xml").data)
    return [{field.tag: field.text or "" for field in job} for job in root.iter("job")]


def test_a_job_has_every_field_that_boards_ask_for(client: FlaskClient) -> None:
    place = make_place(name="Nantes", region="Pays de la Loire", postal_code="44000")
    opening = make_published_opening(
        title="Développeuse – Nantes – 45 k€",
        place=place,
        closes_on=date(2099, 12, 31),
        contract=Contract.FIXED_TERM,
        working_time=WorkingTime.FULL,
        remote=Remote.FULL,
    )
    make_opening(title="Brouillon")

    body = client.get("/jobs.xml").data.decode()
    xmlschema.XMLSchema(SCHEMA).validate(body)
    (job,) = jobs(client)

    assert list(job) == [
        *("title", "date", "referencenumber", "requisitionid", "url", "company", "city", "state"),
        *("country", "postalcode", "description", "salary", "jobtype", "remotetype"),
        "expirationdate",
    ]
    assert job["title"] == "Développeuse"
    assert job["date"] == "Mon, 02 Nov 2026 09:00:00 +0000"
    assert job["referencenumber"] == job["requisitionid"] == str(opening.number)
    assert job["url"] == f"{BASE}{address(opening)}"
    assert (job["company"], job["city"], job["country"]) == ("Ormelune", "Nantes", "FR")
    assert job["jobtype"] == "fulltime, temporary"
    assert job["remotetype"] == "Fully remote"
    assert job["expirationdate"] == "2099-12-31"
    assert re.sub(r"\s", " ", job["salary"]) == "48 000 à 58 000 € brut par an"
    assert "<h2>Votre mission</h2>" in job["description"]
    assert body.count("<![CDATA[") == body.count("]]>") == 15 + 3


def test_an_opening_at_several_places_is_a_job_at_each(client: FlaskClient) -> None:
    places = [make_place(name=name) for name in ("Nantes", "Lyon", "Lille")]
    opening = make_published_opening(place=places[0], other_places=places[1:])

    found = [(job["referencenumber"], job["requisitionid"], job["city"]) for job in jobs(client)]

    number = str(opening.number)
    assert found == [
        (number, number, "Nantes"),
        (f"{number}-2", number, "Lyon"),
        (f"{number}-3", number, "Lille"),
    ]


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<p>R&amp;D, l&#39;été</p>", "<p>R&D, l'été</p>"),
        ("<p>a &lt; b &gt; c</p>", "<p>a < b > c</p>"),
        ("<p>&lt;script&gt;</p>", "<p>\u2039script></p>"),
        ("<p>&amp;eacute;</p>", "<p>&\u2060eacute;</p>"),
        ('<a href="https://a.example/?x=1&amp;y=2" rel="x">ici</a>',
         '<a href="https://a.example/?x=1&y=2">ici</a>'),
        ('<a href="https://a.example/&quot;&gt;">ici</a>',
         '<a href="https://a.example/%22%3E">ici</a>'),
    ],
)  # fmt: skip
def test_html_goes_without_entities_and_never_gains_a_tag(html: str, written: str) -> None:
    assert without_entities(html) == written


def test_words_cannot_end_a_section_or_the_document(client: FlaskClient) -> None:
    title = "]]></title><job>&\x0b"
    make_published_opening(title=title, body="]]> <b> &amp; \x0c fin")

    (job,) = jobs(client)

    assert job["title"] == "]]></title><job>&"
    assert "]]>" in job["description"]
    body = client.get("/jobs.xml").data.decode()
    assert not re.search(r"&(?:#\d+|#x[0-9a-f]+|\w+);", body)


def test_a_board_that_has_the_jobs_is_told_so(client: FlaskClient) -> None:
    opening = make_published_opening()
    etag = client.get("/jobs.xml").headers["ETag"]

    again = client.get("/jobs.xml", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")

    opening.updated_at = opening.updated_at.replace(year=2027)
    db.session.flush()
    assert client.get("/jobs.xml", headers={"If-None-Match": etag}).status_code == 200


def test_many_jobs_are_sent_as_they_are_read_and_none_is_lost_between_two_batches(
    client: FlaskClient, statements: CountStatements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_xml, "AT_A_TIME", 7)
    numbers = [str(make_published_opening().number) for _ in range(30)]

    with statements() as sent:
        answer = client.get("/jobs.xml", buffered=False)
        first = next(answer.iter_encoded())
    found = [job["requisitionid"] for job in jobs(client)]

    assert b"<job>" not in first
    assert len(sent) <= 4, "\n".join(sent)
    assert found == numbers[::-1]
