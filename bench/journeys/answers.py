"""What people answer: candidates to "who told you?", the ambassador named, the recruiter. Pure."""

from dataclasses import dataclass, replace
from random import Random

from bench.journeys.plan import Act, Drawn, Journey, Who

WHERE = "rencontrée au salon de Rennes"  # all that somebody may recall of a colleague


@dataclass(frozen=True)
class Answer:
    """What is done with the question on the form.

    choice: "keep", "change" or "none" where a referrer is shown; "" on the direct form
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
    recalls_nothing = drawn.names == "forgotten" and drawn.recalls == "nothing"
    if journey.truth in (None, shown) or recalls_nothing:
        return detached
    meant = Who.STRANGER if drawn.mistakes_person == "yes" else journey.truth
    return Answer("change" if shown else "", meant)


def _falsely(journey: Journey, shown: Who | None) -> Answer:
    if journey.truth and journey.drawn.lies_by == "hiding":
        return Answer("none" if shown else "")
    return Answer("change" if shown else "", Who.STRANGER)


def reopens_link(journey: Journey) -> bool:
    """Say whether somebody on the career site's form goes back to the link that they had."""
    had_one = any(step.act is Act.FOLLOW for step in journey.steps)
    drawn = journey.drawn
    return had_one and (drawn.answer, drawn.reopens_link) == ("honest", "yes")


def answer_to_mail(journey: Journey) -> Who | None:
    """Return whom a candidate names when the acknowledgement asks; None for nobody.

    Those who had forgotten the name have looked it up; those who left the question may not know it.
    """
    drawn = journey.drawn
    unknown = drawn.names == "forgotten" and drawn.answer == "silent"
    if drawn.answers_mail == "no" or drawn.answer == "false" or unknown:
        return None
    return _recalled(journey)


def answer_unasked(journey: Journey, shown: Who | None) -> Who | None:
    """Return whom an honest candidate names later, having looked up the name; None for nobody.

    shown: the ambassador on the form, whom they kept if that was the one
    """
    drawn = journey.drawn
    forgot = (drawn.answer, drawn.names) == ("honest", "forgotten") and shown != journey.truth
    return _recalled(journey) if forgot and drawn.names_later == "yes" else None


def _recalled(journey: Journey) -> Who | None:
    """Return whom a candidate believes to have been told by."""
    if journey.truth and journey.drawn.mistakes_person == "yes":
        return Who.STRANGER
    return journey.truth


def looked_up(drawn: Drawn) -> Drawn:
    """Return the circumstances of somebody who has looked up a name that they had forgotten."""
    return replace(drawn, names="in_full") if drawn.names == "forgotten" else drawn


def asked_again(drawn: Drawn) -> Drawn:
    """Return how somebody who is asked which colleague they mean types the name then."""
    knows = drawn.names != "forgotten" or drawn.looks_up == "yes"
    return replace(drawn, names="in_full") if drawn.asked_again == "in_full" and knows else drawn


def rest_of(name: str, drawn: Drawn) -> str:
    """Return what somebody who typed one word adds when asked for the rest; "" for nothing.

    Those who have forgotten the last name cannot add it; those who lie type it right at once.
    """
    _, _, last = name.partition(" ")
    knows = drawn.names != "forgotten"
    return {"last_name": last if knows else "", "where": WHERE}.get(drawn.rest_of_name, "")


def spelled(name: str, drawn: Drawn, chance: Random) -> str:
    """Type somebody's name as this candidate does; those who lie take care to type it right."""
    first, _, last = name.partition(" ")
    how = "in_full" if drawn.answer == "false" else drawn.names
    if how == "first_name_only" or (how == "forgotten" and drawn.recalls == "first_name"):
        return first
    if how == "forgotten":
        return WHERE
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


def answers_colleague(drawn: Drawn) -> bool:
    """Say whether an ambassador who has not answered so far answers when a recruiter asks."""
    return (drawn.confirms, drawn.answers_colleague) == ("no", "yes")


def sees_count(drawn: Drawn) -> bool:
    """Say whether an ambassador who answers no message sees in the menu that somebody waits."""
    silent = drawn.confirms == "no" and drawn.reminded == "never"
    return silent and drawn.sees_count == "yes"
