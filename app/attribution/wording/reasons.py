"""Every reason of a credit, and its sentence for each who reads it.

One row a code: those of the resolver (`Reason`), and those of rows of the ledger that no rule
decided (`Ruling`). Nothing else words a reason. The sentences are in the language of the moment;
the French ones are in the catalogue. Each is whole: none is put together from pieces, and none
guesses a candidate's gender. What leads a decision, and is set apart on a panel, is a message of
its own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.attribution.rule.facts import Reason, Ruling, Touch
from app.attribution.rule.tests import confirm_by, local_date
from app.attribution.wording.short import day_words
from app.core.i18n import gettext, ngettext
from app.core.i18n.days import short_day
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
    """What the sentences about one decision, or one touch, may mention, each by its name.

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
    left_on: the last day of work of whoever left: the ambassador, or where a gate closed the
        candidate
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
    left_on: date | None = None

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
    def date(self) -> str:
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

    @property
    def left_day(self) -> str:
        """The last day of work of whoever left."""
        return day_words(self.left_on) if self.left_on else ""

    def __getitem__(self, name: str) -> Any:
        """Give a message what it mentions: one of these, or a setting of the policy."""
        return getattr(self if hasattr(type(self), name) else self.policy, name)


Words = Callable[[Particulars], str]
# A message that mentions particulars, or a choice among several.
Form: TypeAlias = LazyString | Words
StaffForm = Callable[[Particulars], Sentence]


