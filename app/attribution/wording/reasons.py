"""Every reason of a credit, and its sentence for each who reads it.

One row a code: those of the resolver (`Reason`), and those of rows of the ledger that no rule
decided (`Ruling`). Nothing else words a reason. The sentences are in the language of the moment;
the French ones are in the catalogue. Each is whole: none is put together from pieces, and none
guesses a candidate's gender. What leads a decision, and is set apart on a panel, is a message of
its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.attribution.rule.facts import Reason, Ruling, Touch
from app.attribution.rule.tests import confirm_by, local_date
from app.attribution.wording.short import day_words
from app.core.i18n import gettext, ngettext
from app.policy.policy import Policy, PriorRule, TouchKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in two messages: who is credited, then why."""

    lead: str
    rest: str

    def __str__(self) -> str:
        return f"{self.lead} {self.rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the sentences about one decision, or one touch, may mention.

    of_touch: None for a decision that speaks of none
    by_policy: the version of the touch; where a gate closed, that of the application
    ambassador: the name of the touch's ambassador
    names: of whom the decision credits, with their shares where there are several
    credited: how many they are
    counted: how many touches pass every test
    named: whether the candidate named the ambassador, rather than kept them
    days_before: from the touch to the application
    ruled_on: when a manager answered
    carried: whether that answer was given for another application of the same person
    yours: whether the reader is credited, or awaited
    """

    of_touch: Touch | None = None
    by_policy: Policy | None = None
    ambassador: str = ""
    names: str = ""
    credited: int = 0
    counted: int = 0
    named: bool = False
    days_before: int = 0
    ruled_on: date | None = None
    carried: bool = False
    yours: bool = False

    @property
    def touch(self) -> Touch:
        """The touch; only asked by reasons that speak of one."""
        assert self.of_touch is not None
        return self.of_touch

    @property
    def policy(self) -> Policy:
        """The policy; only asked by reasons that a rule gave."""
        assert self.by_policy is not None
        return self.by_policy

    @property
    def day(self) -> str:
        """The day of the touch, where the policy counts days."""
        return day_words(local_date(self.touch.at, self.policy))

    @property
    def last_day(self) -> str:
        """The last day on which the touch can be confirmed."""
        return day_words(confirm_by(self.touch, self.policy))

    @property
    def ruling_day(self) -> str:
        """The day of a manager's answer."""
        return day_words(self.ruled_on) if self.ruled_on else ""


