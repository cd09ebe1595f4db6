"""Journeys on Relais itself: its own pages over HTTP, then what its ledger says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import Client

from app.attribution import credit, ledger
from app.attribution.pseudonyms import people_behind
from app.core import activity
from app.demo.agenda import Agenda
from app.extensions import db
from app.hiring.models import Application, Candidate
from app.people.models import Person
from bench.journeys.answers import answer_to, says_yes, spelled
from bench.journeys.browser import ORIGIN, Browser
from bench.journeys.company import Ambassador, Company
from bench.journeys.pages import form_with, recommender_on, way_to_apply
from bench.journeys.plan import Act, Device, Journey, Step, Who
from bench.journeys.storage import Jar
from bench.journeys.timekeeper import FIRST_MOMENT, Timekeeper
from tests.factories.hiring import docx_bytes
from tests.factories.people import sign_in

END = FIRST_MOMENT + timedelta(days=3650)
SESSION_LASTS = timedelta(days=7)  # less than a session may
NOBODY_ANSWERS_AFTER = timedelta(days=16)  # a declaration waits for 14 days
ADDED = "?utm_source=buffer&utm_medium=social&fbclid=IwAR0e807ix9JPTB"
CV = docx_bytes()


@dataclass
class Candidacy:
    """One candidate under way. cast: which ambassador plays which part."""

    journey: Journey
    cast: Mapping[Who, Ambassador]
    opening: int  # index
    chance: Random
    browsers: dict[Device, Browser] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Their name, that nobody else has."""
        return f"Lina Haddad {self.journey.number}"

    @property
    def email(self) -> str:
        """Their mailbox."""
        return f"lina.haddad.{self.journey.number}@courriel.example"

    def part_of(self, name: str) -> Who:
        """Return the part that the ambassador of this name plays."""
        return next(who for who, each in self.cast.items() if each.name == name)


@dataclass(frozen=True)
class Played:
    """What became of some journeys, by their number.

    credits: None is nobody
    reasons: of the decisions in force
    cookies_set: by all the pages that the candidate saw
    """

    credits: Mapping[int, Who | None]
    reasons: Mapping[int, str]
    cookies_set: Mapping[int, int]


