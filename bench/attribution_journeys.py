"""How often the right ambassador is credited: Relais, a 30-day cookie, UTM in the session.

    python -m bench.attribution_journeys [--journeys N] [--seed N] [--processes N]

Journeys of candidates are drawn from the assumptions below and played over HTTP on the whole
application, its tracked-link front included, as far as the decision in the ledger; the cookie and
the UTM session are played on the same journeys by their documented mechanics. docs/journeys.md
has the method, the assumptions with their sources, the results, and where Relais fails.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bench.journeys.plan import Assumption, Drawn
from bench.journeys.run import play_all
from bench.journeys.score import Outcome, Score, Swing, misses, score, swings

# Written before the first result was seen, and not changed to better one. A share without a
# source is our own assumption; every one is halved and raised by half in the report.
ASSUMPTIONS = (
    Assumption(
        "kind",
        {
            "one_sitting": 34,  # follows the link, applies in the same tab
            "back_by_site": 6,  # closes it, comes back within 6 days by the career site
            "other_device": 6,  # sees it on the phone, applies on the computer
            "in_app": 7,  # leaves a network's in-app browser for the phone's own
            "forwarded": 5,  # got the link from somebody else than its owner
            "days_later": 4,  # comes back after 8 to 30 days
            "weeks_later": 3,  # comes back after 31 to 150 days
            "two_links": 3,  # follows a second ambassador's link 1 to 10 days after the first
            "told": 7,  # was told without any link, goes to the career site
            "alone": 25,  # nobody brought them
        },
        "No study counts these ways. Some 29 % of visits to career sites are returns (OnRecruit), "
        "and few start on a phone and end on a computer (CandE: “a very small percentage”); we "
        "take more of both, since returning is what loses credits.",
        background="https://onrecruit.net/articles/"
        "covid-19-insights-a-look-back-at-summer-up-to-week-35/ "
        "https://survale.com/mobile-apply-should-be-higher",
    ),
    Assumption(
        "answer",
        {
            "honest": 70,  # sees to it that the form says who brought them
            "silent": 25,  # leaves the question as it stands
            "false": 5,  # hides the ambassador, or names a friend instead
        },
        "No figure for this question. Applicants who misstate something elsewhere are many (78 % "
        "admit to it, Checkster), but the answer here brings them nothing.",
        background="https://hrdive.com/news/"
        "most-hiring-managers-dont-care-that-applicants-lie-study-says/572351",
    ),
    Assumption(
        "consent",
        {"accepts": 61, "refuses": 39},
        "39 % of people in France refuse cookies (IFOP for the CNIL, June 2022).",
        "https://www.blogdumoderateur.com/bilan-cnil-cookies-2023",
    ),
    Assumption(
        "query",
        {
            "as_shared": 93,
            "stripped": 5,  # “copy clean link”, ClearURLs and the like
            "added": 2,  # replaced by a posting tool's own parameters
        },
        "Firefox copies links without utm_* on request and some extensions strip them; iOS does "
        "not (Word to the Wise). Nobody has counted how often.",
        background="https://wordtothewise.com/2023/06/ios17-filtering-click-tracking-links "
        "https://copyclean.pages.dev/blog/remove-tracking-parameters-from-urls",
    ),
    Assumption(
        "starts_on",
        {"phone": 58, "computer": 42},
        "58 % of Glassdoor's users look for jobs on their phone.",
        "https://www.glassdoor.com/research/mobile-job-search/",
    ),
    Assumption(
        "phone_engine",
        {"webkit": 35, "other": 65},
        "Safari has 35 % of mobile browsing in France (StatCounter, 2023).",
        "https://www.macg.co/logiciels/2023/05/safari-passe-devant-edge-et-devient-le-deuxieme-"
        "navigateur-de-bureau-le-plus-utilise-au-monde-136529",
    ),
    Assumption(
        "computer_engine",
        {"webkit": 9, "other": 91},
        "Safari has 9.2 % of desktop browsing in France (StatCounter, 2023).",
        "https://www.macg.co/logiciels/2023/05/safari-passe-devant-edge-et-devient-le-deuxieme-"
        "navigateur-de-bureau-le-plus-utilise-au-monde-136529",
    ),
    Assumption(
        "back_by",
        {
            "address": 50,  # the page's own: still open, in the history, sent to oneself
            "site": 50,  # a search, or the career site
        },
        "How one returns, or gets to the other device.",
    ),
    Assumption(
        "leaves_app_at",
        {
            "landing": 60,  # “open in browser” on the landing page
            "form": 25,  # the same on the form
            "search": 15,  # looks for the company in the other browser
        },
        "From where one leaves an in-app browser.",
    ),
    Assumption(
        "forwarded_by",
        {"friend": 80, "colleague": 20},  # a colleague passes the link on instead of their own
        "Who forwards a link. A friend outside brings nobody: its owner did. A colleague did "
        "bring the candidate, and the link says otherwise.",
    ),
    Assumption(
        "knows_owner",
        {"yes": 90, "no": 10},  # no: an honest friend removes the unknown referrer
        "Whether somebody who got a forwarded link recognises its owner.",
    ),
    Assumption(
        "convinced_by",
        {"first": 50, "last": 50},
        "Which of two ambassadors truly brought the candidate.",
    ),
    Assumption(
        "applies_through",
        {"last": 70, "first": 30},
        "Whose page of two is open when the candidate applies.",
    ),
    Assumption(
        "passed_a_link",
        {"no": 80, "yes": 20},
        "Whether somebody who had decided alone applies through a link met on the way.",
    ),
    Assumption(
        "names",
        {"in_full": 82, "first_name_only": 8, "misspelt": 5, "forgotten": 5},
        "How an honest candidate types a colleague's name. Recruiters report answers such as "
        "“John” alone, without a count.",
        background="https://www.goboon.co/post/the-hidden-attribution-nightmare-behind-diy-referral-programs",
    ),
    Assumption(
        "mistakes_person",
        {"no": 98, "yes": 2},
        "Whether an honest candidate names one colleague for another.",
    ),
    Assumption(
        "confirms",
        {"yes": 80, "no": 20},
        "Whether a named ambassador confirms within 14 days. 76 % of mass internal mailings are "
        "opened (Workshop, 2025); this one is addressed to them alone, and a bonus hangs on it.",
        background="https://www.advocast.media/post/"
        "what-107-million-emails-reveal-about-internal-communication-effectiveness",
    ),
    Assumption(
        "wrong_one_confirms",
        {"no": 75, "yes": 25},
        "Whether an ambassador named by mistake says yes all the same.",
    ),
    Assumption(
        "friend_confirms",
        {"yes": 50, "no": 50},
        "Whether a friend named falsely plays along.",
    ),
    Assumption(
        "lies_by",
        {"hiding": 50, "naming_a_friend": 50},
        "What a false answer does, when an ambassador did bring the candidate.",
    ),
    # Below: what a later version does for names that fit nobody or several, for ambassadors who
    # do not answer, and for pages that are left. Stated before that version was first played.
    Assumption(
        "reminded",
        {"after_first": 20, "after_second": 12, "never": 68},
        "Of the ambassadors who do not answer the first message, how many answer a reminder. "
        "Surveys go from 25–35 % to 40–50 % with one, and to 50–60 % with two (Dillman, Smyth & "
        "Christian, quoted by Kicue): about a fifth of those still silent, each time. We take a "
        "little less, as who stays silent here is among few.",
        background="https://kicue.com/en/blog/survey-reminder-email-best-practices",
    ),
    Assumption(
        "sees_count",
        {"no": 90, "yes": 10},  # the menu counts who waits for an answer
        "Whether an ambassador who answers no message sees the count in Relais in time.",
    ),
    Assumption(
        "recruiter",
        {
            "asks": 60,  # has the candidate asked which one
            "recognises": 20,  # knows which colleague is meant
            "mistakes": 2,  # matches the name to another one
            "leaves": 18,
        },
        "What a recruiter does within five days with a name that fits nobody or several. Where "
        "one colleague alone is spelt nearly so, both who asks and who recognises choose that "
        "one. Large systems leave this to recruiters too, without a count (Fitzii).",
        background="https://fitzii.zendesk.com/hc/en-us/articles/"
        "205584618-How-do-I-see-applicants-that-were-referred-for-the-position-",
    ),
    Assumption(
        "asked_again",
        {"in_full": 50, "no_better": 10, "no_answer": 40},
        "What a candidate answers when asked which colleague they mean. 70 to 80 % of mails to "
        "people who applied before are opened, and 24 % lead to a click, without a question of "
        "one's own application in them (Weirdly).",
        background="https://www.getweirdly.com/news/"
        "are-your-open-and-click-through-rates-healthy-recruitment-email-benchmarks",
    ),
    Assumption(
        "answers_mail",
        {"no": 95, "yes": 5},
        "Whether a candidate who named nobody does so from the acknowledgement, which asks once: "
        "2 to 5 % of recruiting mails lead to a click (JobLeads).",
        background="https://jobleads.io/blog/10-email-metrics-to-track-candidate-engagement/",
    ),
    Assumption(
        "keeps_page",
        {"no": 90, "yes": 10},  # sends it to themselves by the page's own button
        "Whether somebody who would have come back by the career site keeps the page first.",
    ),
    # Below: what a third version does for names of one word, for names that were forgotten, for
    # silence, and with consent first. Stated before that version was first played.
    Assumption(
        "rest_of_name",
        {"last_name": 30, "where": 10, "nothing": 60},
        "What somebody who typed one word adds when the page after the form asks for the rest. "
        "Buyers answer one question on such a page in 30–50 % (Nova Solutions) or 40–55 % "
        "(AdLibrary) of cases; here they must also know the last name.",
        background="https://novasolutions.technology/websites-development/services/ecommerce/"
        "post-purchase-survey-website.html https://adlibrary.com/glossary/post-purchase-survey",
    ),
    Assumption(
        "recalls",
        {"nothing": 60, "first_name": 20, "where": 20},
        "What somebody who does not recall the name writes all the same, as the form says that a "
        "first name, a team or where they met is enough.",
    ),
    Assumption(
        "looks_up",
        {"no": 60, "yes": 40},
        "Whether somebody who did not recall the name, and would answer in full when asked which "
        "colleague they mean, has looked it up by then.",
    ),
    Assumption(
        "names_later",
        {"no": 97, "yes": 3},
        "Whether an honest candidate who named nobody does so later, unasked, on the status page.",
    ),
    Assumption(
        "tells_them",
        {"no": 88, "yes": 12},
        "Whether a candidate who is told that nobody has confirmed speaks to the ambassador, who "
        "then confirms: half of those whom such a mail leads to a click, 24 % (Weirdly).",
        background="https://www.getweirdly.com/news/"
        "are-your-open-and-click-through-rates-healthy-recruitment-email-benchmarks",
    ),
    Assumption(
        "finds_mistake",
        {"no": 88, "yes": 12},
        "Whether a candidate who named the wrong colleague finds it out by that message: as many.",
    ),
    Assumption(
        "writes_again",
        {"no": 76, "yes": 24},
        "Whether a candidate whose name fits nobody, or several, and whom no recruiter has asked, "
        "answers that message as if asked which colleague they mean: 24 % (Weirdly).",
        background="https://www.getweirdly.com/news/"
        "are-your-open-and-click-through-rates-healthy-recruitment-email-benchmarks",
    ),
    Assumption(
        "contests",
        {"no": 90, "yes": 10},
        "Whether an ambassador who answered nothing in time contests it when told. Of people who "
        "could take a decision of the US Social Security's Appeals Council to court, 13 to 16 % "
        "did (2010–2018); we take less, of people who left three messages unanswered.",
        background="https://www.ssa.gov/appeals/DataSets/AC04_NCC_Filed_Appealable.html",
    ),
    Assumption(
        "upheld",
        {"yes": 80, "no": 20},
        "Whether a manager credits who contests so, the candidate's own words naming them.",
    ),
    Assumption(
        "recommended",
        {"no": 85, "yes": 15},
        "Whether an ambassador who tells somebody without a link recommends them in Relais too.",
    ),
    Assumption(
        "consents",
        {"no": 60, "yes": 40},
        "Whether who is recommended so accepts by the message, and applies from there; else they "
        "let it lie, and apply as if only told.",
    ),
    # Below: what the form says of the link, and a recruiter who asks the ambassador once more.
    # Stated before these were first played.
    Assumption(
        "reopens_link",
        {"no": 88, "yes": 12},
        "Whether an honest candidate who once had a link, and is on the career site's form, opens "
        "it again as the form says.",
    ),
    Assumption(
        "asks_in_person",
        {"no": 75, "yes": 25},
        "Whether a recruiter has Relais ask the ambassador once more in their name, of those who "
        "have not answered the first reminder.",
    ),
    Assumption(
        "answers_colleague",
        {"no": 75, "yes": 25},
        "Whether an ambassador who has answered no message so far answers that one: a little more "
        "than a reminder by nobody, since a colleague asks.",
    ),
)

COUNT, SEED = 10_000, 20_261_123
WAYS = {"relais": "Relais", "cookie": "30-day cookie", "utm": "UTM in session"}
ANSWERS = {
    "honest": "answers honestly",
    "silent": "leaves the question as it stands",
    "false": "answers falsely",
}
# Circumstances are independent, so the journeys where one holds show what it would change.
IF: dict[str, Callable[[Drawn], bool]] = {
    "as assumed": lambda _drawn: True,
    "every name typed in full": lambda drawn: drawn.names == "in_full",
    "every named ambassador confirms": lambda drawn: drawn.confirms == "yes",
    "both": lambda drawn: drawn.names == "in_full" and drawn.confirms == "yes",
}
# The same for what Relais does beside the form: the journeys where nobody makes use of it.
UNUSED: dict[str, Callable[[Drawn], bool]] = {
    "no reminder is answered, no count seen": lambda drawn: (
        (drawn.reminded, drawn.sees_count) == ("never", "no")
    ),
    "no recruiter says whom a name means": lambda drawn: drawn.recruiter == "leaves",
    "nobody sends the page to themselves": lambda drawn: drawn.keeps_page == "no",
    "no acknowledgement is answered": lambda drawn: drawn.answers_mail == "no",
}
UNUSED_LATER: dict[str, Callable[[Drawn], bool]] = {
    "no name of one word is completed": lambda drawn: drawn.rest_of_name == "nothing",
    "nothing is written for a forgotten name": lambda drawn: drawn.recalls == "nothing",
    "nobody is named later, unasked": lambda drawn: drawn.names_later == "no",
    "no message of half time is heeded": lambda drawn: (
        (drawn.tells_them, drawn.finds_mistake, drawn.writes_again) == ("no", "no", "no")
    ),
    "nobody contests": lambda drawn: drawn.contests == "no",
    "nobody is recommended with consent first": lambda drawn: drawn.recommended == "no",
}
UNUSED_LAST: dict[str, Callable[[Drawn], bool]] = {
    "nobody opens the link again": lambda drawn: drawn.reopens_link == "no",
    "no recruiter asks in person": lambda drawn: drawn.asks_in_person == "no",
}
WITHOUT: dict[str, Callable[[Drawn], bool]] = {
    **UNUSED,
    "none of these four": lambda drawn: all(unused(drawn) for unused in UNUSED.values()),
    **UNUSED_LATER,
    "none of these six": lambda drawn: all(unused(drawn) for unused in UNUSED_LATER.values()),
    **UNUSED_LAST,
    "none of these two": lambda drawn: all(unused(drawn) for unused in UNUSED_LAST.values()),
}
RECALL_GOAL, PRECISION_GOAL = 0.95, 0.99
NOTABLE = 0.01  # a swing of a figure that is worth a line; smaller ones may be chance


def main(argv: Sequence[str] | None = None) -> dict[str, Any]:
    """Play the journeys, print the tables, and return all figures."""
    options = _options(argv)
    outcomes = play_all(
        ASSUMPTIONS, count=options.journeys, seed=options.seed, processes=options.processes
    )
    figures = figures_of(outcomes)
    _show(figures, outcomes)
    print(json.dumps({"title": "attribution journeys", **figures}))
    return figures


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.attribution_journeys")
    parser.add_argument("--journeys", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args(argv)


# ── figures ─────────────────────────────────────────────────────────────────────────────────


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return every figure of the report, ready for JSON."""
    honest = [each for each in outcomes if each.drawn.answer == "honest"]
    reached = score(honest, "relais")
    return {
        "journeys": len(outcomes),
        "cookies_set_by_relais": sum(each.cookies_set for each in outcomes),
        "groups": {
            label: _by_way([each for each in outcomes if each.drawn.answer == answer])
            for answer, label in ANSWERS.items()
        }
        | {"says nothing false": _by_way([o for o in outcomes if o.drawn.answer != "false"])}
        | {"all": _by_way(outcomes)},
        "rows": _rows(outcomes),
        "rows_honest": _rows(honest),
        "misses_honest": dict(misses(honest).most_common()),
        "misses": dict(misses(outcomes).most_common()),
        "if_honest": {
            label: _by_way([each for each in honest if holds(each.drawn)])
            for label, holds in IF.items()
        },
        "without_honest": {
            label: _by_way([each for each in honest if holds(each.drawn)])
            for label, holds in WITHOUT.items()
        },
        "swings": [_swing(each) for each in swings(honest, "relais", ASSUMPTIONS)],
        "swings_all": {
            way: [_swing(each) for each in swings(outcomes, way, ASSUMPTIONS)] for way in WAYS
        },
        "cookie_of_server": score(outcomes, "cookie_of_server").as_figures(),
        "goal_reached": {
            "recall": (reached.recall or 0) >= RECALL_GOAL,
            "precision": (reached.precision or 0) >= PRECISION_GOAL,
        },
    }


