"""Candidates, their applications, what they typed, and recommendations."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.core.ids import uuid7_at
from app.core.text.fold import name_key
from bench.filling import FilledApplication, FilledPublication, Filling, words

_POOL = 2_000  # distinct CVs; each application adds words of its own to one
_OWN_WORDS = 12
_DOMAINS = ["gmail.com"] * 5 + ["outlook.fr", "orange.fr", "free.fr", "laposte.net", "proton.me"]
_TOUCH = (
    "id candidate_id source kind ambassador_id at link_id link_at publication_id roles "
    "policy_version state settled_at created_at story own_session"
)


class _Candidates:
    """Who applies: nine times in ten somebody new."""

    def __init__(self, filling: Filling) -> None:
        self.chance = filling.chance
        self.rows: list[tuple[UUID, str, str, str, datetime]] = []

    def draw(self, at: datetime) -> tuple[UUID, str, str, str, datetime]:
        """Return one of them."""
        if self.rows and self.chance.random() > 0.9:
            return self.chance.choice(self.rows)
        first, last = self.chance.choice(words.FIRST_NAMES), self.chance.choice(words.LAST_NAMES)
        mailbox = f"{words.slug(first)}{words.slug(last)}{len(self.rows)}"
        address = f"{mailbox}@{self.chance.choice(_DOMAINS)}"
        phone = f"06{self.chance.randint(10**7, 10**8 - 1)}" if self.chance.random() < 0.3 else ""
        self.rows.append((uuid7_at(at), f"{first} {last}", address, phone, at))
        return self.rows[-1]


class _Drawing:
    """Applications being drawn, with the rows that go with them."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.candidates = _Candidates(filling)
        self.reasons = filling.column("SELECT code FROM refusal_reasons")
        self.openings = {p.id: p for p in filling.publications if p.kind == "opening"}
        self.listed = list(self.openings.values())
        self.published = [each for each in self.listed if each.published]
        self.links = [link for link in filling.links if link.kind == "opening"]
        self.open: set[tuple[UUID, UUID]] = set()
        self.open_names = filling.size.open_names
        self.files: list[tuple[Any, ...]] = []
        self.typed: list[tuple[Any, ...]] = []
        self.moves: list[tuple[Any, ...]] = []
        pool = [words.drawn_words(filling.chance, 180) for _ in range(_POOL)]
        self.cvs = [(" ".join(each), words.vector(each)) for each in pool]

    def rows(self, number: int) -> Iterator[tuple[Any, ...]]:
        """Yield rows of applications."""
        for _ in range(number):
            yield self.application()

    def application(self) -> tuple[Any, ...]:
        """Draw one application, its touch, its moves and what was typed."""
        filling, chance = self.filling, self.filling.chance
        (choice,) = chance.choices(["kept", "named", "none", None], [45, 10, 5, 40])
        link = chance.choice(self.links) if choice == "kept" else None
        if link:
            opening = self.openings[link.publication_id]
        else:
            opening = chance.choice(self.listed if chance.random() < 0.5 else self.published)
        since = link.at if link else opening.at
        at = since + ((opening.ended_at or filling.now) - since) * chance.random()
        candidate = self.candidates.draw(at)
        key, form, cv = uuid7_at(at), uuid4(), uuid7_at(at)
        stage, state, ended = self.fate(opening, candidate[0], at)
        by = link.ambassador_id if link else chance.choice(filling.people)
        typed = self.name(key, at, state, by) if choice == "named" else ""
        credited = by if link or (choice == "named" and typed == "Une collègue") else None
        touch = None
        if credited:
            touch = uuid7_at(at)
            filling.touches[touch] = (
                touch, candidate[0], f"click:{uuid4()}" if link else f"form:{form}",
                "visit" if link else "declaration", credited,
                at - timedelta(minutes=7) if link else at, link.id if link else None,
                link.at if link else None, opening.id, ["ambassador"], 1, "ok",
                None if link else at + timedelta(days=1), at, False, False,
            )  # fmt: skip
        filling.applications.append(
            FilledApplication(
                key, opening.id, candidate[0], at, choice, credited, touch,
                link.at if link else None,
            )
        )  # fmt: skip
        self.files.append(
            (cv, f"cv/{cv}", "cv", "cv.pdf", "application/pdf", 200_000, secrets.token_hex(32), at)
        )
        text, found = chance.choice(self.cvs)
        own = words.drawn_words(chance, _OWN_WORDS)
        return (
            key, candidate[0], opening.id, form, at, "fr", candidate[1], candidate[2],
            "Bonjour.", cv, f"{text} {' '.join(own)}", 0, at,
            None if state == "open" and chance.random() < 0.3 else at, stage,
            at + timedelta(days=1), state,
            chance.choice(self.reasons) if state == "refused" else None, "", ended,
            chance.choice(["applied", "outcome", "stages"]), choice, credited, typed,
            link.id if link else None, 1, f"{found} {words.vector(own, first=200)}", "", False,
        )  # fmt: skip

    def fate(
        self, opening: FilledPublication, candidate: UUID, at: datetime
    ) -> tuple[str, str, datetime | None]:
        """Draw how far an application came: its stage, its state and when it ended."""
        chance = self.filling.chance
        states, weights = (
            (["open", "refused", "withdrawn"], [60, 32, 8])
            if opening.published
            else (["refused", "withdrawn", "hired"], [82, 10, 8])
        )
        (state,) = chance.choices(states, weights)
        if state == "open" and (candidate, opening.id) in self.open:
            state = "refused"
        if state == "open":
            self.open.add((candidate, opening.id))
        (stage,) = chance.choices(["received", "review", "interview", "offer"], [45, 30, 20, 5])
        ended = None if state == "open" else at + timedelta(days=chance.randint(3, 40))
        return "hired" if state == "hired" else stage, state, ended

    def name(self, application: UUID, at: datetime, state: str, by: UUID) -> str:
        """Draw a name that a candidate typed: few wait for somebody to say whose it is."""
        chance = self.filling.chance
        waits = state == "open" and self.open_names > 0 and chance.random() < 0.2
        typed = "Une collègue"
        if waits:
            self.open_names -= 1
            typed = f"{chance.choice(words.FIRST_NAMES)} {chance.choice(words.LAST_NAMES)}x"
        self.typed.append(
            (uuid4(), application, at, typed, "", 1, "open" if waits else "matched",
             None if waits else by, None if waits else at)
        )  # fmt: skip
        return typed