class Relais:
    """Plays journeys side by side, in the order of their times."""

    def __init__(self, app: Flask, company: Company) -> None:
        self._app = app
        self._company = company
        self._time = Timekeeper()
        self._client = Client(app, use_cookies=False)
        self._agenda = Agenda(until=END)
        self._candidacies: list[Candidacy] = []
        self._ways: dict[int, str] = {}
        self._sessions: dict[UUID, tuple[FlaskClient, datetime]] = {}

    def play(self, journeys: Iterable[Journey]) -> Played:
        """Play them all to their end, and read the ledger."""
        for journey in journeys:
            candidacy = self._candidacy(journey)
            self._candidacies.append(candidacy)
            self._plan(candidacy, 0, FIRST_MOMENT + journey.begins)
        with self._time.heard():
            self._agenda.play()
            self._time.now += NOBODY_ANSWERS_AFTER
            with self._app.app_context():
                credit.decide_waiting(now=self._time.now)
                db.session.commit()
                return self._read_ledger()

    def _candidacy(self, journey: Journey) -> Candidacy:
        chance = Random(f"candidacy {journey.number}")
        cast = dict(zip(Who, chance.sample(self._company.ambassadors, len(Who)), strict=True))
        opening = chance.randrange(len(self._company.openings))
        return Candidacy(journey, cast, opening, chance)

    # ── the candidate ───────────────────────────────────────────────────────────────────────

    def _plan(self, candidacy: Candidacy, index: int, at: datetime) -> None:
        if index < len(candidacy.journey.steps):
            at += candidacy.journey.steps[index].after
            self._agenda.plan(at, partial(self._act, candidacy, index))

    def _act(self, candidacy: Candidacy, index: int, at: datetime) -> None:
        self._time.now = at
        step = candidacy.journey.steps[index]
        self._do(step, candidacy, self._browser(candidacy, step.device))
        self._plan(candidacy, index + 1, at)

    def _browser(self, candidacy: Candidacy, device: Device) -> Browser:
        if device not in candidacy.browsers:
            number, place = candidacy.journey.number, list(Device).index(device)
            address = f"10.{place}.{number // 250}.{number % 250 + 1}"
            engine = candidacy.journey.engine(device)
            candidacy.browsers[device] = Browser(
                self._client, self._time, address, engine, Jar(engine)
            )
        return candidacy.browsers[device]

    def _do(self, step: Step, candidacy: Candidacy, browser: Browser) -> None:
        match step.act:
            case Act.FOLLOW:
                added = ADDED if candidacy.journey.drawn.query == "added" else ""
                browser.open(f"/r/{self._code(step, candidacy)}{added}")
            case Act.OPEN_FORM:
                shown = browser.submit(form_with(browser.text, "token"), {})
                assert shown.status_code == 200, shown.status
            case Act.REOPEN_FORM:
                browser.open(f"/r/{self._code(step, candidacy)}/apply")
            case Act.FIND_SITE:
                browser.open(self._way_to_apply(browser, candidacy.opening))
            case Act.CLOSE:
                browser.close()
            case Act.SEND:
                self._send(candidacy, browser)

    def _way_to_apply(self, browser: Browser, opening: int) -> str:
        """Return where an opening's page leads; it is the same for all, so it is read once."""
        if opening not in self._ways:
            self._ways[opening] = way_to_apply(browser.open(self._company.openings[opening]))
        return self._ways[opening]

    def _code(self, step: Step, candidacy: Candidacy) -> str:
        assert step.owner is not None
        return candidacy.cast[step.owner].codes[candidacy.opening]

    def _send(self, candidacy: Candidacy, browser: Browser) -> None:
        """Fill the form in, send it, and let the worker do what follows."""
        recommender = recommender_on(browser.text)
        shown = candidacy.part_of(recommender) if recommender else None
        answer = answer_to(candidacy.journey, shown)
        typed: dict[str, Any] = {
            "name": candidacy.name,
            "email": candidacy.email,
            "cv": (BytesIO(CV), "cv.docx"),
        }
        if answer.choice:
            typed["recommender"] = answer.choice
        if answer.named:
            named = candidacy.cast[answer.named]
            typed["named"] = spelled(named.name, candidacy.journey.drawn, candidacy.chance)
            self._ask(candidacy, answer.named)
        sent = browser.submit(form_with(browser.text, "form_id"), typed)
        assert sent.status_code == 303, sent.status
        self._work()

    # ── the ambassador who was named ────────────────────────────────────────────────────────

    def _ask(self, candidacy: Candidacy, named: Who) -> None:
        """Have a named ambassador look at who waits for an answer, if they ever do."""
        yes = says_yes(candidacy.journey, named)
        if yes is not None:
            at = self._time.now + timedelta(hours=candidacy.chance.uniform(1, 240))
            answer = partial(self._answer, candidacy, candidacy.cast[named], yes)
            self._agenda.plan(at, answer)

    def _answer(self, candidacy: Candidacy, named: Ambassador, yes: bool, at: datetime) -> None:
        """Look for the candidate among those who wait for an answer, and say yes or no."""
        self._time.now = at
        client = self._signed_in(named)
        page = client.get("/declarations", base_url=ORIGIN).text
        mine = [row for row in page.split("<li") if f"<strong>{candidacy.name}</strong>" in row]
        if not mine:
            return  # the typed name meant nobody, or several people
        form = form_with(mine[0], "answer", "yes" if yes else "no")
        action = form.attributes["action"]
        assert action is not None
        sent = client.post(action, data=form.fields, base_url=ORIGIN, headers={"Referer": ORIGIN})
        assert sent.status_code == 302, sent.status
        self._work()

    def _signed_in(self, ambassador: Ambassador) -> FlaskClient:
        """Return an ambassador's own browser, signed in again when that was long ago."""
        client, until = self._sessions.get(ambassador.id, (self._app.test_client(), FIRST_MOMENT))
        if until <= self._time.now:
            with self._app.app_context():
                sign_in(client, db.session.get_one(Person, ambassador.id))
            until = self._time.now + SESSION_LASTS
            self._sessions[ambassador.id] = (client, until)
        return client

    # ── what workers do ─────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        """Deliver what was recorded to its subscribers, as the sweep of each minute does."""
        with self._app.app_context():
            activity.sweep(now=self._time.now + timedelta(seconds=1), older_than=timedelta())

    def _read_ledger(self) -> Played:
        applications = dict(
            db.session.execute(
                select(Candidate.email, Application.id).join(Application.candidate)
            ).all()
        )
        decided = ledger.in_force(list(applications.values()))
        people = people_behind({who for row in decided.values() for who, _ in row.ambassadors})
        credits: dict[int, Who | None] = {}
        reasons: dict[int, str] = {}
        for candidacy in self._candidacies:
            row = decided[applications[candidacy.email]]
            credited = [people[who] for who, _ in row.ambassadors]
            credits[candidacy.journey.number] = part_played(candidacy, credited)
            reasons[candidacy.journey.number] = str(row.reason)
        cookies = {
            each.journey.number: sum(browser.cookies_set for browser in each.browsers.values())
            for each in self._candidacies
        }
        return Played(credits, reasons, cookies)


def part_played(candidacy: Candidacy, credited: list[UUID]) -> Who | None:
    """Return the part of the one ambassador who is credited; None for nobody."""
    if not credited:
        return None
    (person,) = credited
    return next(who for who, each in candidacy.cast.items() if each.id == person)
