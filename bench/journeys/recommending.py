"""Somebody is recommended with their consent first: the ambassador asks, they accept, or not."""

import re
from urllib.parse import urlsplit

from bench.journeys.candidacy import Candidacy
from bench.journeys.pages import PageForm, form_with
from bench.journeys.plan import Device, Who
from bench.journeys.world import World

CONSENT_LINK = re.compile(r"https?://[^/\s]+(/c/[\w-]+)")


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
