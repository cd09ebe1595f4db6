"""What staff screens show of a credit: one line in lists, a panel beside an application."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.lists import format_list
from flask import url_for
from flask_babel import format_decimal, format_time
from markupsafe import Markup

from app.attribution.deciding.appeals import contest_until
from app.attribution.models import Verification
from app.attribution.queries import DecisionOnRecord
from app.attribution.rule.facts import Choice, Outcome, Reason, Touch
from app.attribution.rule.resolve import in_order
from app.attribution.rule.tests import confirm_by
from app.attribution.wording.people import name_of, person_name, said
from app.attribution.wording.sentences import day_words, deciding_touch
from app.attribution.wording.short import (
    NOT_CREDITED,
    WITHOUT_AMBASSADOR,
    moment_words,
    rule_in_short,
    touch_in_short,
)
from app.attribution.wording.touches import describe, describe_by, set_aside
from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.core.i18n.days import short_day, short_moment
from app.people.models import Person
from app.sharing import wording
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
    """A credit beside its application, as templates/attribution/_credit.html draws it.

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


def credit_line(known: DecisionOnRecord | None) -> EvidenceLine:
    """Say a credit in one line of a list."""
    if known is None:
        return EvidenceLine(_("Being decided"), icon="hourglass")
    href = url_for("recruiting.explain", application_id=known.row.application)
    if known.row.outcome == Outcome.CREDITED:
        return _credited_line(known, href)
    if known.repeats:
        return EvidenceLine(_("One with an earlier application"), icon="users-round", href=href)
    if known.by_manager:
        return EvidenceLine(_("Not credited"), _("decided by a manager"), icon="scale", href=href)
    reason = Reason(known.row.reason)
    if known.case is None or known.decision is None or reason in WITHOUT_AMBASSADOR:
        icon = "log-in" if reason is Reason.NO_TOUCH else "circle-minus"
        return EvidenceLine(
            str(WITHOUT_AMBASSADOR.get(reason, _("Not credited"))), icon=icon, href=href
        )
    touch = deciding_touch(known.case, known.decision)
    person = known.people.get(touch.ambassador)
    if reason is Reason.AWAITING_CONFIRMATION:
        last_day = confirm_by(touch, known.case.policies[touch.policy])
        return EvidenceLine(
            _("Perhaps by %(name)s", name=_first_name(person)),
            _("to be confirmed by %(date)s", date=short_day(last_day)),
            name=person_name(person),
            photo_url=_photo(person),
            href=href,
        )
    lead = _("%(name)s, not credited", name=person_name(person))
    return EvidenceLine(lead, str(NOT_CREDITED[reason]), icon="circle-x", href=href)


def _credited_line(known: DecisionOnRecord, href: str) -> EvidenceLine:
    people = [person for person, _share in known.credited]
    names = format_list([_first_name(person) for person in people], locale=language())
    detail: str | None = _("decided by a manager")
    if not known.by_manager and known.case and known.decision:
        touch = deciding_touch(known.case, known.decision)
        detail = touch_in_short(touch, known.links.get(touch.id))
    return EvidenceLine(
        _("Brought by %(name)s", name=names),
        detail,
        name=person_name(people[0]),
        photo_url=_photo(people[0]),
        href=href,
    )


def credit_panel(known: DecisionOnRecord, verification: Verification | None) -> Panel:
    """Say a credit beside its application: who, why, by what, and what could say otherwise.

    verification: the latest one of the whole ledger
    """
    lead, rest = said(known)
    person = known.credited[0][0] if known.credited else None
    return Panel(
        title=lead,
        reason=rest.strip(),
        name=person.name if person else None,
        photo_url=_photo(person),
        icon="hourglass" if known.row.outcome == Outcome.PENDING else "circle-minus",
        proof=list(_proof(known)),
        against=list(_against(known)),
        ledger=list(_ledger(known, verification)),
        contest_until=contest_until(known.row),
        href=url_for("recruiting.explain", application_id=known.row.application),
    )


