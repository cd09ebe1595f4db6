"""What people answer: candidates to "who told you?", the ambassador named, the recruiter. Pure."""

from dataclasses import dataclass
from random import Random

from bench.journeys.plan import Drawn, Journey, Who


@dataclass(frozen=True)
class Answer:
    """What is done with the question on the form.

    choice: "keep", "change" or "none" where a recommender is shown; "" on the direct form
    named: whose name is meant to be typed
    """

    choice: str
    named: Who | None = None


def answer_to(journey: Journey, shown: Who | None) -> Answer:
    """Answer the form's question, as this candidate would.

    shown: the ambassador on the form; None on the career site's own form
    """
    kept = Answer("keep" if shown else "")
    match journey.drawn.answer:
        case "honest":
            return _honestly(journey, shown, kept)
        case "silent":
            return kept
    return _falsely(journey, shown)


def _honestly(journey: Journey, shown: Who | None, kept: Answer) -> Answer:
    drawn = journey.drawn
    stranger_shown = drawn.kind == "forwarded" and drawn.knows_owner == "no"
    if shown == journey.truth and not (shown and stranger_shown):
        return kept
    detached = Answer("none" if shown else "")
    if journey.truth in (None, shown) or drawn.names == "forgotten":
        return detached
    meant = Who.STRANGER if drawn.mistakes_person == "yes" else journey.truth
    return Answer("change" if shown else "", meant)


def _falsely(journey: Journey, shown: Who | None) -> Answer:
    if journey.truth and journey.drawn.lies_by == "hiding":
        return Answer("none" if shown else "")
    return Answer("change" if shown else "", Who.STRANGER)


def answer_to_mail(journey: Journey) -> Who | None:
    """Return whom a candidate names when the acknowledgement asks; None for nobody.

    Who had forgotten the name has looked it up; who leaves questions as they stand may not know it.
    """
    drawn = journey.drawn
    unknown = drawn.names == "forgotten" and drawn.answer == "silent"
    if drawn.answers_mail == "no" or drawn.answer == "false" or unknown:
        return None
    if journey.truth and drawn.mistakes_person == "yes":
        return Who.STRANGER
    return journey.truth


def spelled(name: str, drawn: Drawn, chance: Random) -> str:
    """Type somebody's name as this candidate does; who lies takes care to type it right."""
    first, _, last = name.partition(" ")
    how = "in_full" if drawn.answer == "false" else drawn.names
    if how == "first_name_only":
        return first
    if how == "misspelt":
        place = chance.randrange(len(last) - 1)
        return f"{first} {last[:place]}{last[place + 1 :]}"
    return chance.choice([name, name, name.lower(), f"{last} {first}", f" {name} "])


def says_yes(journey: Journey, named: Who) -> bool | None:
    """Return what a named ambassador answers: yes, no, or nothing at all (None)."""
    drawn = journey.drawn
    if named is journey.truth:
        return True if drawn.confirms == "yes" else None
    lies = drawn.answer == "false"
    return (drawn.friend_confirms if lies else drawn.wrong_one_confirms) == "yes"


def answers_reminder(drawn: Drawn, number: int) -> bool:
    """Say whether an ambassador who has not answered so far answers their first or second one."""
    return (
        drawn.confirms == "no" and drawn.reminded == {1: "after_first", 2: "after_second"}[number]
    )


def sees_count(drawn: Drawn) -> bool:
    """Say whether an ambassador who answers no message sees in the menu that somebody waits."""
    silent = drawn.confirms == "no" and drawn.reminded == "never"
    return silent and drawn.sees_count == "yes"