def say(form: Form, told: Particulars) -> str:
    """Say a sentence of the table about one decision, or one touch."""
    return form(told) if callable(form) else str(form) % told


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One reason, in words.

    means: for those who read codes; docs/attribution.md lists them
    staff: the whole decision, to readers who may know every name
    listed: a few words, where decisions are listed
    ambassador: why, to an ambassador whom the decision concerns
    ledger: what its row of the ledger did
    touch: why one touch was set aside; None where no touch is set aside so
    your_touch: the same to its ambassador, of what they did or are alone
    beforehand: to an ambassador, before they share: what has to hold, or what forbids it
    fact: to staff, what proves that nobody is credited; None where a document does
    """

    means: str
    staff: StaffForm
    listed: LazyString
    ambassador: Form
    ledger: Form
    touch: Form | None = None
    your_touch: Form | None = None
    beforehand: Form | None = None
    fact: Form | None = None

    @property
    def is_private(self) -> bool:
        """Whether it speaks of what the candidate has with the company, which is theirs alone."""
        return self.your_touch is NOT_YOURS


def words_of(code: str) -> ReasonWords:
    """Return the row of a reason.

    code: of `Reason` or `Ruling`
    """
    return REASONS[code]


@dataclass(frozen=True, slots=True)
class UnmatchedWords:
    """What staff read of a credit that depends on a name that stands for nobody yet.

    staff: the whole decision
    listed: a few words, where decisions are listed; beside: what is to be done
    """

    staff: Sentence
    listed: str
    beside: str


def unmatched_words(
    typed: str, *, last_day: date | None, waits: bool, asked: bool
) -> UnmatchedWords:
    """Word the credit of an application whose candidate typed a name.

    last_day: on which a colleague can confirm it; None when that has passed
    waits: whether somebody can still be found behind it
    asked: whether the candidate was asked who it is
    """
    listed = gettext("Names “%(name)s”", name=typed)
    if not waits:
        why = gettext(
            "the candidate names “%(name)s”, and no colleague was found by that name.", name=typed
        )
        return UnmatchedWords(Sentence(gettext("No credit:"), why), listed, gettext("not matched"))
    lead = gettext("No credit yet:")
    if asked:
        why = gettext("the candidate names “%(name)s” and was asked who it is.", name=typed)
        return UnmatchedWords(Sentence(lead, why), listed, gettext("candidate asked who it is"))
    if last_day is None:
        why = gettext(
            "the candidate names “%(name)s”, too long ago for a colleague to confirm it. Ask the"
            " candidate.",
            name=typed,
        )
        return UnmatchedWords(Sentence(lead, why), listed, gettext("candidate to be asked"))
    why = gettext(
        "the candidate names “%(name)s”, to be matched by %(date)s.",
        name=typed,
        date=day_words(last_day),
    )
    by = gettext("to be matched by %(date)s", date=short_day(last_day))
    return UnmatchedWords(Sentence(lead, why), listed, by)


# Forms that several rows share


def _n(singular: str, plural: str, counts: str) -> Words:
    """Word what is counted.

    counts: one of the particulars, or a setting of the policy
    """
    mentions = [name for name in re.findall(r"%\((\w+)\)", plural) if name != "num"]

    def words(told: Particulars) -> str:
        return ngettext(singular, plural, told[counts], **{name: told[name] for name in mentions})

    return words


def _if_kind(kind: TouchKind, form: Form, otherwise: Form) -> Words:
    return lambda told: say(form if told.touch.kind is kind else otherwise, told)


def _if_yours(form: Form, otherwise: Form) -> Words:
    return lambda told: say(form if told.yours else otherwise, told)


def _no_credit(why: Form) -> StaffForm:
    return lambda told: Sentence(gettext("No credit:"), say(why, told))


def _brought(why: Form) -> StaffForm:
    """Credit one ambassador."""
    return lambda told: Sentence(
        gettext("Brought by %(ambassador)s,", ambassador=told.ambassador), say(why, told)
    )


def _by_a_manager(why: LazyString) -> StaffForm:
    return lambda told: (
        Sentence(gettext("Brought by %(names)s:", names=told.names), say(why, told))
        if told.credited
        else _no_credit(why)(told)
    )


def _by_kind(visit: Form, recommendation: Form, declaration: Form) -> Words:
    forms = {
        TouchKind.VISIT: visit,
        TouchKind.RECOMMENDATION: recommendation,
        TouchKind.DECLARATION: declaration,
    }
    return lambda told: say(forms[told.touch.kind], told)


def _credited(
    means: str, *, staff: StaffForm, listed: LazyString, ambassador: Form, beforehand: Form
) -> ReasonWords:
    ledger = _l("Credited by the rule.")
    return ReasonWords(means, staff, listed, ambassador, ledger, beforehand=beforehand)


def _without_credit(
    means: str,
    *,
    staff: Form,
    listed: LazyString,
    touch: Form | None,
    fact: Form | None = None,
    your_touch: Form | None = None,
    beforehand: Form | None = None,
) -> ReasonWords:
    """Word a reason for which nobody is credited, or a touch is set aside.

    your_touch: the same as `touch` where it does not speak of the ambassador
    """
    return ReasonWords(
        means,
        _no_credit(staff),
        listed,
        ambassador=_l(
            "Nobody is credited for this application. What became of your part is below."
        ),
        ledger=_l("No credit by the rule."),
        touch=touch,
        your_touch=your_touch or touch,
        beforehand=beforehand,
        fact=fact,
    )


# What a candidate has, or had, with the company is not the ambassador's to know: a candidate who
# lets them see nothing more is not given away by the reason of a credit.
NOT_YOURS = _l(
    "Set aside: a criterion that does not depend on you. If you contest it, the manager who answers"
    " sees it whole."
)

# Who is credited

_KEPT = _by_kind(
    _l(
        "whose link the candidate followed on %(date)s, the day of the application, and whose"
        " name the candidate kept."
    ),
    _l(
        "whose recommendation of %(date)s the candidate accepted, and whose name the candidate"
        " kept."
    ),
    _l(
        "whom the candidate named on %(date)s, who confirmed it, and whose name the candidate kept."
    ),
)
_NAMED = _by_kind(
    _l("whom the candidate named, and whose link the candidate had followed on %(date)s."),
    _l(
        "whom the candidate named, and whose recommendation of %(date)s the candidate had accepted."
    ),
    _l("whom the candidate named on %(date)s and who confirmed it."),
)
_ONLY = _by_kind(
    _l("whose link the candidate followed on %(date)s: the only touch that counts."),
    _l("whose recommendation of %(date)s the candidate accepted: the only touch that counts."),
    _l("whom the candidate named on %(date)s and who confirmed it: the only touch that counts."),
)
_FIRST = _by_kind(
    _l(
        "whose link the candidate followed on %(date)s: the first of %(counted)d touches that"
        " count."
    ),
    _l(
        "whose recommendation of %(date)s the candidate accepted: the first of %(counted)d touches"
        " that count."
    ),
    _l(
        "whom the candidate named on %(date)s and who confirmed it: the first of %(counted)d"
        " touches that count."
    ),
)
_LAST = _by_kind(
    _l(
        "whose link the candidate followed on %(date)s: the last of %(counted)d touches that count."
    ),
    _l(
        "whose recommendation of %(date)s the candidate accepted: the last of %(counted)d touches"
        " that count."
    ),
    _l(
        "whom the candidate named on %(date)s and who confirmed it: the last of %(counted)d touches"
        " that count."
    ),
)
_KEPT_AFTER_A_VISIT = _n(
    "whose link the candidate followed on %(date)s, %(num)d day before applying, and whose name"
    " the candidate kept.",
    "whose link the candidate followed on %(date)s, %(num)d days before applying, and whose name"
    " the candidate kept.",
    "days_before",
)


def _chosen(told: Particulars) -> str:
    if told.named:
        return _NAMED(told)
    before = told.touch.kind is TouchKind.VISIT and told.days_before > 0
    return _KEPT_AFTER_A_VISIT(told) if before else _KEPT(told)


def _by_order(among_several: Form) -> StaffForm:
    return _brought(lambda told: say(_ONLY if told.counted == 1 else among_several, told))


def _evenly(told: Particulars) -> Sentence:
    if told.credited == 1:
        return Sentence(
            gettext("Brought by %(names)s:", names=told.names),
            gettext("nobody else has a touch that counts."),
        )
    return Sentence(
        gettext("Brought by %(count)d ambassadors,", count=told.credited),
        gettext("each with a touch that counts: %(names)s.", names=told.names),
    )


def _what_you_did(visit: LazyString) -> Words:
    return _by_kind(
        visit,
        _l("Your recommendation of %(date)s was accepted."),
        _l("Your name was given on %(date)s, and you confirmed it."),
    )


_BY_YOUR_TOUCH = _if_yours(
    _what_you_did(_l("Your link was followed on %(date)s.")),
    _l("Someone else’s touch prevails under the rule. What became of yours is below."),
)


def _with_you(told: Particulars) -> str:
    if told.yours and told.credited > 1:
        shared = _l("It is shared by %(credited)d ambassadors, each with a touch that counts.")
        return say(shared, told)
    return _BY_YOUR_TOUCH(told)


def _kind_that_cannot_count(told: Particulars) -> str:
    if told.touch.kind in told.policy.kinds:
        return gettext("You would not be credited: the rule in force does not count stories.")
    if told.touch.kind is TouchKind.RECOMMENDATION:
        return gettext(
            "You would not be credited: the rule in force does not count recommendations."
        )
    return gettext("You would not be credited: the rule in force does not count links.")


def _not_known_yet(told: Particulars) -> str:
    forms = {
        PriorRule.SAME_OPENING: _n(
            "They had not applied for the same opening in the last %(num)d month, unless through "
            "you.",
            "They had not applied for the same opening in the last %(num)d months, unless through "
            "you.",
            "prior_months",
        ),
        PriorRule.ACTIVE: _n(
            "They have no open application here made less than %(num)d month ago, unless through "
            "you.",
            "They have no open application here made less than %(num)d months ago, unless through "
            "you.",
            "prior_months",
        ),
    }
    any_application = _n(
        "The company was not in touch with them in the last %(num)d month, unless through you.",
        "The company was not in touch with them in the last %(num)d months, unless through you.",
        "prior_months",
    )
    return forms.get(told.policy.prior_rule, any_application)(told)


REASONS: Mapping[str, ReasonWords] = {
    # Somebody is credited
    Reason.CANDIDATE_CHOICE: _credited(
        "the candidate kept or named this ambassador, and a touch of theirs counts",
        staff=_brought(_chosen),
        listed=_l("the candidate’s choice"),
        ambassador=_if_yours(
            _what_you_did(_l("Your link was followed on %(date)s, and your name was kept.")),
            _l("The candidate said that someone else brought them."),
        ),
        beforehand=_if_kind(
            TouchKind.RECOMMENDATION,
            _n(
                "You would be credited if this person accepted, then applied within %(num)d day "
                "of your message, and named nobody else on the form.",
                "You would be credited if this person accepted, then applied within %(num)d days "
                "of your message, and named nobody else on the form.",
                "window_days",
            ),
            _n(
                "You would be credited if someone followed your link, applied within %(num)d day "
                "and kept your name on the form.",
                "You would be credited if someone followed your link, applied within %(num)d days "
                "and kept your name on the form.",
                "window_days",
            ),
        ),
    ),
    Reason.FIRST_TOUCH: _credited(
        "theirs is the first touch that counts",
        staff=_by_order(_FIRST),
        listed=_l("the first touch"),
        ambassador=_BY_YOUR_TOUCH,
        beforehand=_if_kind(
            TouchKind.RECOMMENDATION,
            _n(
                "You would be credited if this person accepted, then applied within %(num)d day "
                "of your message, and nobody had reached them before you.",
                "You would be credited if this person accepted, then applied within %(num)d days "
                "of your message, and nobody had reached them before you.",
                "window_days",
            ),
            _n(
                "You would be credited if someone followed your link and applied within %(num)d "
                "day, and nobody had reached them before you.",
                "You would be credited if someone followed your link and applied within %(num)d "
                "days, and nobody had reached them before you.",
                "window_days",
            ),
        ),
    ),
    Reason.LAST_TOUCH: _credited(
        "theirs is the last touch that counts",
        staff=_by_order(_LAST),
        listed=_l("the last touch"),
        ambassador=_BY_YOUR_TOUCH,
        beforehand=_if_kind(
            TouchKind.RECOMMENDATION,
            _n(
                "You would be credited if this person accepted, then applied within %(num)d day "
                "of your message, and nobody reached them after you.",
                "You would be credited if this person accepted, then applied within %(num)d days "
                "of your message, and nobody reached them after you.",
                "window_days",
            ),
            _n(
                "You would be credited if someone followed your link and applied within %(num)d "
                "day, and nobody reached them after you.",
                "You would be credited if someone followed your link and applied within %(num)d "
                "days, and nobody reached them after you.",
                "window_days",
            ),
        ),
    ),
    Reason.SHARED_CREDIT: _credited(
        "each ambassador with a touch that counts has an even share",
        staff=_evenly,
        listed=_l("shared evenly"),
        ambassador=_with_you,
        beforehand=_if_kind(
            TouchKind.RECOMMENDATION,
            _n(
                "You would be credited if this person accepted, then applied within %(num)d day "
                "of your message, evenly with any other ambassadors who reached them.",
                "You would be credited if this person accepted, then applied within %(num)d days "
                "of your message, evenly with any other ambassadors who reached them.",
                "window_days",
            ),
            _n(
                "You would be credited if someone followed your link and applied within %(num)d "
                "day, evenly with any other ambassadors who reached them.",
                "You would be credited if someone followed your link and applied within %(num)d "
                "days, evenly with any other ambassadors who reached them.",
                "window_days",
            ),
        ),
    ),
    # Not decided yet
    Reason.AWAITING_CONFIRMATION: ReasonWords(
        "an ambassador was named, and can still confirm it",
        staff=lambda told: Sentence(
            gettext("Waiting:"),
            say(
                _l(
                    "%(ambassador)s can confirm, by %(last_day)s, having told the candidate about"
                    " us."
                ),
                told,
            ),
        ),
        listed=_l("a confirmation is awaited"),
        ambassador=_if_yours(
            _l("Your name was given: you can confirm it until %(last_day)s."),
            _l("A confirmation is awaited."),
        ),
        ledger=_l("Waiting for a confirmation."),
        touch=_l("Not counted yet: the ambassador can confirm it until %(last_day)s."),
        your_touch=_l("Not counted yet: you can confirm it until %(last_day)s."),
    ),
    # Nobody can be credited, whatever the touches
    Reason.NO_TOUCH: _without_credit(
        "no touch leads to the application",
        staff=_l("no link, recommendation or name leads to this application."),
        listed=_l("Career site, brought by nobody"),
        touch=None,
    ),
    Reason.CANDIDATE_DECLINED: _without_credit(
        "the candidate answered that nobody brought them",
        staff=_l("the candidate answered that nobody brought them."),
        listed=_l("Brought by nobody, says the candidate"),
        fact=_l("The candidate answered that nobody brought them."),
        touch=_l("Set aside: the candidate answered that nobody brought them."),
    ),
    Reason.INTERNAL_MOBILITY: _without_credit(
        "the candidate already works here",
        staff=_l("the candidate already works here."),
        listed=_l("Already works here"),
        fact=_l("The candidate had an account here when applying."),
        touch=_l("Set aside: the candidate already works here."),
        your_touch=NOT_YOURS,
        beforehand=_l("They do not already work here."),
    ),
    Reason.FORMER_EMPLOYEE: _without_credit(
        "the candidate worked here until less than `former_employee_months` before",
        staff=_n(
            "the candidate was still employed here less than %(num)d month before applying.",
            "the candidate was still employed here less than %(num)d months before applying.",
            "former_employee_months",
        ),
        listed=_l("Worked here until recently"),
        fact=_l("The candidate’s last day here: %(left_day)s."),
        touch=_n(
            "Set aside: the candidate was still employed here less than %(num)d month before"
            " applying.",
            "Set aside: the candidate was still employed here less than %(num)d months before"
            " applying.",
            "former_employee_months",
        ),
        your_touch=NOT_YOURS,
        beforehand=_n(
            "They did not work here in the last %(num)d month.",
            "They did not work here in the last %(num)d months.",
            "former_employee_months",
        ),
    ),
    # A touch fails a test; nobody is credited where none passes
    Reason.REMOVED_BY_CANDIDATE: _without_credit(
        "the candidate removed the ambassador",
        staff=_l("the candidate removed the name of %(ambassador)s."),
        listed=_l("removed by the candidate"),
        fact=_l("The candidate removed the name of %(ambassador)s."),
        touch=_l("Set aside: the candidate removed this name."),
        your_touch=_l("Set aside: the candidate removed your name."),
    ),
    Reason.KIND_NOT_COUNTED: _without_credit(
        "the rule does not count this kind of touch, or stories",
        staff=_l("the rule of that day did not count the touch of %(ambassador)s."),
        listed=_l("a touch that did not count"),
        fact=_l("The rule in force on %(date)s does not count this kind of touch."),
        touch=_l("Set aside: the rule of that day did not count this kind of touch."),
        beforehand=_kind_that_cannot_count,
    ),
    Reason.REFUSED: _without_credit(
        "the candidate, or the ambassador who was named, said no",
        staff=_if_kind(
            TouchKind.DECLARATION,
            _l("%(ambassador)s answered that they had not told the candidate about us."),
            _l("the candidate refused the recommendation of %(ambassador)s."),
        ),
        listed=_l("refused"),
        fact=_if_kind(
            TouchKind.DECLARATION,
            _l("%(ambassador)s answered that it was not so."),
            _l("The candidate said no to the recommendation of %(ambassador)s."),
        ),
        touch=_if_kind(
            TouchKind.DECLARATION,
            _l("Set aside: the ambassador answered that it was not so."),
            _l("Set aside: the candidate refused it."),
        ),
        your_touch=_if_kind(
            TouchKind.DECLARATION,
            _l("Set aside: you answered that it was not so."),
            _l("Set aside: the candidate refused it."),
        ),
    ),
    Reason.NOT_ACCEPTED: _without_credit(
        "the candidate has not accepted the recommendation",
        staff=_l("the candidate has not accepted the recommendation of %(ambassador)s."),
        listed=_l("not accepted"),
        fact=_l("The candidate has not answered %(ambassador)s."),
        touch=_l("Set aside: the candidate has not accepted it."),
    ),
    Reason.ACCEPTED_LATE: _without_credit(
        "the recommendation was accepted after the application",
        staff=_l("the recommendation of %(ambassador)s was accepted after the application."),
        listed=_l("accepted too late"),
        fact=_l("The candidate accepted after applying."),
        touch=_l("Set aside: accepted after the application."),
    ),
    Reason.DECLARED_LATE: _without_credit(
        "the name was given more than `declaration_days` after the application",
        staff=_n(
            "%(ambassador)s was named more than %(num)d day after the application.",
            "%(ambassador)s was named more than %(num)d days after the application.",
            "declaration_days",
        ),
        listed=_l("named too late"),
        fact=_l("%(ambassador)s was named on %(date)s."),
        touch=_n(
            "Set aside: named more than %(num)d day after the application.",
            "Set aside: named more than %(num)d days after the application.",
            "declaration_days",
        ),
    ),
    Reason.DECLARATION_EXPIRED: _without_credit(
        "the ambassador did not confirm within `confirm_days`",
        staff=_n(
            "%(ambassador)s, whom the candidate named, did not confirm it within %(num)d day.",
            "%(ambassador)s, whom the candidate named, did not confirm it within %(num)d days.",
            "confirm_days",
        ),
        listed=_l("not confirmed in time"),
        fact=_l("%(ambassador)s gave no answer by %(last_day)s."),
        touch=_n(
            "Set aside: not confirmed within %(num)d day.",
            "Set aside: not confirmed within %(num)d days.",
            "confirm_days",
        ),
        your_touch=_n(
            "Set aside: you did not confirm it within %(num)d day.",
            "Set aside: you did not confirm it within %(num)d days.",
            "confirm_days",
        ),
    ),
    Reason.SELF_REFERRAL: _without_credit(
        "ambassador and candidate are the same person",
        staff=_l("%(ambassador)s and the candidate are the same person."),
        listed=_l("their own application"),
        fact=_l("%(ambassador)s and the candidate have the same account."),
        touch=_l("Set aside: ambassador and candidate are the same person."),
        your_touch=_l("Set aside: the application is your own."),
    ),
    Reason.OWN_SESSION: _without_credit(
        "the form was sent from the ambassador’s signed-in browser",
        staff=_l("the form was sent from the signed-in browser of %(ambassador)s."),
        listed=_l("sent from their own browser"),
        fact=_l("%(ambassador)s was signed in to the browser that sent the form."),
        touch=_l("Set aside: the form was sent from the ambassador’s signed-in browser."),
        your_touch=_l("Set aside: the form was sent from your signed-in browser."),
        beforehand=_if_kind(
            TouchKind.RECOMMENDATION,
            _l("They accept, and send the form, themselves, from their own browser."),
            _l("They send the form themselves, from their own browser."),
        ),
    ),
    Reason.LINK_AFTER_APPLICATION: _without_credit(
        "the link was made after the application",
        staff=_l("the link of %(ambassador)s was made after the application."),
        listed=_l("link made afterwards"),
        fact=_l("%(ambassador)s made the link after the application."),
        touch=_l("Set aside: the link was made after the application."),
    ),
    Reason.AFTER_APPLICATION: _without_credit(
        "the touch came after the application",
        staff=_l("the touch of %(ambassador)s came after the application."),
        listed=_l("came afterwards"),
        fact=_l("The application came before %(ambassador)s."),
        touch=_l("Set aside: it came after the application."),
    ),
    Reason.OUTSIDE_WINDOW: _without_credit(
        "the touch is more than `window_days` before the application",
        staff=_n(
            "the touch of %(ambassador)s, on %(date)s, is more than %(num)d day before the"
            " application.",
            "the touch of %(ambassador)s, on %(date)s, is more than %(num)d days before the"
            " application.",
            "window_days",
        ),
        listed=_l("too long before"),
        fact=_n(
            "The application came %(num)d day after the touch.",
            "The application came %(num)d days after the touch.",
            "days_before",
        ),
        touch=_n(
            "Set aside: more than %(num)d day before the application.",
            "Set aside: more than %(num)d days before the application.",
            "window_days",
        ),
    ),
    Reason.OTHER_OPENING: _without_credit(
        "the touch was for another opening, and serves that one only",
        staff=_l("the touch of %(ambassador)s was for another opening."),
        listed=_l("for another opening"),
        fact=_l("What %(ambassador)s shared on %(date)s was another opening."),
        touch=_l("Set aside: it was for another opening."),
        beforehand=_if_kind(
            TouchKind.RECOMMENDATION,
            _l("They apply for the opening that you recommended them for."),
            _l("They apply for the opening that you relayed; a story serves every opening."),
        ),
    ),
    Reason.EXCLUDED_ROLE: _without_credit(
        "the ambassador had a role that the rule excludes",
        staff=_l("%(ambassador)s had a role that the rule excludes."),
        listed=_l("excluded role"),
        fact=_l("%(ambassador)s had an excluded role on %(date)s."),
        touch=_l("Set aside: the ambassador had a role that the rule excludes."),
        your_touch=_l("Set aside: you had a role that the rule excludes."),
        beforehand=_l("You would not be credited: the rule excludes one of your roles."),
    ),
    Reason.HIRING_TEAM: _without_credit(
        "the ambassador hires for this opening",
        staff=_l("%(ambassador)s belongs to the team that hires for this opening."),
        listed=_l("hiring team"),
        fact=_l("%(ambassador)s was in the team that hires for this opening."),
        touch=_l("Set aside: the ambassador belongs to the team that hires for this opening."),
        your_touch=_l("Set aside: you belong to the team that hires for this opening."),
        beforehand=_l(
            "You would not be credited: you belong to the team that hires for this opening."
        ),
    ),
    Reason.LEAVER: _without_credit(
        "the ambassador had left before the application",
        staff=_l("%(ambassador)s had left the company before the application."),
        listed=_l("had left"),
        fact=_l("%(ambassador)s worked here until %(left_day)s."),
        touch=_l("Set aside: the ambassador had left the company before the application."),
        your_touch=_l("Set aside: you had left the company before the application."),
        beforehand=_l("You would not be credited: the rule requires you to work here."),
    ),
    Reason.ALREADY_KNOWN: _without_credit(
        "an earlier application made the candidate known, less than `prior_months` before",
        staff=_n(
            "the company was already in touch with this candidate, less than %(num)d month before"
            " applying and before %(ambassador)s.",
            "the company was already in touch with this candidate, less than %(num)d months before"
            " applying and before %(ambassador)s.",
            "prior_months",
        ),
        listed=_l("candidate already known"),
        touch=_n(
            "Set aside: the company was already in touch with this candidate, as the rule of"
            " %(num)d month says.",
            "Set aside: the company was already in touch with this candidate, as the rule of"
            " %(num)d months says.",
            "prior_months",
        ),
        your_touch=NOT_YOURS,
        beforehand=_not_known_yet,
    ),
    Reason.AGENCY_OWNED: _without_credit(
        "a recruitment agency’s claim on the candidate prevails",
        staff=_l("an agency’s claim on this candidate prevails over %(ambassador)s."),
        listed=_l("an agency’s claim"),
        touch=_l("Set aside: an agency’s claim on this candidate prevails."),
        your_touch=NOT_YOURS,
        beforehand=_l("No recruitment agency brought them first."),
    ),
    # No rule decided
    Ruling.APPEAL_GRANTED: ReasonWords(
        "a manager granted an appeal",
        staff=_by_a_manager(_l("a manager decided so on %(ruling_day)s, after an appeal.")),
        listed=_l("decided by a manager"),
        ambassador=_l("A manager decided so on %(ruling_day)s, after an appeal."),
        ledger=lambda told: (
            gettext("An appeal granted on the same person’s other application holds for this one.")
            if told.carried
            else gettext("An appeal was granted.")
        ),
    ),
    Ruling.APPEAL_DISMISSED: ReasonWords(
        "a manager dismissed an appeal: the decision stays as it was",
        staff=_by_a_manager(_l("a manager confirmed it on %(ruling_day)s, after an appeal.")),
        listed=_l("decided by a manager"),
        ambassador=_l("A manager decided so on %(ruling_day)s, after an appeal."),
        ledger=_l("An appeal was dismissed."),
    ),
    Ruling.REPEATS_EARLIER: ReasonWords(
        "the same person had applied for this opening already, and that application is decided",
        staff=lambda _told: Sentence(
            gettext("Joined to an earlier application:"),
            gettext(
                "the same person had applied for this opening already, and the credit is decided"
                " there."
            ),
        ),
        listed=_l("Joined to an earlier application"),
        ambassador=_l(
            "A criterion that does not depend on you decides it. If you contest it, the manager who"
            " answers sees it whole."
        ),
        ledger=_l("Joined to an earlier application of the same person, since they were merged."),
    ),
}
