"""PostgreSQL goes away at any statement: said clearly, what was typed is kept, never a 500 (Z2)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from itertools import count

import psycopg
import pytest
from redis.exceptions import RedisError
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from app.core import clock
from app.core.database import db
from app.extensions import limiter
from app.hiring.models import Application
from app.people.models import Role
from app.sharing.models import ReferralLink
from tests.factories.hiring import make_application, pdf_bytes
from tests.factories.people import PASSWORD, make_organisation, make_person, sign_in
from tests.factories.publishing import make_opening, make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.web.candidate.filling import OURS, filled
from tests.web.candidate.test_status import mailed
from tests.web.test_permissions_matrix import routes, sample
from tests.web.writing.test_editor_pages import fields as fields_of

APPLICATIONS_OF_MAILBOX = 30  # in an hour
PAGE = {"Accept": "text/html", "Accept-Language": "en"}


@contextmanager
def away(after=0):
    """Cut the database off after so many statements; gives the list of what was then refused."""
    refused, number = [], count()

    def cut(_connection, _cursor, statement, *_):
        if statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return  # the test's own transaction
        if refused or next(number) >= after:
            refused.append(statement)
            raise OperationalError(statement, {}, Exception("server closed the connection"))

    event.listen(db.engine, "before_cursor_execute", cut)
    try:
        yield refused
    finally:
        event.remove(db.engine, "before_cursor_execute", cut)
        db.session.rollback()


def moments():
    """After how many statements the database goes away: the first ones, and some of the later."""
    after = 0
    while True:
        yield after
        after += 1 + after // 4


@pytest.mark.parametrize("someone", ["nobody", "everybody"])
def test_no_route_fails_without_the_database(app, client, someone):
    if someone == "everybody":
        sign_in(client, make_person(roles=list(Role)))
    wrong = []
    with away():
        for rule, method in routes(app):
            answer = client.open(sample(rule), method=method, headers=PAGE | OURS)
            if answer.status_code >= 500 and answer.status_code != 503:
                wrong.append((method, rule.rule, answer.status_code))

    assert wrong == []


def share(client):
    opening, person = make_published_opening(), make_ambassador()
    sign_in(client, person)
    page = client.get(f"/share/{opening.id}").text
    form_id = page.split('name="form_id"')[1].split('value="')[1].split('"')[0]
    fields = {"form_id": form_id, "channel": "linkedin", "language": "fr"}
    return f"/share/{opening.id}", fields | {"words": "Venez voir par vous-mêmes."}, ReferralLink


def application(client):
    link = make_link()
    db.session.commit()
    path = f"/r/{link.code}/apply/en"
    fields = filled(client.get(path), message="Venez voir par vous-mêmes.")
    return path, fields | {"cv": None}, Application


def status_page(client):
    application = make_application(link=make_link(), now=clock.now())
    db.session.commit()
    path = mailed(application) + "/recommender"
    return path, {"referrer": "change", "named": "Zoé d’en face"}, None


def password(client):
    person = make_person(password=PASSWORD)
    return "/sign-in/password", {"email": person.email, "password": PASSWORD}, None


def editor(client):
    sign_in(client, make_person(role=Role.RECRUITER))
    opening = make_opening()
    db.session.commit()
    return f"/openings/{opening.id}", fields_of(opening, title="Venez voir par vous-mêmes"), None


def account(client):
    sign_in(client, make_person())
    return "/account", {"first_name": "Marie Ève", "last_name": "de la Tour"}, None


@pytest.mark.parametrize("form", [share, application, status_page, password, editor, account])
def test_a_form_says_that_nothing_was_recorded_and_keeps_what_was_typed(client, form):
    make_organisation()
    path, fields, table = form(client)
    before = kept_rows(table)
    times = 0
    for after in moments():
        typed = dict(fields)
        if "cv" in fields:
            typed["cv"] = (BytesIO(pdf_bytes()), "CV.pdf")
        with away(after) as refused:
            answer = client.post(path, data=typed, headers=PAGE | OURS)
        if not refused:
            assert answer.status_code < 400, answer.text
            break
        times += 1
        if all("FROM organisations" in statement for statement in refused):
            continue  # pages stand without the company's name
        assert answer.status_code == 503, (after, refused)
        assert "recorded" in answer.text or "enregistré" in answer.text
        assert PASSWORD not in answer.text
        for name, typed_text in fields.items():
            assert name in ("password", "cv") or typed_text.split(" ")[-1] in answer.text, (
                after,
                name,
            )
        assert kept_rows(table) == before
    assert times > 2


@pytest.mark.parametrize("back", [1, 2, 3])
def test_the_page_that_says_so_stands_when_all_but_the_last_statements_were_taken(
    client, statements, back
):
    make_organisation()
    path, fields, table = application(client)
    with statements() as sent:
        client.post(path, data=fields | {"cv": (BytesIO(pdf_bytes()), "CV.pdf")}, headers=OURS)
    before = kept_rows(table)
    path, fields, table = application(client)

    with away(len(sent) - back):
        answer = client.post(
            path, data=fields | {"cv": (BytesIO(pdf_bytes()), "CV.pdf")}, headers=OURS
        )

    assert answer.status_code == 503
    assert kept_rows(table) == before


def kept_rows(table):
    return db.session.scalar(select(func.count()).select_from(table)) if table else 0


def test_what_was_kept_is_sent_again_as_it_was(client):
    path, fields, _ = share(client)
    with away():
        kept = client.post(path, data=fields, headers=PAGE)

    from tests.web.candidate.filling import form_of

    assert form_of(kept) == fields
    assert client.post(path, data=form_of(kept)).status_code == 302


def test_who_asks_for_json_is_told_in_json(client):
    sign_in(client, make_person())
    with away():
        answer = client.post("/account", data={}, headers={"Accept": "application/json"})

    assert answer.status_code == 503
    assert answer.is_json


@pytest.mark.own_database
def test_a_connection_that_dies_behind_an_answer_does_not_undo_it(app):
    make_organisation(name="Ormelune")

    @app.after_request
    def cut(response):
        pid = db.session.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))
        return response

    with ThreadPoolExecutor() as elsewhere:  # a request with an application context of its own
        answer = elsewhere.submit(Client(app).get, "/fr/offres").result()

    assert (answer.status_code, "Ormelune" in answer.text) == (200, True)


def test_trying_again_while_the_database_is_away_is_no_attempt_too_many(client):
    path, fields, _ = application(client)
    for _ in range(APPLICATIONS_OF_MAILBOX + 1):
        with away():
            assert client.post(path, data=fields | {"cv": b""}, headers=OURS).status_code == 503


def test_redis_gone_behind_an_answer_does_not_undo_it(client, monkeypatch):
    path, fields, table = application(client)

    def away_too(*_args, **_values):
        raise RedisError("Connection refused")

    # counted once the answer is there
    monkeypatch.setattr(type(limiter.limiter), "hit", away_too)
    answer = client.post(path, data=fields | {"cv": (BytesIO(pdf_bytes()), "CV.pdf")}, headers=OURS)

    assert answer.status_code == 303
    assert kept_rows(table) == 1
