"""Say what a touch is, and what each of the ten tests asks of it.

Nothing here names anyone: what is said of a touch can be read by its own ambassador.
"""

from collections.abc import Callable, Mapping

from app.attribution.rule.facts import Touch
from app.core.i18n import gettext, ngettext
from app.policy.policy import Policy, TouchKind, TouchState


def words_of_test(number: int, policy: Policy) -> str:
    """Say what a test asks, as a statement that is true when the touch passes it.

    number: from 1 to 10
    """
    return TESTS[number - 1](policy)


def words_of_your_test(number: int, policy: Policy) -> str:
    """Say to an ambassador what a test of their touch asks; as `words_of_test` otherwise."""
    return YOUR_TESTS.get(number, TESTS[number - 1])(policy)


TESTS: tuple[Callable[[Policy], str], ...] = (
    lambda _: gettext("The candidate did not remove this name."),
    lambda _: gettext("The rule counts this kind of touch."),
    lambda _: gettext("It was accepted or confirmed in time, where it had to be."),
    lambda _: gettext("Ambassador and candidate are two people, each at their own browser."),
    lambda _: gettext("It came before the application."),
    lambda policy: ngettext(
        "It is at most %(num)d day old.", "It is at most %(num)d days old.", policy.window_days
    ),
    lambda _: gettext("The rule lets it serve this opening."),
    lambda _: gettext("The ambassador may be credited for this opening."),
    lambda _: gettext("The company did not know the candidate already."),
    lambda _: gettext("No agency’s claim prevails."),
)


YOUR_TESTS: Mapping[int, Callable[[Policy], str]] = {
    1: lambda _: gettext("The candidate did not remove your name."),
    4: lambda _: gettext("You and the candidate are two people, each at their own browser."),
    8: lambda _: gettext("You may be credited for this opening."),
}


def describe(touch: Touch, *, code: str | None = None, channel: str | None = None) -> str:
    """Say what a touch is, without naming anyone.

    code, channel: of the link that was followed, when there was one; an ambassador's own has no
        channel
    """
    if touch.kind is TouchKind.RECOMMENDATION:
        return gettext("Recommendation accepted by the candidate.")
    if touch.kind is TouchKind.DECLARATION:
        if touch.state is TouchState.OK:
            return gettext("Name given by the candidate, then confirmed.")
        return gettext("Name given by the candidate.")
    if code is None:
        return gettext("Visit through a link.")
    if channel is None:
        return gettext("Visit through r/%(code)s, the ambassador’s permanent link.", code=code)
    if touch.story:
        return gettext(
            "Visit to a story through r/%(code)s, %(channel)s.", code=code, channel=channel
        )
    return gettext(
        "Visit to the opening through r/%(code)s, %(channel)s.", code=code, channel=channel
    )


def describe_by(
    touch: Touch, name: str, *, code: str | None = None, channel: str | None = None
) -> str:
    """Say what a touch is, and whose.

    name: the ambassador's
    """
    if touch.kind is TouchKind.RECOMMENDATION:
        return gettext("Recommendation by %(name)s.", name=name)
    if touch.kind is TouchKind.DECLARATION:
        return gettext("Name of %(name)s given by the candidate.", name=name)
    if code is None:
        return gettext("Visit through a link of %(name)s.", name=name)
    if channel is None:
        return gettext(
            "Visit through r/%(code)s, the permanent link of %(name)s.", code=code, name=name
        )
    return gettext(
        "Visit through the link r/%(code)s of %(name)s, %(channel)s.",
        code=code,
        name=name,
        channel=channel,
    )
