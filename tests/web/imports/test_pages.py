"""A recruiter sends a table, looks at it, applies it and takes it back."""

import io

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.people.models import Role
from app.publishing.feeds.models import Feed, FeedRun, RunState
from app.publishing.feeds.runs import apply, begin
from app.publishing.models import Opening
from tests.factories.people import make_person, sign_in

TABLE = "Ref;Titre;Date limite;Salaire\n1;Dev;;45 k€\n2;Chef;jamais;\n3;=cmd;;450 €\n"


@pytest.fixture
def signed(client, recruiter):
    sign_in(client, recruiter)
    return client


def send(client, table, name="Tableau"):
    file = (io.BytesIO(table.encode()), "offres.csv")
    return client.post(
        "/openings/imports/new",
        data={"table-name": name, "table-file": file},
        content_type="multipart/form-data",
    )


def test_a_table_is_sent_looked_at_applied_and_taken_back(signed):
    answer = send(signed, TABLE)
    assert answer.status_code == 302
    run = db.session.scalars(select(FeedRun)).one()
    begin.read_run(run.id)
    db.session.commit()

    page = signed.get(answer.location).text
    assert "Dev" in page
    assert "jamais" in page

    signed.post(f"{answer.location}/apply")
    apply.apply_some(run.id, now=clock.now())
    db.session.commit()
    assert len(db.session.scalars(select(Opening)).all()) == 2

    signed.post(f"{answer.location}/undo")
    assert db.session.scalars(select(Opening)).all() == []
    assert db.session.get(FeedRun, run.id).state is RunState.UNDONE


def test_problems_leave_as_a_table_that_no_spreadsheet_runs(signed):
    answer = send(signed, TABLE.replace("450 €", "=1+1 net"))
    run = db.session.scalars(select(FeedRun)).one()
    begin.read_run(run.id)
    db.session.commit()

    table = signed.get(f"{answer.location}/problems.csv").text
    assert ";'=1+1 net;" in table


def test_what_is_no_table_is_refused_and_the_name_stays(signed):
    answer = send(signed, "rien du tout", name="Mes offres")

    assert answer.status_code == 422
    assert "Mes offres" in answer.text


def test_an_address_inside_our_network_is_refused_at_once(signed):
    answer = signed.post(
        "/openings/imports/new",
        data={"address-name": "x", "address-format": "indeed", "address-address": "ftp://x/y"},
    )

    assert answer.status_code == 422
    assert db.session.scalars(select(Feed)).all() == []


def test_an_address_is_followed_from_now_on(signed):
    signed.post(
        "/openings/imports/new",
        data={"address-name": "Lever", "address-format": "lever", "address-address": "ormelune"},
    )

    feed = db.session.scalars(select(Feed)).one()
    assert (feed.format, feed.address) == ("lever", "ormelune")
    assert feed.next_at
    assert "Lever" in signed.get("/openings/imports").text


def test_an_ambassador_imports_nothing(client):
    sign_in(client, make_person(roles=[Role.AMBASSADOR]))

    assert client.get("/openings/imports").status_code == 403
