"""What staff screens show of a credit: one line in lists, a panel beside an application."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_decimal, format_time
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.attribution.deciding.appeals import contest_until
from app.attribution.models import Verification
from app.attribution.queries import DecisionOnRecord
from app.attribution.rule.facts import AgencyClaim, Choice, Outcome, Prior, Reason
from app.attribution.rule.resolve import WITHOUT_TOUCH, in_order
from app.attribution.rule.tests import confirm_by, known_by, owned_by
from app.attribution.wording import explanation
from app.attribution.wording.explanation import Fate, Passed, TouchReport, link_words
from app.attribution.wording.names import erased_person, join_names, name_of, person_name
from app.attribution.wording.reasons import words_of
from app.attribution.wording.sentences import deciding_fact, explain_to_staff, words_of_name
from app.attribution.wording.short import (
    day_words,
    moment_words,
    rule_in_short,
    touch_in_short,
)
from app.attribution.wording.touches import describe
from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.core.i18n.days import short_day, short_moment
from app.people.models import Person
from app.web.media import picture_url


@dataclass(frozen=True)
class EvidenceLine:
    """A credit in a list, as `evidence_line` of templates/ui/credit.html draws it."""

    lead: str
    detail: str | None = None
    name: str | None = None
    photo_url: str | None = None
    icon: str | None = None
    href: str | None = None


@dataclass(frozen=True)
class Panel:
    """A credit beside its application, as templates/recruiting/_credit.html draws it.

    proof, against: items of the macro `proof`
    ledger: terms and values of the macro `ledger`
    """

    title: str
    reason: str
    name: str | None
    photo_url: str | None
    icon: str
    proof: list[dict[str, Any]]
    against: list[dict[str, Any]]
    ledger: list[dict[str, Any]]
    contest_until: date
    href: str


@dataclass(frozen=True)
class ShownTest:
    """One of the ten tests of a touch, with its icon and what it says to who sees none."""

    words: str
    outcome: str
    icon: str
    css: str


@dataclass(frozen=True)
class ShownTouch:
    """A touch and what became of it, as `touch_reports` of templates/recruiting/_credit.html."""

    what: str
    when: str
    datetime: str
    verdict: str
    tone: str | None
    tests: list[ShownTest]


TONES = {Fate.CREDITED: "success", Fate.WAITING: "warning"}
MARKS = {
    Fate.CREDITED: "for",
    Fate.WAITING: "waiting",
    Fate.OVERRULED: "nothing",
}
TEST_ICONS = {
    Passed.YES: "circle-check",
    Passed.NO: "circle-x",
    Passed.NOT_REACHED: "circle-minus",
}
TEST_OUTCOMES = {
    Passed.YES: _l("Passed:"),
    Passed.NO: _l("Failed:"),
    Passed.NOT_REACHED: _l("Not reached:"),
}
ICONS_WITHOUT_TOUCH: Mapping[str, str] = {Reason.NO_TOUCH: "log-in"}


def shown_touches(
    reports: Iterable[TouchReport], *, to_the_minute: bool = True
) -> list[ShownTouch]:
    """Give each touch of a decision its tone, and each of its tests an icon.

    to_the_minute: else to the day, which tells an ambassador nothing of when somebody looked
    """
    return [
        ShownTouch(
            what=report.what,
            when=moment_words(report.at) if to_the_minute else day_words(local_date(report.at)),
            datetime=(report.at if to_the_minute else local_date(report.at)).isoformat(),
            verdict=report.verdict,
            tone=TONES.get(report.fate),
            tests=[
                ShownTest(
                    test.words,
                    str(TEST_OUTCOMES[test.passed]),
                    TEST_ICONS[test.passed],
                    str(test.passed),
                )
                for test in report.tests
            ],
        )
        for report in reports
    ]


def credit_line(record: DecisionOnRecord | None) -> EvidenceLine:
    """Say a credit in one line of a list."""
    if record is None:
        return EvidenceLine(_("Being decided"), icon="hourglass")
    href = url_for("recruiting.explain", application_id=record.row.application)
    listed = str(words_of(record.row.reason).listed)
    if record.row.outcome == Outcome.CREDITED:
        return _credited_line(record, listed, href)
    if record.repeats:
        return EvidenceLine(listed, icon="users-round", href=href)
    if record.by_manager:
        return EvidenceLine(_("Not credited"), listed, icon="scale", href=href)
    if name := record.rests_on_name:
        words = words_of_name(name)
        return EvidenceLine(words.listed, words.beside, icon="user-round-search", href=href)
    if record.row.reason in WITHOUT_TOUCH:
        icon = ICONS_WITHOUT_TOUCH.get(record.row.reason, "circle-minus")
        return EvidenceLine(listed, icon=icon, href=href)
    if record.case is None or record.touch is None:
        return EvidenceLine(_("Not credited"), icon="circle-minus", href=href)
    person = record.people.get(record.touch.ambassador)
    if record.row.outcome == Outcome.PENDING:
        last_day = confirm_by(record.touch, record.case.policies[record.touch.policy])
        return EvidenceLine(
            _("Perhaps by %(name)s", name=_first_name(person)),
            _("to be confirmed by %(date)s", date=short_day(last_day)),
            name=person_name(person),
            photo_url=_photo(person),
            href=href,
        )
    lead = _("%(name)s, not credited", name=person_name(person))
    return EvidenceLine(lead, listed, icon="circle-x", href=href)


def _credited_line(record: DecisionOnRecord, listed: str, href: str) -> EvidenceLine:
    people = [person for person, _share in record.credited]
    detail = listed if record.by_manager else None
    if record.by_rule and record.touch:
        detail = touch_in_short(record.touch, record.links.get(record.touch.id))
    return EvidenceLine(
        _("Brought by %(name)s", name=join_names(_first_name(person) for person in people)),
        detail,
        name=person_name(people[0]),
        photo_url=_photo(people[0]),
        href=href,
    )


def credit_panel(record: DecisionOnRecord, verification: Verification | None) -> Panel:
    """Say a credit beside its application: who, why, by what, and what could say otherwise.

    verification: the latest one of the whole ledger
    """
    sentence = explain_to_staff(record)
    person = record.credited[0][0] if record.credited else None
    return Panel(
        title=sentence.lead,
        reason=sentence.rest,
        name=person.name if person else None,
        photo_url=_photo(person),
        icon=_panel_icon(record),
        proof=list(_proof(record)),
        against=list(_against(record)),
        ledger=list(_ledger(record, verification)),
        contest_until=contest_until(record.row),
        href=url_for("recruiting.explain", application_id=record.row.application),
    )


def _panel_icon(record: DecisionOnRecord) -> str:
    if record.rests_on_name:
        return "user-round-search"
    return "hourglass" if record.row.outcome == Outcome.PENDING else "circle-minus"


def _item(text: str, mark: str, at: datetime | None = None) -> dict[str, Any]:
    """Return an item of the macro `proof`."""
    if at is None:
        return {"text": text, "mark": mark}
    return {"text": text, "mark": mark, "time": moment_words(at), "datetime": at.isoformat()}


def _proof(record: DecisionOnRecord) -> Iterator[dict[str, Any]]:
    if record.by_manager:
        number = format_decimal(record.row.seq)
        answered = _(
            "A manager’s answer to an appeal, row %(number)s of the ledger.", number=number
        )
        yield _item(answered, "for", record.row.at)
        return
    if record.case is None or record.decision is None or record.repeats:
        return
    for touch in in_order(record.case.touches):
        if touch.id in record.decision.winners:
            yield _item(describe(touch, **link_words(record, touch)), "for", touch.at)
    if record.decision.outcome is Outcome.NONE:
        yield from _proof_of_none(record)
    answer, application = record.case.facts.answer, record.case.facts.application
    if record.decision.reason is Reason.CANDIDATE_CHOICE and answer and answer.ambassador:
        yield _item(
            _chosen_on_form(record, answer.choice, answer.ambassador), "for", application.at
        )


def _proof_of_none(record: DecisionOnRecord) -> Iterator[dict[str, Any]]:
    """Yield what decides that nobody is credited, be it not for good."""
    if name := record.rests_on_name:
        mark = "waiting" if name.waits else "nothing"
        yield _item(_("“%(name)s” typed by the candidate.", name=name.typed), mark, name.at)
    if fact := deciding_fact(record):
        yield _item(fact, "for")
    priors, claims = _decisive(record)
    yield from (_prior_item(each, "for") for each in priors)
    yield from (_claim_item(each, "for") for each in claims)


def _decisive(record: DecisionOnRecord) -> tuple[Sequence[Prior], Sequence[AgencyClaim]]:
    """Return the earlier applications and the claims by which nobody is credited."""
    case, touch = record.case, record.touch
    if case is None or touch is None or record.decision is None:
        return (), ()
    policy = case.policies[touch.policy]
    known = record.decision.reason is Reason.ALREADY_KNOWN
    owned = record.decision.reason is Reason.AGENCY_OWNED
    return (
        known_by(case.facts, touch, policy) if known else (),
        owned_by(case.facts, touch, policy) if owned else (),
    )


def _prior_item(prior: Prior, mark: str) -> dict[str, Any]:
    day = day_words(local_date(prior.at))
    return _item(_("Earlier application, on %(date)s.", date=day), mark)


def _claim_item(claim: AgencyClaim, mark: str) -> dict[str, Any]:
    words = _(
        "An agency’s claim of %(date)s, until %(end)s.",
        date=day_words(local_date(claim.at)),
        end=day_words(claim.until),
    )
    return _item(words, mark)


def _chosen_on_form(record: DecisionOnRecord, choice: Choice, pseudonym: str) -> str:
    name = name_of(record, pseudonym)
    if choice is Choice.KEPT:
        return _("“%(name)s” shown on the form, then kept.", name=name)
    return _("“%(name)s” named on the form.", name=name)


def _against(record: DecisionOnRecord) -> Iterator[dict[str, Any]]:
    if record.case is None or record.decision is None or record.repeats:
        return
    for report in explanation.reports(record):
        if report.fate is not Fate.CREDITED:
            mark = MARKS.get(report.fate, "against")
            yield _item(f"{report.what} {report.verdict}", mark, report.at)
    if record.unmatched and record.unmatched.waits and not record.rests_on_name:
        name = record.unmatched
        yield _item(_("“%(name)s” typed by the candidate.", name=name.typed), "waiting", name.at)
    facts = record.case.facts
    priors, claims = _decisive(record)
    yield from (_prior_item(each, "against") for each in facts.prior if each not in priors)
    yield from (_claim_item(each, "against") for each in facts.agency if each not in claims)
    day = day_words(local_date(facts.decided_at))
    if not facts.prior and not facts.agency:
        words = _("On %(date)s: no earlier application, no agency’s claim.", date=day)
        yield _item(words, "nothing")
    credited = [who for who, _share in record.decision.shares]
    if len(credited) == 1 and credited[0] not in facts.hiring_team:
        words = _(
            "On %(date)s: %(name)s was neither in the team that hires nor in an excluded role.",
            date=day,
            name=name_of(record, credited[0]),
        )
        yield _item(words, "nothing")


def _ledger(
    record: DecisionOnRecord, verification: Verification | None
) -> Iterator[dict[str, Any]]:
    row = record.row
    if record.case:
        policy = record.case.policies[record.case.facts.policy_version]
        href = url_for("programme.policy", version=policy.version)
        version = _("Version %(number)d", number=policy.version)
        words = Markup('<a href="{}">{}</a>, {}').format(href, version, rule_in_short(policy))
        yield {"term": _("Rule"), "value": words}
    number = _("Row %(number)s", number=format_decimal(row.seq))
    href = url_for("recruiting.explain", application_id=row.application, _anchor="ledger")
    when = f"{short_day(row.at)}, {format_time(row.at, 'HH:mm:ss')}"
    yield {
        "term": _("Ledger"),
        "value": Markup('<a href="{}">{}</a>, {} <code>{}…{}</code>').format(
            href, number, when, row.hash[:4], row.hash[-4:]
        ),
    }
    if verification:
        tone = chain_tone(verification)
        yield {
            "term": _("Chain"),
            "value": chain_words(verification),
            "tone": tone,
            "icon": "shield-check" if tone == "success" else None,
        }


def chain_words(verification: Verification) -> str:
    """Say what the last verification saw."""
    when = short_moment(verification.at)
    if verification.altered_seq is not None:
        row = format_decimal(verification.altered_seq)
        return _("Altered at row %(row)s, seen on %(date)s", row=row, date=when)
    return _("Intact, verified on %(date)s", date=when)


def chain_tone(verification: Verification) -> str:
    """Choose how the state of the chain is shown."""
    return "success" if verification.altered_seq is None else "danger"


def _first_name(person: Person | None) -> str:
    return person.first_name if person else erased_person()


def _photo(person: Person | None) -> str | None:
    return picture_url(person.portrait) if person else None