Words = Callable[[Particulars], str]
InTwoParts = Callable[[Particulars], Sentence]


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One reason, in words.

    means: for those who read codes; docs/attribution.md lists them
    staff: the whole decision, to readers who may know every name
    listed: a few words, where decisions are listed
    ambassador: why, to an ambassador whom the decision concerns
    ledger: what its row of the ledger did
    touch: why one touch was set aside; None where no touch is set aside so
    your_touch: the same to its ambassador
    beforehand: to an ambassador, before they share: what has to hold, or what forbids it
    """

    means: str
    staff: InTwoParts
    listed: LazyString
    ambassador: Words
    ledger: Words
    touch: Words | None = None
    your_touch: Words | None = None
    beforehand: Words | None = None


def words_of(code: str) -> ReasonWords:
    """Return the row of a reason.

    code: of `Reason` or `Ruling`
    """
    return REASONS[code]


# Forms that several rows share


def _always(message: LazyString) -> Words:
    return lambda _told: str(message)


def _naming(message: LazyString) -> Words:
    return lambda told: str(message) % {"ambassador": told.ambassador}


def _no_credit(why: Words) -> InTwoParts:
    return lambda told: Sentence(gettext("No credit:"), why(told))


def _brought(why: Mapping[TouchKind, LazyString]) -> InTwoParts:
    """Credit one ambassador, by the kind of their touch."""
    return lambda told: Sentence(
        gettext("Brought by %(ambassador)s,", ambassador=told.ambassador),
        str(why[told.touch.kind]) % {"date": told.day, "count": told.counted},
    )


def _credited(
    means: str, *, staff: InTwoParts, listed: LazyString, ambassador: Words, beforehand: Words
) -> ReasonWords:
    return ReasonWords(
        means,
        staff,
        listed,
        ambassador,
        ledger=_always(_l("Credited by the rule.")),
        beforehand=beforehand,
    )


def _without_credit(
    means: str,
    *,
    staff: Words,
    listed: LazyString,
    touch: Words | None,
    your_touch: Words | None = None,
    beforehand: Words | None = None,
) -> ReasonWords:
    """Word a reason for which nobody is credited, or a touch is set aside.

    your_touch: the same as `touch` where it does not speak of the ambassador
    """
    return ReasonWords(
        means,
        _no_credit(staff),
        listed,
        ambassador=_always(
            _l("Nobody is credited for this application. What became of your part is below.")
        ),
        ledger=_always(_l("No credit by the rule.")),
        touch=touch,
        your_touch=your_touch or touch,
        beforehand=beforehand,
    )


# Who is credited


def _by_candidates_choice(told: Particulars) -> Sentence:
    if told.named:
        return _brought(_NAMED)(told)
    if told.touch.kind is TouchKind.VISIT and told.days_before > 0:
        return Sentence(
            gettext("Brought by %(ambassador)s,", ambassador=told.ambassador),
            ngettext(
                "whose link the candidate followed on %(date)s, %(num)d day before applying, and"
                " whose name the candidate kept.",
                "whose link the candidate followed on %(date)s, %(num)d days before applying, and"
                " whose name the candidate kept.",
                told.days_before,
                date=told.day,
            ),
        )
    return _brought(_KEPT)(told)


_KEPT: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "whose link the candidate followed on %(date)s, the day of the application, and whose"
        " name the candidate kept."
    ),
    TouchKind.RECOMMENDATION: _l(
        "whose recommendation of %(date)s the candidate accepted, and whose name the candidate"
        " kept."
    ),
    TouchKind.DECLARATION: _l(
        "whom the candidate named on %(date)s, who confirmed it, and whose name the candidate kept."
    ),
}
_NAMED: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "whom the candidate named, and whose link the candidate had followed on %(date)s."
    ),
    TouchKind.RECOMMENDATION: _l(
        "whom the candidate named, and whose recommendation of %(date)s the candidate had accepted."
    ),
    TouchKind.DECLARATION: _l("whom the candidate named on %(date)s and who confirmed it."),
}
_ONLY: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "whose link the candidate followed on %(date)s: the only touch that counts."
    ),
    TouchKind.RECOMMENDATION: _l(
        "whose recommendation of %(date)s the candidate accepted: the only touch that counts."
    ),
    TouchKind.DECLARATION: _l(
        "whom the candidate named on %(date)s and who confirmed it: the only touch that counts."
    ),
}
_FIRST: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "whose link the candidate followed on %(date)s: the first of %(count)d touches that count."
    ),
    TouchKind.RECOMMENDATION: _l(
        "whose recommendation of %(date)s the candidate accepted: the first of %(count)d touches"
        " that count."
    ),
    TouchKind.DECLARATION: _l(
        "whom the candidate named on %(date)s and who confirmed it: the first of %(count)d touches"
        " that count."
    ),
}
_LAST: Mapping[TouchKind, LazyString] = {
    TouchKind.VISIT: _l(
        "whose link the candidate followed on %(date)s: the last of %(count)d touches that count."
    ),
    TouchKind.RECOMMENDATION: _l(
        "whose recommendation of %(date)s the candidate accepted: the last of %(count)d touches"
        " that count."
    ),
    TouchKind.DECLARATION: _l(
        "whom the candidate named on %(date)s and who confirmed it: the last of %(count)d touches"
        " that count."
    ),
}


def _by_order(among_several: Mapping[TouchKind, LazyString]) -> InTwoParts:
    return lambda told: _brought(_ONLY if told.counted == 1 else among_several)(told)


def _evenly(told: Particulars) -> Sentence:
    return Sentence(
        ngettext(
            "Brought by %(shares)s:",
            "Brought by %(num)d ambassadors,",
            told.credited,
            shares=told.names,
        ),
        ngettext(
            "nobody else has a touch that counts.",
            "each with a touch that counts: %(shares)s.",
            told.credited,
            shares=told.names,
        ),
    )


def _you_are_awaited(told: Particulars) -> str:
    if told.yours:
        return gettext(
            "Your name was given: you can confirm it until %(date)s.", date=told.last_day
        )
    return gettext("A confirmation is awaited.")


def _by_your_touch(told: Particulars) -> str:
    if not told.yours:
        return gettext(
            "Someone else’s touch prevails under the rule. What became of yours is below."
        )
    return _what_you_did(told, gettext("Your link was followed on %(date)s.", date=told.day))


def _by_choice_of_you(told: Particulars) -> str:
    if not told.yours:
        return gettext("The candidate said that someone else brought them.")
    return _what_you_did(
        told, gettext("Your link was followed on %(date)s, and your name was kept.", date=told.day)
    )


def _what_you_did(told: Particulars, visit: str) -> str:
    if told.touch.kind is TouchKind.RECOMMENDATION:
        return gettext("Your recommendation of %(date)s was accepted.", date=told.day)
    if told.touch.kind is TouchKind.DECLARATION:
        return gettext("Your name was given on %(date)s, and you confirmed it.", date=told.day)
    return visit


def _with_you(told: Particulars) -> str:
    if told.yours and told.credited > 1:
        return gettext(
            "It is shared by %(count)d ambassadors, each with a touch that counts.",
            count=told.credited,
        )
    return _by_your_touch(told)


# Before sharing


def _promise(told: Particulars, link: Callable[[int], str], sent: Callable[[int], str]) -> str:
    by_kind = sent if told.touch.kind is TouchKind.RECOMMENDATION else link
    return by_kind(told.policy.window_days)


def _promise_of_choice(told: Particulars) -> str:
    return _promise(
        told,
        lambda days: ngettext(
            "You would be credited if someone follows your link, applies within %(num)d day and"
            " keeps your name on the form.",
            "You would be credited if someone follows your link, applies within %(num)d days and"
            " keeps your name on the form.",
            days,
        ),
        lambda days: ngettext(
            "You would be credited if this person accepts, then applies within %(num)d day of your"
            " message, and names nobody else on the form.",
            "You would be credited if this person accepts, then applies within %(num)d days of your"
            " message, and names nobody else on the form.",
            days,
        ),
    )


def _promise_to_the_first(told: Particulars) -> str:
    return _promise(
        told,
        lambda days: ngettext(
            "You would be credited if someone follows your link, applies within %(num)d day, and"
            " nobody had reached them before you.",
            "You would be credited if someone follows your link, applies within %(num)d days, and"
            " nobody had reached them before you.",
            days,
        ),
        lambda days: ngettext(
            "You would be credited if this person accepts, then applies within %(num)d day of your"
            " message, and nobody had reached them before you.",
            "You would be credited if this person accepts, then applies within %(num)d days of your"
            " message, and nobody had reached them before you.",
            days,
        ),
    )


def _promise_to_the_last(told: Particulars) -> str:
    return _promise(
        told,
        lambda days: ngettext(
            "You would be credited if someone follows your link, applies within %(num)d day, and"
            " nobody reaches them after you.",
            "You would be credited if someone follows your link, applies within %(num)d days, and"
            " nobody reaches them after you.",
            days,
        ),
        lambda days: ngettext(
            "You would be credited if this person accepts, then applies within %(num)d day of your"
            " message, and nobody reaches them after you.",
            "You would be credited if this person accepts, then applies within %(num)d days of your"
            " message, and nobody reaches them after you.",
            days,
        ),
    )


def _promise_to_share(told: Particulars) -> str:
    return _promise(
        told,
        lambda days: ngettext(
            "You would be credited if someone follows your link and applies within %(num)d day,"
            " evenly with whoever else reached them.",
            "You would be credited if someone follows your link and applies within %(num)d days,"
            " evenly with whoever else reached them.",
            days,
        ),
        lambda days: ngettext(
            "You would be credited if this person accepts, then applies within %(num)d day of your"
            " message, evenly with whoever else reached them.",
            "You would be credited if this person accepts, then applies within %(num)d days of your"
            " message, evenly with whoever else reached them.",
            days,
        ),
    )


def _kind_that_cannot_count(told: Particulars) -> str:
    if told.touch.kind in told.policy.kinds:
        return gettext("You would not be credited: the rule in force does not count stories.")
    if told.touch.kind is TouchKind.RECOMMENDATION:
        return gettext(
            "You would not be credited: the rule in force does not count recommendations."
        )
    return gettext("You would not be credited: the rule in force does not count links.")


def _opening_to_apply_to(told: Particulars) -> str:
    if told.touch.kind is TouchKind.RECOMMENDATION:
        return gettext("They apply to the opening that you recommended them for.")
    return gettext("They apply to the opening that you relayed; a story serves every opening.")


def _form_to_send_themselves(told: Particulars) -> str:
    if told.touch.kind is TouchKind.RECOMMENDATION:
        return gettext("They accept, and send the form, themselves, from their own browser.")
    return gettext("They send the form themselves, from their own browser.")


def _not_known_yet(told: Particulars) -> str:
    months = told.policy.prior_months
    if told.policy.prior_rule is PriorRule.SAME_OPENING:
        return ngettext(
            "They had not applied to the same opening in the last %(num)d month, unless by you.",
            "They had not applied to the same opening in the last %(num)d months, unless by you.",
            months,
        )
    if told.policy.prior_rule is PriorRule.ACTIVE:
        return ngettext(
            "They have no application open here since less than %(num)d month, unless by you.",
            "They have no application open here since less than %(num)d months, unless by you.",
            months,
        )
    return ngettext(
        "The company was not in touch with them in the last %(num)d month, unless by you.",
        "The company was not in touch with them in the last %(num)d months, unless by you.",
        months,
    )


# Whose word was refused


def _refusal_to_staff(told: Particulars) -> str:
    if told.touch.kind is TouchKind.DECLARATION:
        return gettext(
            "%(ambassador)s answered that they had not told the candidate about us.",
            ambassador=told.ambassador,
        )
    return gettext(
        "the candidate refused the recommendation of %(ambassador)s.", ambassador=told.ambassador
    )


def _touch_refused(told: Particulars) -> str:
    if told.touch.kind is TouchKind.DECLARATION:
        return gettext("Set aside: the ambassador answered that it was not so.")
    return gettext("Set aside: the candidate refused it.")


def _your_touch_refused(told: Particulars) -> str:
    if told.touch.kind is TouchKind.DECLARATION:
        return gettext("Set aside: you answered that it was not so.")
    return _touch_refused(told)


# What no rule decided


def _by_a_manager(why: Words) -> InTwoParts:
    def words(told: Particulars) -> Sentence:
        if not told.credited:
            return _no_credit(why)(told)
        return Sentence(gettext("Brought by %(names)s:", names=told.names), why(told))

    return words


def _ruling_to_ambassador(told: Particulars) -> str:
    return gettext("A manager decided so on %(date)s, after an appeal.", date=told.ruling_day)


def _appeal_granted(told: Particulars) -> str:
    if told.carried:
        return gettext(
            "An appeal granted on the same person’s other application holds for this one."
        )
    return gettext("An appeal was granted.")


def _decided(told: Particulars) -> str:
    return gettext("a manager decided so on %(date)s, after an appeal.", date=told.ruling_day)


def _confirmed(told: Particulars) -> str:
    return gettext("a manager confirmed it on %(date)s, after an appeal.", date=told.ruling_day)


REASONS: Mapping[str, ReasonWords] = {
    # Somebody is credited
    Reason.CANDIDATE_CHOICE: _credited(
        "the candidate kept or named this ambassador, and a touch of theirs counts",
        staff=_by_candidates_choice,
        listed=_l("the candidate’s choice"),
        ambassador=_by_choice_of_you,
        beforehand=_promise_of_choice,
    ),
    Reason.FIRST_TOUCH: _credited(
        "theirs is the first touch that counts",
        staff=_by_order(_FIRST),
        listed=_l("the first touch"),
        ambassador=_by_your_touch,
        beforehand=_promise_to_the_first,
    ),
    Reason.LAST_TOUCH: _credited(
        "theirs is the last touch that counts",
        staff=_by_order(_LAST),
        listed=_l("the last touch"),
        ambassador=_by_your_touch,
        beforehand=_promise_to_the_last,
    ),
    Reason.SHARED_CREDIT: _credited(
        "each ambassador with a touch that counts has an even share",
        staff=_evenly,
        listed=_l("shared evenly"),
        ambassador=_with_you,
        beforehand=_promise_to_share,
    ),
    # Not decided yet
    Reason.AWAITING_CONFIRMATION: ReasonWords(
        "an ambassador was named, and can still confirm it",
        staff=lambda told: Sentence(
            gettext("Waiting:"),
            gettext(
                "%(ambassador)s can confirm, by %(date)s, having told the candidate about us.",
                ambassador=told.ambassador,
                date=told.last_day,
            ),
        ),
        listed=_l("a confirmation is awaited"),
        ambassador=_you_are_awaited,
        ledger=_always(_l("Waiting for a confirmation.")),
        touch=lambda told: gettext(
            "Not counted yet: the ambassador can confirm it until %(date)s.", date=told.last_day
        ),
        your_touch=lambda told: gettext(
            "Not counted yet: you can confirm it until %(date)s.", date=told.last_day
        ),
    ),
    # Nobody can be credited, whatever the touches
    Reason.NO_TOUCH: _without_credit(
        "no touch leads to the application",
        staff=_always(_l("no link, recommendation or name leads to this application.")),
        listed=_l("Career site, nobody in between"),
        touch=None,
    ),
    Reason.CANDIDATE_DECLINED: _without_credit(
        "the candidate answered that nobody brought them",
        staff=_always(_l("the candidate answered that nobody brought them.")),
        listed=_l("Brought by nobody, says the candidate"),
        touch=_always(_l("Set aside: the candidate answered that nobody brought them.")),
    ),
    Reason.INTERNAL_MOBILITY: _without_credit(
        "the candidate already works here",
        staff=_always(_l("the candidate already works here.")),
        listed=_l("Already works here"),
        touch=_always(_l("Set aside: the candidate already works here.")),
        beforehand=_always(_l("They do not work here already.")),
    ),
    Reason.FORMER_EMPLOYEE: _without_credit(
        "the candidate worked here until less than `former_employee_months` before",
        staff=lambda told: ngettext(
            "the candidate was still employed here less than %(num)d month before applying.",
            "the candidate was still employed here less than %(num)d months before applying.",
            told.policy.former_employee_months,
        ),
        listed=_l("Worked here until lately"),
        touch=lambda told: ngettext(
            "Set aside: the candidate was still employed here less than %(num)d month before"
            " applying.",
            "Set aside: the candidate was still employed here less than %(num)d months before"
            " applying.",
            told.policy.former_employee_months,
        ),
        beforehand=lambda told: ngettext(
            "They did not work here in the last %(num)d month.",
            "They did not work here in the last %(num)d months.",
            told.policy.former_employee_months,
        ),
    ),
    # A touch fails a test; nobody is credited where none passes
    Reason.REMOVED_BY_CANDIDATE: _without_credit(
        "the candidate removed the ambassador",
        staff=_naming(_l("the candidate removed the name of %(ambassador)s.")),
        listed=_l("removed by the candidate"),
        touch=_always(_l("Set aside: the candidate removed this name.")),
        your_touch=_always(_l("Set aside: the candidate removed your name.")),
    ),
    Reason.KIND_NOT_COUNTED: _without_credit(
        "the rule does not count this kind of touch, or stories",
        staff=_naming(_l("the rule of that day did not count the touch of %(ambassador)s.")),
        listed=_l("a touch that did not count"),
        touch=_always(_l("Set aside: the rule of that day did not count this kind of touch.")),
        beforehand=_kind_that_cannot_count,
    ),
    Reason.REFUSED: _without_credit(
        "the candidate, or the ambassador who was named, said no",
        staff=_refusal_to_staff,
        listed=_l("refused"),
        touch=_touch_refused,
        your_touch=_your_touch_refused,
    ),
    Reason.NOT_ACCEPTED: _without_credit(
        "the candidate has not accepted the recommendation",
        staff=_naming(_l("the candidate has not accepted the recommendation of %(ambassador)s.")),
        listed=_l("not accepted"),
        touch=_always(_l("Set aside: the candidate has not accepted it.")),
    ),
    Reason.ACCEPTED_LATE: _without_credit(
        "the recommendation was accepted after the application",
        staff=_naming(
            _l("the recommendation of %(ambassador)s was accepted after the application.")
        ),
        listed=_l("accepted too late"),
        touch=_always(_l("Set aside: accepted after the application.")),
    ),
    Reason.DECLARED_LATE: _without_credit(
        "the name was given more than `declaration_days` after the application",
        staff=lambda told: ngettext(
            "%(ambassador)s was named more than %(num)d day after the application.",
            "%(ambassador)s was named more than %(num)d days after the application.",
            told.policy.declaration_days,
            ambassador=told.ambassador,
        ),
        listed=_l("named too late"),
        touch=lambda told: ngettext(
            "Set aside: named more than %(num)d day after the application.",
            "Set aside: named more than %(num)d days after the application.",
            told.policy.declaration_days,
        ),
    ),
    Reason.DECLARATION_EXPIRED: _without_credit(
        "the ambassador did not confirm within `confirm_days`",
        staff=lambda told: ngettext(
            "%(ambassador)s, whom the candidate named, did not confirm it within %(num)d day.",
            "%(ambassador)s, whom the candidate named, did not confirm it within %(num)d days.",
            told.policy.confirm_days,
            ambassador=told.ambassador,
        ),
        listed=_l("not confirmed in time"),
        touch=lambda told: ngettext(
            "Set aside: not confirmed within %(num)d day.",
            "Set aside: not confirmed within %(num)d days.",
            told.policy.confirm_days,
        ),
        your_touch=lambda told: ngettext(
            "Set aside: you did not confirm it within %(num)d day.",
            "Set aside: you did not confirm it within %(num)d days.",
            told.policy.confirm_days,
        ),
    ),
    Reason.SELF_REFERRAL: _without_credit(
        "ambassador and candidate are the same person",
        staff=_naming(_l("%(ambassador)s and the candidate are the same person.")),
        listed=_l("their own application"),
        touch=_always(_l("Set aside: ambassador and candidate are the same person.")),
        your_touch=_always(_l("Set aside: the application is your own.")),
    ),
    Reason.OWN_SESSION: _without_credit(
        "the form was sent from the ambassador’s signed-in browser",
        staff=_naming(_l("the form was sent from the signed-in browser of %(ambassador)s.")),
        listed=_l("sent from their own browser"),
        touch=_always(_l("Set aside: the form was sent from the ambassador’s signed-in browser.")),
        your_touch=_always(_l("Set aside: the form was sent from your signed-in browser.")),
        beforehand=_form_to_send_themselves,
    ),
    Reason.LINK_AFTER_APPLICATION: _without_credit(
        "the link was made after the application",
        staff=_naming(_l("the link of %(ambassador)s was made after the application.")),
        listed=_l("link made afterwards"),
        touch=_always(_l("Set aside: the link was made after the application.")),
    ),
    Reason.AFTER_APPLICATION: _without_credit(
        "the touch came after the application",
        staff=_naming(_l("the touch of %(ambassador)s came after the application.")),
        listed=_l("came afterwards"),
        touch=_always(_l("Set aside: it came after the application.")),
    ),
    Reason.OUTSIDE_WINDOW: _without_credit(
        "the touch is more than `window_days` before the application",
        staff=lambda told: ngettext(
            "the touch of %(ambassador)s, on %(date)s, is more than %(num)d day before the"
            " application.",
            "the touch of %(ambassador)s, on %(date)s, is more than %(num)d days before the"
            " application.",
            told.policy.window_days,
            ambassador=told.ambassador,
            date=told.day,
        ),
        listed=_l("too long before"),
        touch=lambda told: ngettext(
            "Set aside: more than %(num)d day before the application.",
            "Set aside: more than %(num)d days before the application.",
            told.policy.window_days,
        ),
    ),
    Reason.OTHER_OPENING: _without_credit(
        "the touch was for another opening, and serves that one only",
        staff=_naming(_l("the touch of %(ambassador)s was for another opening.")),
        listed=_l("for another opening"),
        touch=_always(_l("Set aside: it was for another opening.")),
        beforehand=_opening_to_apply_to,
    ),
    Reason.EXCLUDED_ROLE: _without_credit(
        "the ambassador had a role that the rule excludes",
        staff=_naming(_l("%(ambassador)s had a role that the rule excludes.")),
        listed=_l("excluded role"),
        touch=_always(_l("Set aside: the ambassador had a role that the rule excludes.")),
        your_touch=_always(_l("Set aside: you had a role that the rule excludes.")),
        beforehand=_always(_l("You would not be credited: the rule excludes one of your roles.")),
    ),
    Reason.HIRING_TEAM: _without_credit(
        "the ambassador hires for this opening",
        staff=_naming(_l("%(ambassador)s belongs to the team that hires for this opening.")),
        listed=_l("hiring team"),
        touch=_always(
            _l("Set aside: the ambassador belongs to the team that hires for this opening.")
        ),
        your_touch=_always(_l("Set aside: you belong to the team that hires for this opening.")),
        beforehand=_always(
            _l("You would not be credited: you belong to the team that hires for this opening.")
        ),
    ),
    Reason.LEAVER: _without_credit(
        "the ambassador had left before the application",
        staff=_naming(_l("%(ambassador)s had left the company before the application.")),
        listed=_l("had left"),
        touch=_always(_l("Set aside: the ambassador had left the company before the application.")),
        your_touch=_always(_l("Set aside: you had left the company before the application.")),
        beforehand=_always(_l("You would not be credited: the rule asks to be at work here.")),
    ),
    Reason.ALREADY_KNOWN: _without_credit(
        "an earlier application made the candidate known, less than `prior_months` before",
        staff=lambda told: ngettext(
            "the company was already in touch with this candidate, less than %(num)d month before"
            " applying and before %(ambassador)s.",
            "the company was already in touch with this candidate, less than %(num)d months before"
            " applying and before %(ambassador)s.",
            told.policy.prior_months,
            ambassador=told.ambassador,
        ),
        listed=_l("candidate already known"),
        touch=lambda told: ngettext(
            "Set aside: the company was already in touch with this candidate, as the rule of"
            " %(num)d month says.",
            "Set aside: the company was already in touch with this candidate, as the rule of"
            " %(num)d months says.",
            told.policy.prior_months,
        ),
        beforehand=_not_known_yet,
    ),
    Reason.AGENCY_OWNED: _without_credit(
        "a recruitment agency’s claim on the candidate prevails",
        staff=_naming(_l("an agency’s claim on this candidate prevails over %(ambassador)s.")),
        listed=_l("an agency’s claim"),
        touch=_always(_l("Set aside: an agency’s claim on this candidate prevails.")),
        beforehand=_always(_l("No recruitment agency brought them first.")),
    ),
    # No rule decided
    Ruling.APPEAL_GRANTED: ReasonWords(
        "a manager granted an appeal",
        staff=_by_a_manager(_decided),
        listed=_l("decided by a manager"),
        ambassador=_ruling_to_ambassador,
        ledger=_appeal_granted,
    ),
    Ruling.APPEAL_DISMISSED: ReasonWords(
        "a manager dismissed an appeal: the decision stays as it was",
        staff=_by_a_manager(_confirmed),
        listed=_l("decided by a manager"),
        ambassador=_ruling_to_ambassador,
        ledger=_always(_l("An appeal was dismissed.")),
    ),
    Ruling.REPEATS_EARLIER: ReasonWords(
        "the same person had applied for this opening already, and that application is decided",
        staff=lambda _told: Sentence(
            gettext("One with an earlier application:"),
            gettext(
                "the same person had applied for this opening already, and the credit is decided"
                " there."
            ),
        ),
        listed=_l("One with an earlier application"),
        ambassador=_always(
            _l(
                "This person had applied for this opening already: only their earlier application"
                " counts, and its credit is decided there."
            )
        ),
        ledger=_always(
            _l("One with an earlier application of the same person, since they were merged.")
        ),
    ),
}
