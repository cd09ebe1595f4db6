"""Who applies: invented people with a name, a mailbox, a letter and a CV."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.core.calendar import local_date
from app.core.text.slugs import slug_of
from app.demo import content, cvs
from app.demo.agenda import of_the_day
from app.demo.chance import chance
from app.demo.press import published_at

ENGLISH: Final = 0.12  # share of letters in English, where there are some
LETTERS: Final = 0.8  # share of applications with a letter
BY_LINK: Final = 0.52  # share of drawn applications that come through a link
KEEPS: Final = (("kept", 90), ("none", 6), ("", 4))  # what they answer then
SEES: Final = (("applied", 5), ("outcome", 3), ("stages", 2))


@dataclass(frozen=True)
class Applicant:
    """One application to come. `case` says how; its texts are in `language`."""

    case: content.Case
    at: datetime
    email: str
    language: str
    letter: str
    drawn: bool  # made up by chance: any link will do, and its outcome follows its age
    cv: bytes = b""

    @property
    def cv_name(self) -> str:
        return f"cv-{slug_of(self.case.name)}.pdf"


def all_applicants(company: content.Company, *, today: datetime) -> list[Applicant]:
    """Make up everyone who applies, with their CVs."""
    told = company.candidates
    names = _Names(told)
    found = [_from_case(each, company, names, today=today) for each in told.cases]
    for opening in company.openings:
        for number in range(told.counts[opening.key]):
            found.append(_drawn(opening, number, company, names, today=today))
    printed = cvs.print_all([_cv(each, company, today=today) for each in found])
    return [
        Applicant(**{**vars(applicant), "cv": cv})
        for applicant, cv in zip(found, printed, strict=True)
    ]


class _Names:
    """Names that nobody has yet, and one mailbox for each."""

    def __init__(self, told: content.Candidates) -> None:
        self._told = told
        self._chance = chance("names")
        self._taken = {each.name for each in told.cases}
        self._mailboxes: dict[str, str] = {}

    def draw(self, sex: str) -> str:
        """Make up a name."""
        while True:
            first = self._chance.choice(self._told.names[sex])
            name = f"{first} {self._chance.choice(self._told.names['last'])}"
            if name not in self._taken:
                self._taken.add(name)
                return name

    def mailbox(self, name: str) -> str:
        """Return where a person reads mail, the same whenever they apply."""
        if name not in self._mailboxes:
            first, _, last = name.partition(" ")
            domain = self._chance.choice(self._told.mailboxes)
            self._mailboxes[name] = f"{slug_of(first)}.{slug_of(last)}@{domain}"
        return self._mailboxes[name]


def _from_case(
    case: content.Case, company: content.Company, names: _Names, *, today: datetime
) -> Applicant:
    at = today - timedelta(days=case.days_ago)
    if case.days_ago >= 1:
        at = of_the_day(at, chance("applied", case.opening, case.name))
    language, letter = _letter(case.opening, case.name, company)
    email = case.email or names.mailbox(case.name)
    return Applicant(case, at, email, language, letter, drawn=False)


def _drawn(
    opening: content.Opening,
    number: int,
    company: content.Company,
    names: _Names,
    *,
    today: datetime,
) -> Applicant:
    draws = chance("applicant", opening.key, number)
    opens = published_at(opening, today=today) + timedelta(days=1)
    ends = today - timedelta(days=(opening.closed_days_ago or 0) + 0.5)
    if opening.closed_days_ago:
        ends -= timedelta(days=9)  # the last ones had time to be read
    # many at first, then fewer
    at = of_the_day(opens + (ends - opens) * draws.betavariate(1.1, 1.5), draws)
    sex = draws.choice("fm")
    answer = ""
    if draws.random() < BY_LINK:
        answer = draws.choices([each for each, _ in KEEPS], [weight for _, weight in KEEPS])[0]
    case = content.Case(
        opening=opening.key,
        name=names.draw(sex),
        sex=sex,
        days_ago=(today - at) / timedelta(days=1),
        outcome="",
        sees=draws.choices([each for each, _ in SEES], [weight for _, weight in SEES])[0],
        answer=answer,
    )
    language, letter = _letter(opening.key, case.name, company)
    at = min(max(at, opens), ends)
    return Applicant(case, at, names.mailbox(case.name), language, letter, drawn=True)


def _letter(opening: str, name: str, company: content.Company) -> tuple[str, str]:
    """Choose a language and a letter; some write none."""
    draws = chance("letter", opening, name)
    letters = company.candidates.letters[opening]
    language = "en" if letters["en"] and draws.random() < ENGLISH else "fr"
    return language, draws.choice(letters[language]) if draws.random() < LETTERS else ""


def _cv(applicant: Applicant, company: content.Company, *, today: datetime) -> cvs.Cv:
    case = applicant.case
    return cvs.imagine(
        case.name,
        sex=case.sex,
        email=applicant.email,
        place=company.opening(case.opening).place,
        profile=company.candidates.profile_for(case.opening),
        today=local_date(today),
        chance=chance("cv", case.name),
    )
