"""What is not public yet is found by no route, by nobody who does not write it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from app.core import clock
from app.core.database import db
from app.people.models import Person, Role
from app.publishing.models import Publication, PublicationState, PublicationText
from app.sharing.models import ReferralLink
from tests.factories.people import make_organisation, make_person, make_place, make_team, sign_in
from tests.factories.publishing import make_opening, make_published_opening, make_story
from tests.factories.sharing import accept_charter, make_link

SECRET = "Hydravion"
HIDDEN: list[tuple[Any, PublicationState, dict[str, timedelta]]] = [
    (make_opening, PublicationState.DRAFT, {"embargo_until": timedelta(hours=1)}),
    (make_opening, PublicationState.SCHEDULED, {"publish_at": timedelta(hours=1)}),
    (make_opening, PublicationState.SCHEDULED, {"publish_at": timedelta(seconds=-1)}),
    (make_story, PublicationState.DRAFT, {"embargo_until": timedelta(hours=1)}),
    (make_story, PublicationState.SUBMITTED, {}),
    (make_story, PublicationState.APPROVED, {}),
    (make_story, PublicationState.SCHEDULED, {"publish_at": timedelta(hours=1)}),
]
READERS = {"nobody": None, "ambassador": Role.AMBASSADOR, "another manager": Role.HIRING_MANAGER}
NOT_A_READ = {"account.sign_out"}
ABOUT = {"number", "publication_id", "opening_id", "code"}


def reader(role: Role | None) -> Person | None:
    if role is None:
        return None
    person = make_person(role=role, team=make_team(), place=make_place())
    accept_charter(person)
    return person


def link_to(hidden: Publication) -> ReferralLink:
    """A link that leads to it, made while nobody was looking: no screen makes one."""
    link = make_link(publication=make_published_opening())
    db.session.execute(
        update(ReferralLink).where(ReferralLink.id == link.id).values(publication_id=hidden.id)
    )
    return link


def lists(app: Flask) -> Iterator[str]:
    """Every address that names nothing in particular."""
    for rule in app.url_map.iter_rules():
        reads = "GET" in (rule.methods or ()) and rule.endpoint not in NOT_A_READ
        if reads and not ABOUT & rule.arguments:
            yield filled(rule, None, "x")
    for path in ("/fr/offres", "/en/openings", "/openings", "/stories"):
        yield f"{path}?q={SECRET.lower()}"
    yield "/widget/openings.json?limit=50"


def pages(app: Flask, hidden: Publication, codes: list[str]) -> Iterator[str]:
    """Every address that names this publication: by number, by key, by a link's code."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and ABOUT & rule.arguments:
            for code in codes if "code" in rule.arguments else ["x"]:
                yield filled(rule, hidden, code)
    own, other = codes
    yield from (f"/r/{own}", f"/r/{own}/fr", f"/r/{other}/{hidden.number}")
    for path in (f"fr/offres/{hidden.number}", f"r/{own}", f"r/{other}/{hidden.number}"):
        yield f"/oembed?format=json&url=http://localhost/{path}"


def filled(rule: Rule, hidden: Publication | None, code: str) -> str:
    values = {"code": code, "language": "fr"}
    if hidden:
        key = str(hidden.id)
        values |= {"number": str(hidden.number), "publication_id": key, "opening_id": key}

    def value(found: re.Match[str]) -> str:
        converter, name = found.groups()
        return values.get(name) or {"uuid": str(uuid4()), "int": "1"}.get(converter or "", "x")

    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", value, rule.rule)


def made(make: Any, state: PublicationState, hours: dict[str, timedelta]) -> Publication:
    now = clock.now()
    publication: Publication = make(
        state=state,
        title=f"{SECRET} à moteur",
        summary=f"Un {SECRET}.",
        body=f"Le {SECRET}.",
        variants=[f"Venez voir {SECRET}"],
        **{name: now + span for name, span in hours.items()},
    )
    texts = update(PublicationText).where(PublicationText.publication_id == publication.id)
    db.session.execute(texts.values(slug="x"))  # an address that is echoed tells nothing
    return publication


@pytest.mark.parametrize("who", sorted(READERS))
def test_no_route_shows_it(app: Flask, client: FlaskClient, who: str) -> None:
    make_organisation()
    hidden = [made(*each) for each in HIDDEN]
    other = make_link(publication=make_published_opening()).code
    person = reader(READERS[who])
    paths = set(lists(app))
    for each in hidden:
        paths |= set(pages(app, each, [link_to(each).code, other]))
    db.session.commit()
    if person:
        sign_in(client, person)

    shown = [path for path in sorted(paths) if SECRET in client.get(path).get_data(as_text=True)]

    assert shown == []


def test_nobody_relays_it_or_applies_to_it(client: FlaskClient) -> None:
    make_organisation()
    hidden = [made(*each) for each in HIDDEN]
    person = reader(Role.AMBASSADOR)
    db.session.commit()
    assert person
    sign_in(client, person)
    before = db.session.query(ReferralLink).count()

    share = {"words": "x", "channel": "linkedin", "form_id": str(uuid4())}
    answers = [client.post(f"/share/{each.id}", data=share) for each in hidden]
    answers += [client.get(f"/fr/offres/x-{each.number}/postuler") for each in hidden]

    assert {answer.status_code for answer in answers} == {404}
    assert db.session.query(ReferralLink).count() == before


def test_the_walk_would_find_what_is_public(app: Flask, client: FlaskClient) -> None:
    make_organisation()
    opening = make_published_opening(title=f"{SECRET} à moteur")
    code = make_link(publication=opening).code
    db.session.commit()
    wanted = {
        *("/fr/offres.rss", "/fr/offres.atom", "/fr/offres.json", "/jobs.xml"),
        *("/widget/openings.json", f"/embed/{opening.number}/fr", f"/r/{code}/fr"),
    }

    walked = {*lists(app), *pages(app, opening, [code, code])}

    assert wanted <= walked
    assert [path for path in sorted(wanted) if SECRET not in client.get(path).text] == []
