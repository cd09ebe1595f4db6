"""A recruiter sends a table, looks at it, applies it and takes it back."""

import io

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.people.models import Role
from app.publishing.feeds.models import Feed, FeedOpening, FeedRun, FeedState, RunState
from app.publishing.feeds.runs import apply, begin
from app.publishing.models import Opening
from tests.factories.people import make_person, make_place, sign_in
from tests.factories.publishing import make_opening

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


UNKNOWN = "Libellé;Implantation;Rém.\nDev;Nantes;45 k€\nChef;;\n"


def test_unknown_headings_are_matched_once_and_then_read_at_once(signed):
    answer = send(signed, UNKNOWN)
    assert answer.location.endswith("/columns")
    page = signed.get(answer.location).text
    assert "Nantes" in page
    assert '<option value="title" selected>' in page

    wrong = signed.post(answer.location, data={"column-0": "", "column-1": "place"})
    assert wrong.status_code == 422
    assert '<option value="place" selected>' in wrong.text, "what was chosen stays"
    signed.post(answer.location, data={"column-0": "title", "column-1": "place", "column-2": "no"})

    assert db.session.scalars(select(Feed)).one().columns["implantation"] == "place"
    assert not send(signed, UNKNOWN).location.endswith("/columns")


def test_a_table_that_is_too_large_is_told_with_its_name(signed):
    answer = signed.post(
        "/openings/imports/new",
        data={"table-name": "Mes offres", "table-file": (io.BytesIO(bytes(57_000_000)), "o.csv")},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 413
    assert 'name="table-name" value="Mes offres"' in answer.text
    assert "50 Mo" in answer.text

    larger = b"Titre;Ville\n" + b"Dev;Lyon\n" * 2_000_000  # than most forms, and no larger
    within = send(signed, larger.decode(), name="Mes offres")
    assert within.status_code == 422
    assert "20 000" in within.text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def source(signed, recruiter):
    feed = begin.follow_address(
        "ormelune", "lever", name="Lever", language="fr", by=recruiter, now=clock.now()
    )
    db.session.commit()
    return feed


def settings_of(feed, **changed):
    return {
        "name": feed.name, "format": feed.format, "address": feed.address, "language": "fr",
        "every_minutes": "60", "default_contract": "permanent", "default_remote": "",
        "vanished": "close", "owner": str(feed.owner_id), **changed,
    }  # fmt: skip


def test_a_source_is_set_and_what_is_wrong_is_said_by_its_field(signed, source):
    page = f"/openings/imports/sources/{source.id}"
    for wrong in (
        {"every_minutes": "14"},
        {"every_minutes": "x"},
        {"address": "http://example.org/x", "format": "indeed"},
        {"vanished": "burn"},
        {"owner": str(make_person(roles=[Role.AMBASSADOR]).id)},
        {"name": ""},
    ):
        answer = signed.post(page, data=settings_of(source, **{"name": "Autre", **wrong}))
        assert answer.status_code == 422, wrong
        assert "Lever" in signed.get("/openings/imports").text
    owner = make_person(role=Role.RECRUITER)
    wanted = settings_of(source, every_minutes="15", vanished="ask", owner=str(owner.id))

    assert signed.post(page, data=wanted).status_code == 303
    db.session.refresh(source)
    assert (source.every_minutes, source.vanished, source.owner_id) == (15, "ask", owner.id)
    assert source.default_remote is None


def test_a_source_is_read_now_paused_and_resumed(signed, source):
    page = f"/openings/imports/sources/{source.id}"
    run = signed.post(f"{page}/follow").location
    assert "hx-trigger" in signed.get(run).text, "its page looks again by itself"

    signed.post(f"{page}/pause")
    assert "En pause" in signed.get(page).text
    signed.post(f"{page}/resume")
    assert "Suivie" in signed.get(page).text


def test_why_a_source_is_suspended_is_said(signed, source):
    source.state, source.failure = FeedState.SUSPENDED, "http_410"
    source.first_gone_at = source.failed_at = clock.now()
    db.session.commit()

    page = signed.get(f"/openings/imports/sources/{source.id}").text
    assert "(410)" in page
    assert "Suspendue" in signed.get("/openings/imports").text


def test_the_same_is_asked_on_the_preview_and_both_buttons_keep_the_answer(signed, recruiter):
    opening = make_opening(title="Dev", place=make_place(name="Nantes"))
    answer = send(signed, "Ref;Titre;Ville\n<1>;Dev;Nantes\n2;Chef;Nantes\n")
    run = db.session.scalars(select(FeedRun)).one()
    begin.read_run(run.id)
    db.session.commit()
    page = signed.get(answer.location).text
    assert 'name="same.&lt;1&gt;"' in page

    signed.post(f"{answer.location}/apply", data={"same.<1>": "join"})
    apply.apply_some(run.id, now=clock.now())
    db.session.commit()

    row = db.session.scalar(select(FeedOpening).where(FeedOpening.external_id == "<1>"))
    assert row.opening_id == opening.id
    editor = signed.get(f"/openings/{opening.id}").text
    assert "gardés à la main" in editor
    signed.post(f"/openings/{opening.id}/follow-again", data={"name": "salary"})
    db.session.refresh(opening)
    assert opening.salary_min is None
    signed.post(f"/openings/{opening.id}/follow-again", data={"name": "all"})
    assert "gardé à la main" not in signed.get(f"/openings/{opening.id}").text
    other = make_opening()
    assert signed.post(f"/openings/{other.id}/follow-again").status_code == 404


@pytest.mark.parametrize("path", ["", "/new", "/sources/{feed}", "/{run}"])
def test_pages_of_imports_ask_the_database_little(signed, source, path, statements):
    for number in range(30):
        db.session.add(
            FeedRun(feed_id=source.id, at=clock.now(), state=RunState.DONE, total=number)
        )
    db.session.commit()
    run = db.session.scalars(select(FeedRun.id)).first()

    with statements() as sent:
        page = signed.get(f"/openings/imports{path.format(feed=source.id, run=run)}")
    assert page.status_code == 200
    assert len(sent) <= 12