def _by_way(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    chosen = list(outcomes)
    return {way: score(chosen, way).as_figures() for way in WAYS}


def _rows(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    labels = dict.fromkeys(sorted(each.row for each in outcomes))
    return {label: _by_way([o for o in outcomes if o.row == label]) for label in labels}


def _swing(swing: Swing) -> dict[str, Any]:
    return {
        "assumption": swing.assumption,
        "value": swing.value,
        "share": swing.share,
        "recall": [swing.less.recall, swing.more.recall],
        "precision": [swing.less.precision, swing.more.precision],
    }


# ── tables ──────────────────────────────────────────────────────────────────────────────────


def _show(figures: Mapping[str, Any], outcomes: Sequence[Outcome]) -> None:
    _table("How the candidate answers", figures["groups"])
    _table("Each kind of journey, whatever the answer", figures["rows"])
    _table("Each kind of journey, answered honestly", figures["rows_honest"])
    honest = score([each for each in outcomes if each.drawn.answer == "honest"], "relais")
    _goal(honest)
    _title("Why Relais did not credit rightly, answered honestly")
    for why, times in figures["misses_honest"].items():
        print(f"{times:>6,}  {why}")
    _table("What Relais would reach, answered honestly, if", figures["if_honest"])
    _table("What Relais reaches, answered honestly, where", figures["without_honest"])
    _swings(figures)
    print(f"\nCookies set by the pages of Relais: {figures['cookies_set_by_relais']}")


def _title(title: str) -> None:
    print(f"\n{title}\n" + "-" * len(title))


def _table(title: str, rows: Mapping[str, Any]) -> None:
    _title(title)
    width = max(map(len, rows))
    print(f"{'recall / precision, %':<{width}}  {'played':>7} {'brought':>8}", end="")
    print("".join(f"{label:>16}" for label in WAYS.values()))
    for label, ways in rows.items():
        first = ways["relais"]
        print(f"{label:<{width}}  {first['journeys']:>7,.0f} {first['brought']:>8,.0f}", end="")
        print("".join(f"{_pair(ways[way]):>16}" for way in WAYS))


def _pair(figures: Mapping[str, float | None]) -> str:
    return f"{_percent(figures['recall'])} / {_percent(figures['precision'])}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}"


def _goal(honest: Score) -> None:
    print(
        f"\nGoal, answered honestly: recall ≥ {RECALL_GOAL:.0%}, precision ≥ {PRECISION_GOAL:.0%}"
    )
    for name, share, goal in (
        ("recall", honest.recall, RECALL_GOAL),
        ("precision", honest.precision, PRECISION_GOAL),
    ):
        verdict = "reached" if (share or 0) >= goal else "NOT reached"
        print(f"  {name:<9} {_percent(share)} %, wanted {goal:.0%}: {verdict}")


def _swings(figures: Mapping[str, Any]) -> None:
    """Print the shares that matter: some recall moves by a point when one is varied by half."""
    _title("Recall, %, when a share is halved, and when it is raised by half")
    columns = [figures["swings"], *(figures["swings_all"][way] for way in WAYS)]
    print(f"{'':<42}{'Relais, honest':>18}" + "".join(f"{w:>18}" for w in WAYS.values()))
    for same in zip(*columns, strict=True):
        if max(_width(each) for each in same) >= NOTABLE:
            name = f"{same[0]['assumption']} = {same[0]['value']} ({same[0]['share']:.0%})"
            ranges = (" to ".join(_percent(share) for share in each["recall"]) for each in same)
            print(f"{name:<42}" + "".join(f"{each:>18}" for each in ranges))


def _width(swing: Mapping[str, Any]) -> float:
    less, more = swing["recall"]
    return abs(more - less) if less is not None and more is not None else 0.0


if __name__ == "__main__":
    main()
