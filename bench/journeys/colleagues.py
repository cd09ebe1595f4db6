"""What colleagues do for a candidate: recommend, ask one again, contest and judge."""

import re
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from app.attribution.deciding.appeals import AppealVerdict
from bench.journeys.candidacy import Candidacy
from bench.journeys.pages import PageForm, form_to, form_with, rows_of
from bench.journeys.plan import Device, Who
from bench.journeys.world import World

CONSENT_LINK = re.compile(r"https?://[^/\s]+(/c/[\w-]+)")
APPLICATION_PAGE = re.compile(r"/applications/[0-9a-f-]{36}")
NAME_CARD = re.compile(r'hx-get="(/applications/[0-9a-f-]{36}/name)"')
ASK_AGAIN = "/ask-again"
CREDIT_PAGE = re.compile(r"/my-credits/[0-9a-f-]{36}")
APPEAL_PAGE = re.compile(r"/programme/appeals/[0-9a-f-]{36}")


def recommend(world: World, candidacy: Candidacy) -> None:
    """Have the ambassador recommend a candidate in Relais; Relais asks them."""
    client = world.signed_in(candidacy.cast[Who.OWNER].id)
    sent = world.post(
        client,
        form_with(world.page(client, "/recommend"), "form_id"),
        opening=str(world.company.opening_ids[candidacy.opening]),
        name=candidacy.name,
        email=candidacy.email,
        language="fr",
        relation="nous avons travaillé ensemble",
        words="Elle sait calmer une réunion de crise avec un schéma et trois questions.",
    )
    assert sent.status_code == 303, sent.status
    world.work()


def consent(world: World, candidacy: Candidacy) -> None:
    """Have the candidate accept, by the page that the message leads to."""
    found = CONSENT_LINK.search(world.letter("hiring/mail/consent/asked", candidacy.email))
    assert found, "the message leads to its page"
    browser = world.browser(candidacy, Device.PHONE)
    browser.open(found[1])
    sent = browser.submit(PageForm({}), {"answer": "accept"})
    assert sent.status_code == 303, sent.status
    world.work()
    candidacy.consented = urlsplit(sent.location).path


def ask_in_person(world: World, candidacy: Candidacy) -> bool:
    """Have the ambassador asked once more, by the button beside the application.

    returns: False where it is not offered: they have answered, or it is too late
    """
    client = world.signed_in(world.company.recruiter)
    found = APPLICATION_PAGE.search(world.page(client, "/applications", q=candidacy.email))
    assert found, "a candidate is found by their address"
    card = NAME_CARD.search(world.page(client, found[0]))  # which a browser loads into the page
    page = world.page(client, card[1]) if card else ""
    if ASK_AGAIN not in page:
        return False
    world.post(client, form_to(page, ASK_AGAIN))
    world.work()
    return True


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