def fill_applications(filling: Filling) -> None:
    """Have people apply: most by a link, some naming a colleague, most of them refused."""
    drawing = _Drawing(filling)
    number = filling.size.applications - filling.count("applications")
    indexes = ("applications_search_idx", "candidates_folded_idx")
    with filling.without_indexes(*indexes):
        filling.copy(
            "applications",
            "id candidate_id opening_id form_id at language name email message cv_id cv_text "
            "cv_pages_drawn cv_read_at seen_at stage stage_since state refusal_reason "
            "refusal_note ended_at referrer_sees choice choice_ambassador_id named_referrer "
            "link_id status_generation cv_search profile_url cv_later",
            drawing.rows(number),
        )
        filling.copy(
            "candidates",
            "id name folded_name email email_folded phone language created_at",
            (
                (key, name, name_key(name), e, e, phone, "fr", at)
                for key, name, e, phone, at in drawing.candidates.rows
            ),
        )
    filling.copy(
        "stored_files", "id key kind name media_type size sha256 created_at", drawing.files
    )
    filling.copy("touches", _TOUCH, filling.touches.values())
    filling.copy(
        "typed_names",
        "id application_id at typed details policy_version state ambassador_id settled_at",
        drawing.typed,
    )
    filling.copy(
        "moves",
        "id application_id at by_id from_stage from_state to_stage to_state told_at",
        (
            (uuid7_at(each.at), each.id, each.at + timedelta(days=1),
             filling.chance.choice(filling.recruiters), "received", "open", "review", "open", None)
            for each in filling.applications
            if filling.chance.random() < 0.55
        ),
    )  # fmt: skip


def fill_recommendations(filling: Filling) -> None:
    """Recommend people, half of whom have agreed."""
    chance = filling.chance
    published = [p for p in filling.publications if p.kind == "opening" and p.published]
    candidates = [each.candidate_id for each in filling.applications]
    rows: list[tuple[Any, ...]] = []
    touches: list[tuple[Any, ...]] = []
    for n in range(filling.size.recommendations):
        opening, by = chance.choice(published), chance.choice(filling.people)
        at = opening.at + (filling.now - opening.at) * chance.random()
        key, touch = uuid7_at(at), None
        known: tuple[Any, ...] = (None,) * 6
        if n % 2:
            touch = uuid7_at(at)
            touches.append(
                (touch, chance.choice(candidates), f"recommendation:{key}", "recommendation", by,
                 at, None, None, opening.id, ["ambassador"], 1, "ok", at, at, False, False)
            )  # fmt: skip
            address = f"{key.hex}@courriel.example"
            known = ("Une personne", address, address, "ancien collègue", "très bien", at)
        rows.append(
            (key, by, opening.id, uuid4(), "fr", at, ["ambassador"], 1, at + timedelta(days=21),
             *known, touch)
        )  # fmt: skip
    filling.copy("touches", _TOUCH, touches)
    filling.copy(
        "recommendations",
        "id ambassador_id opening_id form_id language sent_at roles policy_version ends_at name "
        "email email_folded relation words accepted_at touch_id",
        rows,
    )


def fill_activities(filling: Filling) -> None:
    """Write down that people applied and shared, as told to everybody already."""
    happened = [
        *((each.at, "application.submitted", None, "applications", each.id)
          for each in filling.applications),
        *((link.at, "link.created", link.ambassador_id, "referral_links", link.id)
          for link in filling.links),
    ]  # fmt: skip
    filling.copy(
        "activities",
        "id at kind actor_id subject_type subject_id data request_id delivered_at",
        ((uuid7_at(row[0]), *row, "{}", "", row[0]) for row in happened),
    )
