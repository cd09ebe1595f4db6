"""Journeys on Relais itself: its own pages over HTTP, then what its ledger says."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
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

from app.attribution import confirmations, credit, ledger
from app.attribution.pseudonyms import people_behind
from app.core import activity
from app.core.models import Message
from app.demo.agenda import Agenda
from app.extensions import db
from app.hiring.models import Application, Candidate, Naming, NamingState
from app.people.models import Person
from bench.journeys.answers import (
    answer_to,
    answer_to_mail,
    answers_reminder,
    says_yes,
    sees_count,
    spelled,
)
from bench.journeys.browser import ORIGIN, Browser
from bench.journeys.company import Ambassador, Company
from bench.journeys.pages import (
    PageForm,
    form_to,
    form_with,
    mailed_to_oneself,
    recommender_on,
    rows_of,
    way_to_apply,
)
from bench.journeys.plan import Act, Device, Journey, Step, Who
from bench.journeys.storage import Jar
from bench.journeys.timekeeper import FIRST_MOMENT, Timekeeper
from tests.factories.hiring import docx_bytes
from tests.factories.people import sign_in

END = FIRST_MOMENT + timedelta(days=3650)
MORNINGS = 300  # on which the daily job runs, until long after the last application
REMINDED_AT = timedelta(minutes=15)  # after seven o'clock, as jobs/schedule.py has it
SESSION_LASTS = timedelta(days=7)  # less than a session may
NOBODY_ANSWERS_AFTER = timedelta(days=16)  # a declaration waits for 14 days
ADDED = "?utm_source=buffer&utm_medium=social&fbclid=IwAR0e807ix9JPTB"
CV = docx_bytes()
STATUS_LINK = re.compile(r"https?://[^/\s]+(/s/m[\w-]+)")
NAME_PAGE = re.compile(r"/names/[0-9a-f-]{36}")
CANDIDATE_NUMBER = re.compile(r"Lina Haddad (\d+)")


@dataclass
class Candidacy:
    """One candidate under way.

    cast: which ambassador plays which part; whoever is in none is a stranger
    """

    journey: Journey
    cast: Mapping[Who, Ambassador]
    opening: int  # index
    chance: Random
    browsers: dict[Device, Browser] = field(default_factory=dict)
    kept_page: str = ""  # the address they sent to themselves
    meant: Who | None = None  # whom they named last
    reminders: int = 0  # that the ambassador they named got
    was_asked: bool = False  # which colleague they mean

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

    def part_played_by(self, person: UUID) -> Who:
        """Return the part that somebody plays."""
        parts = (who for who, each in self.cast.items() if each.id == person)
        return next(parts, Who.STRANGER)


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
        self._by_number: dict[int, Candidacy] = {}
        self._sessions: dict[UUID, tuple[FlaskClient, datetime]] = {}

    def play(self, journeys: Iterable[Journey]) -> Played:
        """Play them all to their end, and read the ledger."""
        for journey in journeys:
            candidacy = self._candidacy(journey)
            self._candidacies.append(candidacy)
            self._by_number[journey.number] = candidacy
            self._plan(candidacy, 0, FIRST_MOMENT + journey.begins)
        for morning in range(MORNINGS):
            self._agenda.plan(FIRST_MOMENT + REMINDED_AT + timedelta(days=morning), self._remind)
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
                page = browser.open(f"/r/{self._code(step, candidacy)}{added}")
                if candidacy.journey.drawn.keeps_page == "yes":
                    candidacy.kept_page = mailed_to_oneself(page)
            case Act.OPEN_FORM:
                self._open_form(browser)
            case Act.REOPEN_FORM:
                browser.open(f"/r/{self._code(step, candidacy)}/apply")
            case Act.FIND_SITE if candidacy.kept_page:
                browser.open(candidacy.kept_page)
                self._open_form(browser)
            case Act.FIND_SITE:
                browser.open(self._way_to_apply(browser, candidacy.opening))
            case Act.CLOSE:
                browser.close()
            case Act.SEND:
                self._send(candidacy, browser)

    def _open_form(self, browser: Browser) -> None:
        shown = browser.submit(form_with(browser.text, "token"), {})
        assert shown.status_code == 200, shown.status

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
        sent = browser.submit(form_with(browser.text, "form_id"), typed)
        assert sent.status_code == 303, sent.status
        self._work()
        if answer.named:
            self._has_named(candidacy, answer.named)
        elif meant := answer_to_mail(candidacy.journey):
            self._later(candidacy, (1, 48), partial(self._name_by_mail, candidacy, meant))

    def _name_by_mail(self, candidacy: Candidacy, meant: Who, at: datetime) -> None:
        """Answer the question of the acknowledgement; it asks only who has named nobody."""
        self._time.now = at
        letter = self._letter("received", candidacy.email)
        if "Dites qui" in letter:
            drawn = candidacy.journey.drawn
            if drawn.names == "forgotten":  # looked up since
                drawn = replace(drawn, names="in_full")
            typed = spelled(candidacy.cast[meant].name, drawn, candidacy.chance)
            self._name_on_status_page(candidacy, letter, meant, typed)

    def _name_again(self, candidacy: Candidacy, at: datetime) -> None:
        """Say which colleague was meant, as a recruiter's message asks."""
        self._time.now = at
        drawn, meant = candidacy.journey.drawn, candidacy.meant
        assert meant is not None
        if drawn.asked_again == "in_full":
            drawn = replace(drawn, names="in_full")
        typed = spelled(candidacy.cast[meant].name, drawn, candidacy.chance)
        self._name_on_status_page(candidacy, self._letter("who", candidacy.email), meant, typed)

    def _name_on_status_page(
        self, candidacy: Candidacy, letter: str, meant: Who, typed: str
    ) -> None:
        found = STATUS_LINK.search(letter)
        assert found, "a letter leads to the status page"
        browser = self._browser(candidacy, Device.PHONE)
        browser.open(found[1])
        sent = browser.submit(form_with(browser.text, "named"), {"named": typed})
        assert sent.status_code == 303, sent.status
        self._work()
        self._has_named(candidacy, meant)

    def _has_named(self, candidacy: Candidacy, meant: Who) -> None:
        """Let whoever a name was put before answer, or a recruiter find out whom it means."""
        candidacy.meant = meant
        with self._app.app_context():
            naming = db.session.scalars(
                select(Naming)
                .join(Naming.application)
                .join(Application.candidate)
                .where(Candidate.email == candidacy.email, Naming.state != NamingState.REPLACED)
            ).one()
            ambassador = naming.ambassador_id
        if ambassador:
            self._ask(candidacy, ambassador)
        else:
            self._later(candidacy, (4, 120), partial(self._recruiter_looks, candidacy))

    # ── the recruiter ───────────────────────────────────────────────────────────────────────

    def _recruiter_looks(self, candidacy: Candidacy, at: datetime) -> None:
        """Have the recruiter do something about a name that waits, or leave it."""
        self._time.now = at
        act = candidacy.journey.drawn.recruiter
        client = self._signed_in(self._company.recruiter)
        listed = rows_of(client.get("/names", base_url=ORIGIN).text, f"{candidacy.name},")
        if act == "leaves" or not listed:
            return
        found = NAME_PAGE.search(listed[0])
        assert found, "a row leads to the page of its name"
        page = client.get(found[0], base_url=ORIGIN).text
        alike = [row for words in ("porte ce nom", "presque ainsi") for row in rows_of(page, words)]
        if act == "mistakes":
            self._match(candidacy, client, found[0], candidacy.cast[Who.STRANGER])
        elif len(alike) == 1:
            self._choose(candidacy, client, alike[0])
        elif act == "recognises" and candidacy.meant:
            self._match(candidacy, client, found[0], candidacy.cast[candidacy.meant])
        elif not candidacy.was_asked:
            self._ask_candidate(candidacy, client, page)

    def _match(
        self, candidacy: Candidacy, client: FlaskClient, path: str, person: Ambassador
    ) -> None:
        """Search for somebody, and say that they are meant."""
        page = client.get(path, query_string={"q": person.name}, base_url=ORIGIN).text
        self._choose(candidacy, client, rows_of(page, f'value="{person.id}"')[-1])

    def _choose(self, candidacy: Candidacy, client: FlaskClient, row: str) -> None:
        form = form_with(row, "person")
        self._post(client, form)
        self._work()
        self._ask(candidacy, UUID(form.fields["person"]))

    def _ask_candidate(self, candidacy: Candidacy, client: FlaskClient, page: str) -> None:
        self._post(client, form_to(page, "/ask"))
        candidacy.was_asked = True
        if candidacy.journey.drawn.asked_again != "no_answer":
            self._later(candidacy, (1, 96), partial(self._name_again, candidacy))

    # ── the ambassador who was named ────────────────────────────────────────────────────────

    def _ask(self, candidacy: Candidacy, ambassador: UUID) -> None:
        """Have a named ambassador look at who waits for an answer, if they ever do."""
        yes = says_yes(candidacy.journey, candidacy.part_played_by(ambassador))
        if yes is not None:
            answer = partial(self._answer, candidacy, ambassador, yes)
            self._later(candidacy, (1, 240), answer)
        elif sees_count(candidacy.journey.drawn):
            self._later(candidacy, (48, 312), partial(self._see_count, candidacy, ambassador))

    def _remind(self, at: datetime) -> None:
        """Run the daily job, and have who answers a reminder do so."""
        self._time.now = at
        with self._app.app_context():
            confirmations.remind(now=at)
            db.session.commit()
            reminded = db.session.execute(
                select(Message.subject, Person.id)
                .join(Person, Person.email == Message.to_address)
                .where(Message.template == "hiring/mail/reminded", Message.at == at)
            ).all()
        for subject, ambassador in reminded:
            number = CANDIDATE_NUMBER.search(subject)
            assert number, "a reminder says whose word waits"
            candidacy = self._by_number[int(number[1])]
            candidacy.reminders += 1
            truly = candidacy.part_played_by(ambassador) is candidacy.journey.truth
            if truly and answers_reminder(candidacy.journey.drawn, candidacy.reminders):
                answer = partial(self._answer, candidacy, ambassador, True)
                self._later(candidacy, (1, 40), answer)

    def _see_count(self, candidacy: Candidacy, ambassador: UUID, at: datetime) -> None:
        """Come to Relais for something else, and find there that somebody waits."""
        self._time.now = at
        home = self._signed_in(ambassador).get("/hub", base_url=ORIGIN).text
        if 'href="/declarations"' in home:
            self._answer(candidacy, ambassador, True, at)

    def _answer(self, candidacy: Candidacy, ambassador: UUID, yes: bool, at: datetime) -> None:
        """Look for the candidate among those who wait for an answer, and say yes or no."""
        self._time.now = at
        client = self._signed_in(ambassador)
        page = client.get("/declarations", base_url=ORIGIN).text
        mine = rows_of(page, f"<strong>{candidacy.name}</strong>")
        if not mine:
            return  # too late, or they have answered
        self._post(client, form_with(mine[0], "answer", "yes" if yes else "no"))
        self._work()

    def _signed_in(self, person: UUID) -> FlaskClient:
        """Return somebody's own browser, signed in again when that was long ago."""
        client, until = self._sessions.get(person, (self._app.test_client(), FIRST_MOMENT))
        if until <= self._time.now:
            with self._app.app_context():
                sign_in(client, db.session.get_one(Person, person))
            until = self._time.now + SESSION_LASTS
            self._sessions[person] = (client, until)
        return client

    def _post(self, client: FlaskClient, form: PageForm) -> None:
        action = form.attributes["action"]
        assert action is not None
        sent = client.post(action, data=form.fields, base_url=ORIGIN, headers={"Referer": ORIGIN})
        assert sent.status_code == 302, sent.status

    # ── time and letters ────────────────────────────────────────────────────────────────────

    def _later(
        self, candidacy: Candidacy, hours: tuple[float, float], act: Callable[[datetime], None]
    ) -> None:
        """Plan something within some hours from now."""
        after = timedelta(hours=candidacy.chance.uniform(*hours))
        self._agenda.plan(self._time.now + after, act)

    def _letter(self, template: str, address: str) -> str:
        """Return the latest letter of a kind in somebody's mailbox."""
        with self._app.app_context():
            return db.session.scalars(
                select(Message.text)
                .where(Message.template == f"hiring/mail/{template}", Message.to_address == address)
                .order_by(Message.at.desc())
                .limit(1)
            ).one()

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
    return candidacy.part_played_by(person)
