"""A recruiter follows an application whose named ambassador has not answered."""

import re

from bench.journeys.candidacy import Candidacy
from bench.journeys.pages import form_to
from bench.journeys.world import World

APPLICATION_PAGE = re.compile(r"/applications/[0-9a-f-]{36}")
ASK_AGAIN = "/ask-again"


def ask_in_person(world: World, candidacy: Candidacy) -> bool:
    """Have the ambassador asked once more, by the button beside the application.

    returns: False where it is not offered: they have answered, or it is too late
    """
    client = world.signed_in(world.company.recruiter)
    found = APPLICATION_PAGE.search(world.page(client, "/applications", q=candidacy.email))
    assert found, "a candidate is found by their address"
    page = world.page(client, found[0])
    if ASK_AGAIN not in page:
        return False
    world.post(client, form_to(page, ASK_AGAIN))
    world.work()
    return True