def touch_item(
    known: DecisionOnRecord, touch: Touch, *, mark: str, why: str = ""
) -> dict[str, Any]:
    """Say one touch, whose, and if wanted why it was set aside."""
    link = known.links.get(touch.id)
    code = link.code if link else None
    channel = str(wording.NAMES[link.channel]) if link else None
    if mark == "for":
        words = describe(touch, code=code, channel=channel)
    else:
        words = describe_by(touch, name_of(known, touch.ambassador), code=code, channel=channel)
    return {
        "text": f"{words} {why}".strip(),
        "time": moment_words(touch.at),
        "datetime": touch.at.isoformat(),
        "mark": mark,
    }


def _proof(known: DecisionOnRecord) -> Iterator[dict[str, Any]]:
    if known.by_manager:
        yield _answered(known)
        return
    if known.case is None or known.decision is None or known.repeats:
        return
    for touch in in_order(known.case.touches):
        if touch.id in known.decision.winners:
            yield touch_item(known, touch, mark="for")
    answer, application = known.case.facts.answer, known.case.facts.application
    if known.decision.reason is Reason.CANDIDATE_CHOICE and answer and answer.ambassador:
        name = name_of(known, answer.ambassador)
        if answer.choice is Choice.KEPT:
            words = _("“%(name)s” shown on the form, then kept.", name=name)
        else:
            words = _("“%(name)s” named on the form.", name=name)
        yield {
            "text": words,
            "time": moment_words(application.at),
            "datetime": application.at.isoformat(),
            "mark": "for",
        }


def _answered(known: DecisionOnRecord) -> dict[str, Any]:
    number = format_decimal(known.row.seq)
    return {
        "text": _("A manager’s answer to an appeal, row %(number)s of the ledger.", number=number),
        "time": moment_words(known.row.at),
        "datetime": known.row.at.isoformat(),
        "mark": "for",
    }


def _against(known: DecisionOnRecord) -> Iterator[dict[str, Any]]:
    if known.case is None or known.decision is None or known.repeats:
        return
    facts, policy_of = known.case.facts, known.case.policies
    for touch in in_order(known.case.touches):
        if code := known.decision.rejected.get(touch.id):
            in_gate = code in WITHOUT_AMBASSADOR
            policy = policy_of[facts.policy_version if in_gate else touch.policy]
            waiting = code is Reason.AWAITING_CONFIRMATION
            mark = "waiting" if waiting else "against"
            yield touch_item(known, touch, mark=mark, why=set_aside(touch, code, policy))
        elif touch.id not in known.decision.winners:
            why = _("It counts, but another one prevails.")
            yield touch_item(known, touch, mark="against", why=why)
        elif known.by_manager:
            why = _("By the rule alone, the credit would rest on it.")
            yield touch_item(known, touch, mark="nothing", why=why)
    for prior in facts.prior:
        words = _("Earlier application, on %(date)s.", date=day_words(local_date(prior.at)))
        yield {"text": words, "mark": "against"}
    for claim in facts.agency:
        words = _(
            "An agency’s claim of %(date)s, until %(end)s.",
            date=day_words(local_date(claim.at)),
            end=day_words(claim.until),
        )
        yield {"text": words, "mark": "against"}
    if not facts.prior and not facts.agency:
        yield {"text": _("No earlier application, no agency’s claim."), "mark": "nothing"}
    credited = [who for who, _share in known.decision.shares]
    if len(credited) == 1 and credited[0] not in facts.hiring_team:
        name = name_of(known, credited[0])
        words = _("%(name)s is neither in the team that hires nor in an excluded role.", name=name)
        yield {"text": words, "mark": "nothing"}


def _ledger(known: DecisionOnRecord, verification: Verification | None) -> Iterator[dict[str, Any]]:
    row = known.row
    if known.case:
        policy = known.case.policies[known.case.facts.policy_version]
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
        yield {
            "term": _("Chain"),
            "value": chain_words(verification),
            "tone": chain_tone(verification),
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
    return person.first_name if person else _("someone whose data was erased")


def _photo(person: Person | None) -> str | None:
    return picture_url(person.portrait) if person else None
