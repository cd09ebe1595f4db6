"""The editor's form: what is typed becomes a content, and what is wrong leaves what was there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.ids import uuid7
from app.core.text.amounts import read_amount
from app.publishing.kinds import OpeningContent
from app.publishing.models import Contract, Remote, SalaryPeriod, WorkingTime
from app.publishing.texts import Words
from app.web.combobox import Lookup
from app.web.writing.forms import Offered, OpeningForm

TEAM, PLACE, THEME, PERSON, TWIN, OTHER = (uuid7() for _ in range(6))
LYON, RENNES = uuid7(), uuid7()
OFFERED = Offered(
    teams=[(TEAM, "Données")],
    places=[(LYON, "Lyon"), (PLACE, "Nantes"), (RENNES, "Rennes")],
    themes=[(THEME, "IA")],
)
NAMES = {PERSON: "Mehdi Oulmane", TWIN: "Mehdi Ould", OTHER: "Zoé Lambert"}
PEOPLE = Lookup(
    source="/colleagues",
    fitting=lambda typed: [
        (key, name) for key, name in NAMES.items() if typed.lower() in name.lower()
    ],
    named=NAMES.get,
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
        form.offer(OFFERED, PEOPLE, kept=dict.fromkeys(form.PEOPLE))
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
        contract=Contract.PERMANENT,
        theme_ids=frozenset({THEME}),
        remote=Remote.PARTIAL,
        remote_days=3,
        recruiter_id=PERSON,
    )


def test_other_places_stay_in_their_order_and_new_ones_come_last(app: Flask) -> None:
    before = OpeningContent(place_id=PLACE, other_place_ids=(RENNES,))

    more = typed(app, other_places=[str(LYON), str(RENNES)], working_time="part").written(before)
    fewer = typed(app, other_places=[str(PLACE), str(LYON)]).written(more)

    assert (more.other_place_ids, more.working_time) == ((RENNES, LYON), WorkingTime.PART)
    assert (fewer.other_place_ids, fewer.working_time) == ((LYON,), None)


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
        ("52'000", 52_000),
        ("45 000,00", 45_000),
        ("52000.00", 52_000),
        ("38,5k", 38_500),
        ("48 000 euros", 48_000),
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


def test_a_range_in_one_box_is_said_to_have_two(app: Flask) -> None:
    form = typed(app, salary_min="45-50k")

    assert "chacun dans sa case" in form.salary_min.errors[0]
    assert form.salary_min._value() == "45-50k"


def test_an_amount_by_the_hour_keeps_its_cents(app: Flask) -> None:
    form = typed(app, salary_min="12,02 €", salary_max="13", salary_period="hour")

    content = form.written(OpeningContent())
    assert not form.wrong()
    assert (content.salary_min, content.salary_max) == (Decimal("12.02"), 13)


@pytest.mark.parametrize("period", ["year", "month", "day"])
@pytest.mark.parametrize("name", ["salary_min", "salary_max"])
def test_cents_that_would_be_dropped_are_said(app: Flask, period: str, name: str) -> None:
    form = typed(app, **{name: "1 850,50 €"}, salary_period=period)

    assert "Écrivez 1\u202f850." in form[name].errors[0]
    assert form[name]._value() == "1 850,50 €"


@pytest.mark.parametrize(
    ("low", "high", "period"),
    [
        ("45", "52", "year"),
        ("45", "", "year"),
        ("", "52", "year"),
        ("4 500", "52 000", "year"),
        ("45 000", "520 000", "year"),
        ("9 999,00", "", "year"),
        ("48 000", "80 000", "month"),
        ("150", "", "month"),
        ("45 000", "", "day"),
        ("12", "", "day"),
        ("1 850", "", "hour"),
        ("1,20", "", "hour"),
    ],
)
def test_an_amount_that_does_not_fit_its_period_is_asked_again(
    app: Flask, low: str, high: str, period: str
) -> None:
    amounts = {"salary_min": low, "salary_max": high, "salary_period": period}
    before = OpeningContent(salary_min=Decimal(50_000))

    asked = typed(app, **amounts)
    assert "inhabituel" in asked.salary_sure.errors[0]
    assert asked.written(before).salary_min == 50_000
    sure = typed(app, **amounts, salary_sure=asked.salary_question)
    assert not sure.wrong()
    assert sure.written(before).salary_period == period
    assert (sure.written(before).salary_min, sure.written(before).salary_max) == (
        sure.salary_min.data,
        sure.salary_max.data,
    )


@pytest.mark.parametrize(
    ("low", "high", "period"),
    [
        ("10 000", "500 000", "year"),
        ("650", "2 000", "month"),
        ("450", "", "day"),
        ("11,88", "45", "hour"),
        ("", "", "year"),
    ],
)
def test_a_usual_amount_is_not_asked_again(app: Flask, low: str, high: str, period: str) -> None:
    form = typed(app, salary_min=low, salary_max=high, salary_period=period)

    assert not form.wrong()
    assert form.salary_question == ""


def test_a_yes_to_one_amount_is_no_yes_to_another(app: Flask) -> None:
    asked = typed(app, salary_min="45")

    assert typed(app, salary_min="46", salary_sure=asked.salary_question).salary_sure.errors
    by_month = typed(app, salary_min="45", salary_period="month", salary_sure=asked.salary_question)
    assert by_month.salary_sure.errors


def test_an_unusual_amount_that_was_kept_is_not_asked_at_the_next_save(app: Flask) -> None:
    with app.test_request_context("/"):
        form = OpeningForm()
        form.offer(OFFERED, PEOPLE, kept=dict.fromkeys(form.PEOPLE))
        form.show(OpeningContent(salary_min=Decimal(45)), language="fr", version=1)

        assert form.salary_sure.data == form.salary_question != ""
    assert not typed(app, salary_min="45", salary_sure=form.salary_sure.data).wrong()


def test_a_salary_is_kept_or_changed_whole(app: Flask) -> None:
    before = OpeningContent(salary_min=Decimal("12.02"), salary_period=SalaryPeriod.HOUR)

    content = typed(app, salary_min="12,02", salary_period="month").written(before)

    assert (content.salary_min, content.salary_period) == (Decimal("12.02"), SalaryPeriod.HOUR)


@pytest.mark.parametrize(("language", "shown"), [("fr", "12,50"), ("en", "12.50")])
def test_the_box_shows_an_amount_that_it_reads_as_the_same(
    app: Flask, language: str, shown: str
) -> None:
    with app.test_request_context("/"), force_locale(language):
        form = OpeningForm()
        form.salary_min.data = Decimal("12.50")
        assert form.salary_min._value() == shown
        form.salary_min.data = Decimal(48_000)
        assert read_amount(form.salary_min._value()) == 48_000
    assert read_amount(shown) == Decimal("12.50")


def test_a_range_the_wrong_way_round_is_said(app: Flask) -> None:
    form = typed(app, salary_min="58 000", salary_max="48 000")

    assert form.salary_max.errors
    before = OpeningContent(salary_min=1, salary_max=2)
    assert (form.written(before).salary_min, form.written(before).salary_max) == (1, 2)


@pytest.mark.parametrize(
    "day", ["2026-12-31", "31/12/2026", "31.12.2026", " 2026-12-31 ", "31/12/26", "31 déc. 2026"]
)
def test_a_day_is_read_from_the_calendar_or_as_typed(app: Flask, day: str) -> None:
    assert typed(app, closes_on=day).written(OpeningContent()).closes_on == date(2026, 12, 31)


def test_a_start_may_be_a_month_and_a_last_day_may_not(app: Flask) -> None:
    form = typed(app, starts_on="mars 2027", closes_on="mars 2027")

    assert form.written(OpeningContent()).starts_on == date(2027, 3, 1)
    assert form.closes_on.errors


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
        form.offer(OFFERED, PEOPLE, kept=dict.fromkeys(form.PEOPLE) | {form.PEOPLE[0]: Left()})
        content = replace(OpeningContent(), hiring_manager_id=gone)
        form.show(content, language="fr", version=1)

        assert form.written(content).hiring_manager_id == gone
        assert form.hiring_manager.typed == "Partie Ailleurs"


@pytest.mark.parametrize(
    ("key", "box", "chosen"),
    [
        pytest.param(str(PERSON), "Mehdi Oulmane", PERSON, id="chosen and named"),
        pytest.param(str(PERSON), "", None, id="emptied"),
        pytest.param("", "zoé", OTHER, id="typed, and alone to fit"),
        pytest.param(str(PERSON), "Zoé Lambert", OTHER, id="another one typed over it"),
        pytest.param("", "MEHDI OULD", TWIN, id="typed in full"),
        pytest.param(str(OTHER), None, OTHER, id="a key alone, from a script"),
    ],
)
def test_a_person_is_taken_by_key_or_by_what_was_typed(
    app: Flask, key: str, box: str | None, chosen: Any
) -> None:
    form = typed(app, recruiter=key, recruiter_typed=box)

    assert form.recruiter.errors == []
    assert form.recruiter.key == chosen


@pytest.mark.parametrize(("box", "offered"), [("mehdi", [PERSON, TWIN]), ("personne", [])])
def test_what_fits_several_people_is_asked_and_what_fits_none_is_said(
    app: Flask, box: str, offered: list[Any]
) -> None:
    form = typed(app, recruiter="", recruiter_typed=box)

    assert form.recruiter.errors
    assert [key for key, _name in form.recruiter.offered] == offered
    assert form.recruiter.typed == box
    assert typed(app, recruiter="", recruiter_typed=box, recruiter_meant=str(TWIN)).recruiter.key


def test_text_longer_than_its_field_is_refused_whole_and_never_cut(app: Flask) -> None:
    long = "mot " * 60
    form = typed(app, title=long)

    assert form.title.data == long.strip()
    assert form.title.errors


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "٣"])
def test_a_suggested_text_with_a_number_that_no_page_writes_is_left_out(
    app: Flask, number: str
) -> None:
    content = typed(app, **{f"variants-{number}": "De trop"}).written(OpeningContent())

    assert content.words["fr"].variants == ("À relayer",)


@pytest.mark.parametrize(
    "read",
    ["[" * 100_000, '{"title": ' * 100_000, '{"title": ' + "9" * 5_000 + "}", "[1]", "{", "null"],
    ids=["deep list", "deep object", "long number", "list", "broken", "null"],
)
def test_marks_that_no_page_writes_are_none(app: Flask, read: str) -> None:
    assert typed(app, read=read).marks == {}


def test_of_marks_those_that_are_words_alone_are_read(app: Flask) -> None:
    assert typed(app, read='{"title": "ab", "team_id": [[1]]}').marks == {"title": "ab"}
