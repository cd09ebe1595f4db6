"""The installation that journeys are played on: browsers, sessions, letters, workers, the time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from app.core import activity
from app.core.database import db
from app.core.models import Message
from app.demo.agenda import Agenda
from app.people.entrance import sessions
from app.people.models import Person
from bench.journeys.browser import ORIGIN, Browser
from bench.journeys.candidacy import Candidacy
from bench.journeys.company import Company
from bench.journeys.pages import PageForm
from bench.journeys.plan import Device
from bench.journeys.storage import Jar
from bench.journeys.timekeeper import FIRST_MOMENT, Timekeeper

END = FIRST_MOMENT + timedelta(days=3650)
SURE = 'name="sure"'  # in a page that asks again before it does what was asked
SESSION_LASTS = timedelta(days=7)  # less than a session may


class World:
    """The installation, and what all acts of a journey need of it."""

    def __init__(self, app: Flask, company: Company) -> None:
        self.app = app
        self.company = company
        self.time = Timekeeper()
        self.client = Client(app, use_cookies=False)
        self.agenda = Agenda(until=END)
        self._sessions: dict[UUID, tuple[FlaskClient, datetime]] = {}

    def page(self, client: FlaskClient, path: str, **query: str) -> str:
        """Return a page of somebody who is signed in."""
        response = client.get(path, query_string=query, base_url=ORIGIN, follow_redirects=True)
        assert response.status_code == 200, (path, response.status)
        return response.text

    def browser(self, candidacy: Candidacy, device: Device) -> Browser:
        """Return one of a candidate's browsers."""
        if device not in candidacy.browsers:
            number, place = candidacy.journey.number, list(Device).index(device)
            address = f"10.{place}.{number // 250}.{number % 250 + 1}"
            engine = candidacy.journey.engine(device)
            candidacy.browsers[device] = Browser(
                self.client, self.time, address, engine, Jar(engine)
            )
        return candidacy.browsers[device]

    def signed_in(self, person: UUID) -> FlaskClient:
        """Return somebody's own browser, signed in again when that was long ago."""
        client, until = self._sessions.get(person, (self.app.test_client(), FIRST_MOMENT))
        if until <= self.time.now:
            with self.app.app_context():
                token = sessions.open_session(
                    db.session.get_one(Person, person), device="Firefox, Linux", now=self.time.now
                )
                db.session.commit()
            with client.session_transaction() as session:
                session.clear()
                session["_user_id"] = token
            until = self.time.now + SESSION_LASTS
            self._sessions[person] = (client, until)
        return client

    def post(self, client: FlaskClient, form: PageForm, **typed: str) -> TestResponse:
        """Send a form of a page, and return the answer, which may ask whether one is sure."""
        action = form.attributes["action"]
        assert action is not None
        fields = form.fields | typed
        sent = client.post(action, data=fields, base_url=ORIGIN, headers={"Referer": ORIGIN})
        assert sent.status_code in (200, 302, 303) or SURE in sent.text, sent.status
        return sent

    def later(
        self, candidacy: Candidacy, hours: tuple[float, float], act: Callable[[datetime], None]
    ) -> None:
        """Plan something within some hours from now."""
        after = timedelta(hours=candidacy.chance.uniform(*hours))
        self.agenda.plan(self.time.now + after, act)

    def letter(self, template: str, address: str) -> str:
        """Return the latest letter of a kind in somebody's mailbox."""
        with self.app.app_context():
            return db.session.scalars(
                select(Message.text)
                .where(Message.template == template, Message.to_address == address)
                .order_by(Message.at.desc())
                .limit(1)
            ).one()

    def work(self) -> None:
        """Deliver what was recorded to its subscribers, as the sweep of each minute does."""
        with self.app.app_context():
            activity.sweep(now=self.time.now + timedelta(seconds=1), older_than=timedelta())
