"""The steps between an application and an offer, as the company tells them to candidates."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from app.core import activity, freshness
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Organisation, Person
from app.publishing.models import ProcessStep
from app.publishing.queries import process_steps

MOST_STEPS = 8
LONGEST_ANSWER = 90  # working days


@dataclass(frozen=True)
class StepWords:
    """One step in both languages; delay and sentence may be left out.

    answer_days: working days in which the first step is answered; None promises no day
    """

    title_fr: str
    title_en: str
    delay_fr: str = ""
    delay_en: str = ""
    text_fr: str = ""
    text_en: str = ""
    answer_days: int | None = None


class TooManySteps(Refusal):
    """Candidates would read a process that never ends."""

    code = "too_many_steps"


def write_process(
    organisation: Organisation, steps: Sequence[StepWords], *, by: Person | None
) -> None:
    """Make these the steps, in this order, on every page at once. The same steps change nothing.

    raises: TooManySteps
    """
    if len(steps) > MOST_STEPS:
        raise TooManySteps(_l("At most %(num)d steps.", num=MOST_STEPS))
    before = [
        StepWords(**{name: getattr(row, name) for name in StepWords.__dataclass_fields__})
        for row in process_steps()
    ]
    if before == list(steps):
        return
    db.session.execute(delete(ProcessStep))
    db.session.add_all(
        ProcessStep(position=position, **asdict(step)) for position, step in enumerate(steps, 1)
    )
    db.session.flush()
    activity.record("organisation.changed", organisation, by=by, data={"changed": ["process"]})
    freshness.changed("organisation", organisation.id)
