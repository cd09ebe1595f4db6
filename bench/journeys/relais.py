"""Journeys on Relais itself: its own pages over HTTP, then what its ledger says."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.attribution.deciding import confirmations, decide
from app.attribution.ledger import entries
from app.attribution.ledger.pseudonyms import people_behind
from app.core.database import db
from app.core.models import Message
from app.hiring.models import Application, Candidate, TypedName, TypedNameState
from bench.company import printed_cv
from bench.journeys.answers import (
    WHERE,
    answer_to,
    answer_to_mail,
    answer_unasked,
    answers_colleague,
    answers_reminder,
    asked_again,
    looked_up,
    reopens_link,
    rest_of,
    says_yes,
    sees_count,
    spelled,
)
from bench.journeys.browser import ORIGIN, Browser
from bench.journeys.candidacy import Candidacy, Played, part_played
from bench.journeys.colleagues import ask_in_person, consent, contest, recommend
from bench.journeys.company import Ambassador, Company
from bench.journeys.pages import (
    form_to,
    form_with,
    mailed_to_oneself,
    referrer_on,
    rows_of,
    way_to_apply,
)
from bench.journeys.plan import Act, Device, Drawn, Journey, Step, Who
from bench.journeys.timekeeper import FIRST_MOMENT
from bench.journeys.world import SURE, World

MORNINGS = 300  # on which the daily job runs, until long after the last application
REMINDED_AT = timedelta(minutes=15)  # after seven o'clock, as jobs/schedule.py has it
NOBODY_ANSWERS_AFTER = timedelta(days=16)  # a declaration waits for 14 days
ADDED = "?utm_source=buffer&utm_medium=social&fbclid=IwAR0e807ix9JPTB"
STATUS_LINK = re.compile(r"https?://[^/\s]+(/s/m[\w-]+)")
ANSWER_PAGE = {
    answer: re.compile(rf"/declarations/[0-9a-f-]{{36}}\?answer={answer}")
    for answer in ("yes", "no")
}
NAME_PAGE = re.compile(r"/names/[0-9a-f-]{36}")
MORNING_LETTERS = ("hiring/mail/reminded", "hiring/mail/over", "hiring/mail/unconfirmed")
CANDIDATE_NUMBER = re.compile(r"Lina Haddad (\d+)")


class Relais(World):
    """Plays journeys side by side, in the order of their times."""

    def __init__(self, app: Flask, company: Company) -> None:
        super().__init__(app, company)
        self._candidacies: list[Candidacy] = []
        self._ways: dict[int, str] = {}
        self._by_number: dict[int, Candidacy] = {}
        self._by_address: dict[str, Candidacy] = {}

    def play(self, journeys: Iterable[Journey]) -> Played:
        """Play them all to their end, and read the ledger."""
        for journey in journeys:
            candidacy = self._candidacy(journey)
            self._candidacies.append(candidacy)
            self._by_number[journey.number] = candidacy
            self._by_address[candidacy.email] = candidacy
            self._begin(candidacy, FIRST_MOMENT + journey.begins)
        for morning in range(MORNINGS):
            self.agenda.plan(FIRST_MOMENT + REMINDED_AT + timedelta(days=morning), self._morning)
        with self.time.heard():
            self.agenda.play()
            self.time.now += NOBODY_ANSWERS_AFTER
            with self.app.app_context():
                decide.decide_waiting(now=self.time.now)
                db.session.commit()
                return self._read_ledger()

    def _candidacy(self, journey: Journey) -> Candidacy:
        chance = Random(f"candidacy {journey.number}")
        cast = dict(zip(Who, chance.sample(self.company.ambassadors, len(Who)), strict=True))
        opening = chance.randrange(len(self.company.openings))
        return Candidacy(journey, cast, opening, chance)

    # ── the candidate ───────────────────────────────────────────────────────────────────────

    def _begin(self, candidacy: Candidacy, at: datetime) -> None:
        drawn = candidacy.journey.drawn
        if (drawn.kind, drawn.recommended) == ("told", "yes"):
            self.agenda.plan(at, partial(self._be_recommended, candidacy))
        else:
            self._plan(candidacy, 0, at)

    def _be_recommended(self, candidacy: Candidacy, at: datetime) -> None:
        """Be recommended by the ambassador; accept and apply from there, or let it lie."""
        self.time.now = at
        recommend(self, candidacy)
        consents = candidacy.journey.drawn.consents == "yes"
        on = partial(self._consent, candidacy) if consents else partial(self._act, candidacy, 0)
        self.later(candidacy, (1, 96), on)

    def _consent(self, candidacy: Candidacy, at: datetime) -> None:
        self.time.now = at
        consent(self, candidacy)
        self._plan(candidacy, 0, at)

    def _plan(self, candidacy: Candidacy, index: int, at: datetime) -> None:
        if index < len(candidacy.journey.steps):
            at += candidacy.journey.steps[index].after
            self.agenda.plan(at, partial(self._act, candidacy, index))

    def _act(self, candidacy: Candidacy, index: int, at: datetime) -> None:
        self.time.now = at
        step = candidacy.journey.steps[index]
        self._do(step, candidacy, self.browser(candidacy, step.device))
        self._plan(candidacy, index + 1, at)

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
            case Act.FIND_SITE if candidacy.consented:
                browser.open(candidacy.consented)
            case Act.FIND_SITE if candidacy.kept_page:
                browser.open(candidacy.kept_page)
                self._open_form(browser)
            case Act.FIND_SITE:
                page = browser.open(self._way_to_apply(browser, candidacy.opening))
                if reopens_link(candidacy.journey) and "Rouvrez-le" in page:
                    browser.open(f"/r/{candidacy.cast[Who.OWNER].codes[candidacy.opening]}")
                    self._open_form(browser)
            case Act.CLOSE:
                browser.close()
            case Act.SEND:
                self._send(candidacy, browser)

    def _open_form(self, browser: Browser) -> None:
        sent = browser.submit(form_with(browser.text, "token"), {})
        assert sent.status_code == 303, sent.status
        browser.open(sent.location)

    def _way_to_apply(self, browser: Browser, opening: int) -> str:
        """Return where an opening's page leads; it is the same for all, so it is read once."""
        if opening not in self._ways:
            self._ways[opening] = way_to_apply(browser.open(self.company.openings[opening]))
        return self._ways[opening]

    def _code(self, step: Step, candidacy: Candidacy) -> str:
        assert step.owner is not None
        return candidacy.cast[step.owner].codes[candidacy.opening]

    def _send(self, candidacy: Candidacy, browser: Browser) -> None:
        """Fill the form in, send it, and let the worker do what follows."""
        referrer = referrer_on(browser.text)
        shown = candidacy.part_of(referrer) if referrer else None
        answer = answer_to(candidacy.journey, shown)
        typed: dict[str, Any] = {
            "name": candidacy.name,
            "email": candidacy.email,
            "cv": (BytesIO(printed_cv()), "cv.pdf"),
        }
        if answer.choice:
            typed["referrer"] = answer.choice
        if answer.named:
            typed["named"] = self._spelled(candidacy, answer.named)
        sent = browser.submit(form_with(browser.text, "form_id"), typed)
        assert sent.status_code == 303, sent.status
        self.work()
        if answer.named:
            self._say_the_rest(candidacy, browser, sent.location, answer.named, typed["named"])
            self._has_named(candidacy, answer.named)
        elif meant := answer_to_mail(candidacy.journey):
            self.later(candidacy, (1, 48), partial(self._name_by_mail, candidacy, meant, True))
        elif meant := answer_unasked(candidacy.journey, shown):
            self.later(candidacy, (24, 240), partial(self._name_by_mail, candidacy, meant, False))

    def _spelled(self, candidacy: Candidacy, who: Who, drawn: Drawn | None = None) -> str:
        """Type an ambassador's name as this candidate does. drawn: in place of what was drawn"""
        name = candidacy.cast[who].name
        return spelled(name, drawn or candidacy.journey.drawn, candidacy.chance)

    def _say_the_rest(
        self, candidacy: Candidacy, browser: Browser, arrived: str, named: Who, typed: str
    ) -> None:
        """Answer the page after the form, which asks for the rest of a name of one word."""
        if len(typed.split()) > 1:
            return
        form = form_to(browser.open(urlsplit(arrived).path), "/recommender")
        if added := rest_of(candidacy.cast[named].name, candidacy.journey.drawn):
            sent = browser.submit(form, {"details": added})
            assert sent.status_code == 303, sent.status
            self.work()

    def _name_by_mail(self, candidacy: Candidacy, meant: Who, asked: bool, at: datetime) -> None:
        """Name somebody on the status page, by the acknowledgement.

        asked: by the question that it puts to those who have named nobody
        """
        self.time.now = at
        letter = self.letter("hiring/mail/received", candidacy.email)
        if not asked or "Dites qui" in letter:
            typed = self._spelled(candidacy, meant, looked_up(candidacy.journey.drawn))
            self._name_on_status_page(candidacy, letter, meant, typed)

    def _name_again(self, candidacy: Candidacy, template: str, at: datetime) -> None:
        """Say which colleague was meant, as a message asks. template: of the message"""
        self.time.now = at
        meant = candidacy.meant
        assert meant is not None
        typed = self._spelled(candidacy, meant, asked_again(candidacy.journey.drawn))
        self._name_on_status_page(candidacy, self.letter(template, candidacy.email), meant, typed)

    def _heed(self, candidacy: Candidacy) -> None:
        """Read that nobody has confirmed the name: speak to them, correct it, or leave it."""
        drawn, journey = candidacy.journey.drawn, candidacy.journey
        if drawn.answer == "false" or journey.truth is None:
            return
        asked = self._named_now(candidacy)
        if candidacy.meant is not journey.truth:
            if drawn.finds_mistake == "yes":
                self.later(candidacy, (1, 96), partial(self._correct, candidacy))
        elif asked and candidacy.part_played_by(asked) is journey.truth:
            if drawn.tells_them == "yes":
                self.later(candidacy, (1, 72), partial(self._answer, candidacy, asked, True))
        elif drawn.writes_again == "yes" and drawn.asked_again != "no_answer":
            again = partial(self._name_again, candidacy, "hiring/mail/unconfirmed")
            self.later(candidacy, (1, 96), again)

    def _correct(self, candidacy: Candidacy, at: datetime) -> None:
        """Name the colleague who truly told them, in place of the one named by mistake."""
        self.time.now = at
        truth = candidacy.journey.truth
        assert truth is not None
        letter = self.letter("hiring/mail/unconfirmed", candidacy.email)
        self._name_on_status_page(candidacy, letter, truth, self._spelled(candidacy, truth))

    def _name_on_status_page(
        self, candidacy: Candidacy, letter: str, meant: Who, typed: str
    ) -> None:
        found = STATUS_LINK.search(letter)
        assert found, "a letter leads to the status page"
        browser = self.browser(candidacy, Device.PHONE)
        browser.open(found[1])
        sent = browser.submit(form_with(browser.text, "named", last=True), {"named": typed})
        assert sent.status_code == 303, sent.status
        self.work()
        self._has_named(candidacy, meant)

    def _has_named(self, candidacy: Candidacy, meant: Who) -> None:
        """Let the ambassador answer who is asked about a name, or a recruiter match it."""
        candidacy.meant = meant
        ambassador = self._named_now(candidacy)
        if ambassador:
            self._ask(candidacy, ambassador)
        else:
            self.later(candidacy, (4, 120), partial(self._recruiter_looks, candidacy))

    def _named_now(self, candidacy: Candidacy) -> UUID | None:
        """Return the colleague whom the name that was given is taken to mean."""
        with self.app.app_context():
            typed_name = db.session.scalars(
                select(TypedName)
                .join(TypedName.application)
                .join(Application.candidate)
                .where(
                    Candidate.email == candidacy.email, TypedName.state != TypedNameState.REPLACED
                )
            ).one()
            return typed_name.ambassador_id

    # ── the recruiter ───────────────────────────────────────────────────────────────────────

    def _recruiter_looks(self, candidacy: Candidacy, at: datetime) -> None:
        """Have the recruiter do something about a name that waits, or leave it."""
        self.time.now = at
        act = candidacy.journey.drawn.recruiter
        client = self.signed_in(self.company.recruiter)
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
        elif act == "recognises" and candidacy.meant and WHERE not in listed[0]:
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
        answer = self.post(client, form)
        if SURE in answer.text:  # the colleague bears another name
            self.post(client, form_with(answer.text, "sure"))
        self.work()
        self._ask(candidacy, UUID(form.fields["person"]))

    def _ask_candidate(self, candidacy: Candidacy, client: FlaskClient, page: str) -> None:
        self.post(client, form_to(page, "/ask"))
        candidacy.was_asked = True
        if candidacy.journey.drawn.asked_again != "no_answer":
            again = partial(self._name_again, candidacy, "hiring/mail/who")
            self.later(candidacy, (1, 96), again)

    # ── the ambassador who was named ────────────────────────────────────────────────────────

    def _ask(self, candidacy: Candidacy, ambassador: UUID) -> None:
        """Have a named ambassador look at who waits for an answer, if they ever do."""
        yes = says_yes(candidacy.journey, candidacy.part_played_by(ambassador))
        if yes is not None:
            answer = partial(self._answer, candidacy, ambassador, yes)
            self.later(candidacy, (1, 240), answer)
        elif sees_count(candidacy.journey.drawn):
            self.later(candidacy, (48, 312), partial(self._see_count, candidacy, ambassador))

    def _morning(self, at: datetime) -> None:
        """Run the jobs of the morning, and have those to whom they write do something about it."""
        self.time.now = at
        with self.app.app_context():
            decide.decide_waiting(now=at)
            for tell in (
                confirmations.remind,
                confirmations.tell_over,
                confirmations.tell_candidates,
            ):
                tell(now=at)
                db.session.commit()
            written = db.session.execute(
                select(Message.template, Message.subject, Message.to_address, Message.text).where(
                    Message.at == at, Message.template.in_(MORNING_LETTERS)
                )
            ).all()
        for template, subject, address, letter in written:
            if template == "hiring/mail/unconfirmed":
                self._heed(self._by_address[address])
                continue
            number = CANDIDATE_NUMBER.search(subject)
            assert number, "a message says whose word waits, or waited"
            candidacy = self._by_number[int(number[1])]
            ambassador = next(each.id for each in self.company.ambassadors if each.email == address)
            if candidacy.part_played_by(ambassador) is candidacy.journey.truth:
                self._hear(candidacy, ambassador, template, letter)

    def _hear(self, candidacy: Candidacy, ambassador: UUID, template: str, letter: str) -> None:
        """Have the ambassador who told a candidate read a reminder, or that it is over."""
        drawn = candidacy.journey.drawn
        if template == "hiring/mail/over":
            if drawn.contests == "yes":
                act = partial(contest, self, candidacy, ambassador, letter)
                self.later(candidacy, (1, 120), act)
            return
        candidacy.reminders += 1
        if answers_reminder(drawn, candidacy.reminders):
            answer = partial(self._answer, candidacy, ambassador, True)
            self.later(candidacy, (1, 40), answer)
        if candidacy.reminders == 1 and drawn.asks_in_person == "yes":
            self.later(candidacy, (41, 96), partial(self._ask_in_person, candidacy, ambassador))

    def _ask_in_person(self, candidacy: Candidacy, ambassador: UUID, at: datetime) -> None:
        """Have a recruiter ask an ambassador once more, if the application offers it."""
        self.time.now = at
        if ask_in_person(self, candidacy) and answers_colleague(candidacy.journey.drawn):
            self.later(candidacy, (1, 40), partial(self._answer, candidacy, ambassador, True))

    def _see_count(self, candidacy: Candidacy, ambassador: UUID, at: datetime) -> None:
        """Come to Relais for something else, and find there that somebody waits."""
        self.time.now = at
        home = self.signed_in(ambassador).get("/hub", base_url=ORIGIN).text
        if 'href="/declarations"' in home:
            self._answer(candidacy, ambassador, True, at)

    def _answer(self, candidacy: Candidacy, ambassador: UUID, yes: bool, at: datetime) -> None:
        """Look for the candidate among those who wait for an answer, and say yes or no."""
        self.time.now = at
        client = self.signed_in(ambassador)
        page = client.get("/declarations", base_url=ORIGIN).text
        mine = rows_of(page, f"<strong>{candidacy.name}</strong>")
        if not mine:
            return  # too late, or they have answered
        answer = "yes" if yes else "no"
        found = ANSWER_PAGE[answer].search(mine[0])
        assert found, "a row leads to the page of each answer"
        asked = client.get(found[0], base_url=ORIGIN).text
        self.post(client, form_with(asked, "answer", answer))
        self.work()

    def _read_ledger(self) -> Played:
        applications = dict(
            db.session.execute(
                select(Candidate.email, Application.id).join(Application.candidate)
            ).all()
        )
        decided = entries.in_force(list(applications.values()))
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
