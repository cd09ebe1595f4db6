"""An ambassador who was late contests, and a manager of the programme answers."""

import re
from datetime import datetime
from functools import partial
from uuid import UUID

from app.attribution.deciding.appeals import AppealVerdict
from bench.journeys.candidacy import Candidacy
from bench.journeys.pages import form_to, form_with, rows_of
from bench.journeys.world import World

CREDIT_PAGE = re.compile(r"/my-credits/[0-9a-f-]{36}")
APPEAL_PAGE = re.compile(r"/programme/appeals/[0-9a-f-]{36}")


def contest(
    world: World, candidacy: Candidacy, ambassador: UUID, letter: str, at: datetime
) -> None:
    """Contest the decision that a message tells of, by the page that it leads to."""
    world.time.now = at
    found = CREDIT_PAGE.search(letter)
    assert found, "the message leads to the credit"
    client = world.signed_in(ambassador)
    form = form_to(world.page(client, found[0]), "/appeal")
    reason = f"{candidacy.name} et moi en avons parlé ; j’étais en congé et j’ai répondu trop tard."
    world.post(client, form, reason=reason)
    world.work()
    world.later(candidacy, (24, 240), partial(_judge, world, candidacy))


def _judge(world: World, candidacy: Candidacy, at: datetime) -> None:
    """Answer it, after having read what the answer would write."""
    world.time.now = at
    verdict = (
        AppealVerdict.ALONE if candidacy.journey.drawn.upheld == "yes" else AppealVerdict.DISMISSED
    )
    client = world.signed_in(world.company.manager)
    (row,) = rows_of(world.page(client, "/programme"), f"{candidacy.name} ")
    found = APPEAL_PAGE.search(row)
    assert found, "a row leads to its appeal"
    form = form_with(world.page(client, found[0]), "answer")
    shown = world.post(
        client, form, verdict=verdict, answer="La personne qui candidate vous nomme elle-même."
    )
    world.post(client, form_with(shown.text, "verdict", verdict), confirmed="1")
    world.work()
