"""The editor's form: what is typed becomes a content, and what is wrong leaves what was there."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.ids import uuid7
from app.publishing.kinds import OpeningContent
from app.publishing.models import Contract, Remote
from app.publishing.texts import Words
from app.web.writing.forms import Offered, OpeningForm

TEAM, PLACE, THEME, PERSON = uuid7(), uuid7(), uuid7(), uuid7()
OFFERED = Offered(
    teams=[(TEAM, "Données")],
    places=[(PLACE, "Nantes")],
    themes=[(THEME, "IA")],
    people=[(PERSON, "Mehdi Oulmane")],
)
TYPED = {
    "language": "fr",
    "version": "1",
    "title": "Un titre",
    "summary": "Un résumé",
    "body": "Un texte",
    "variants-0": "À relayer",
    "team": str(TEAM),
    "place": str(PLACE),
    "contract": "permanent",
    "remote": "3",
    "seniority": "",
    "salary_min": "",
    "salary_max": "",
    "salary_period": "year",
    "starts_on": "",
    "closes_on": "",
    "hiring_manager": "",
    "recruiter": str(PERSON),
}


def typed(app: Flask, **values: Any) -> OpeningForm:
    data = {name: value for name, value in (TYPED | values).items() if value is not None}
    with app.test_request_context("/", method="POST", data=data):
        form = OpeningForm()
        form.offer(OFFERED, kept=(None, None))
        form.validate()
        return form


def test_what_is_typed_becomes_a_content(app: Flask) -> None:
    content = typed(app, themes=[str(THEME)]).written(OpeningContent())

    assert content == OpeningContent(
        words={
            "fr": Words(
                title="Un titre", summary="Un résumé", body="Un texte", variants=("À relayer",)
            )
        },
        team_id=TEAM,
        place_id=PLACE,
        theme_ids=frozenset({THEME}),
        remote=Remote.PARTIAL,
        remote_days=3,
        recruiter_id=PERSON,
    )


def test_the_other_language_stays_as_it_was(app: Flask) -> None:
    before = OpeningContent(words={"en": Words(title="Title")})

    assert typed(app).written(before).words["en"] == Words(title="Title")


def test_a_language_whose_words_are_all_erased_goes(app: Flask) -> None:
    before = OpeningContent(words={"fr": Words(title="Titre")})
    empty = {"title": "", "summary": "", "body": "", "variants-0": " "}

    assert typed(app, **empty).written(before).words == {}


@pytest.mark.parametrize(
    ("amount", "euros"),
    [
        ("48000", 48_000),
        ("48 000", 48_000),
        ("48\u202f000 €", 48_000),
        ("48\u00a0000", 48_000),
        ("48,000", 48_000),
        ("48.000", 48_000),
        ("48k", 48_000),
        ("48 K€", 48_000),
        ("", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(app: Flask, amount: str, euros: int | None) -> None:
    assert typed(app, salary_min=amount).written(OpeningContent()).salary_min == euros


@pytest.mark.parametrize("amount", ["beaucoup", "-5", "0", "99999999999", "1e5", "٣٤٥", "48 000 $"])
def test_a_wrong_amount_is_said_and_leaves_the_one_before(app: Flask, amount: str) -> None:
    form = typed(app, salary_min=amount)

    assert form.salary_min.errors
    assert form.salary_min._value() == amount
    assert form.written(OpeningContent(salary_min=40_000)).salary_min == 40_000


def test_a_range_the_wrong_way_round_is_said(app: Flask) -> None:
    form = typed(app, salary_min="58 000", salary_max="48 000")

    assert form.salary_max.errors
    before = OpeningContent(salary_min=1, salary_max=2)
    assert (form.written(before).salary_min, form.written(before).salary_max) == (1, 2)


@pytest.mark.parametrize("day", ["2026-12-31", "31/12/2026", "31.12.2026", " 2026-12-31 "])
def test_a_day_is_read_from_the_calendar_or_as_typed(app: Flask, day: str) -> None:
    assert typed(app, closes_on=day).written(OpeningContent()).closes_on == date(2026, 12, 31)


@pytest.mark.parametrize("day", ["demain", "2026-13-01", "31/02/2026", "0001-01-01", "9999-12-31"])
def test_a_wrong_day_is_said(app: Flask, day: str) -> None:
    form = typed(app, closes_on=day)

    assert form.closes_on.errors
    assert form.written(OpeningContent(closes_on=date(2026, 1, 1))).closes_on == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("chosen", "remote", "days"),
    [
        ("none", Remote.NONE, None),
        ("4", Remote.PARTIAL, 4),
        ("partial", Remote.PARTIAL, None),
        ("full", Remote.FULL, None),
    ],
)
def test_working_from_home_is_one_choice(
    app: Flask, chosen: str, remote: Remote, days: int | None
) -> None:
    content = typed(app, remote=chosen).written(OpeningContent())

    assert (content.remote, content.remote_days) == (remote, days)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("team", "01a209d4-0000-7000-8000-000000000001"),
        ("team", "x"),
        ("place", "' OR 1=1"),
        ("contract", "slavery"),
        ("remote", "6"),
        ("seniority", "wizard"),
        ("recruiter", "01a209d4-0000-7000-8000-000000000002"),
        ("language", "de"),
        ("title", "t" * 151),
        ("body", "b" * 40_001),
        ("variants-0", "v" * 3_001),
    ],
)
def test_what_is_not_offered_is_refused(app: Flask, name: str, value: str) -> None:
    before = OpeningContent(
        words={"fr": Words(title="Avant", body="Avant", variants=("Avant",))},
        team_id=TEAM,
        place_id=PLACE,
        contract=Contract.FIXED_TERM,
    )
    form = typed(app, **{name: value})

    assert form.wrong()
    kept = form.written(before)
    if name in ("team", "place", "contract"):
        attribute = name if name == "contract" else f"{name}_id"
        assert getattr(kept, attribute) == getattr(before, attribute)


def test_people_who_left_stay_where_they_were_chosen(app: Flask) -> None:
    gone = uuid7()

    class Left:
        id, name = gone, "Partie Ailleurs"

    with app.test_request_context("/"):
        form = OpeningForm()
        form.offer(OFFERED, kept=(Left(), None))
        content = replace(OpeningContent(), hiring_manager_id=gone)
        form.show(content, language="fr", version=1)

        assert form.written(content).hiring_manager_id == gone
        assert "Partie Ailleurs" in {choice.label for choice in form.hiring_manager.choices}
