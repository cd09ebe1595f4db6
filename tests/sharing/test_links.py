"""Each share makes one link, and only who may relay makes one."""

import secrets
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.core.models import Activity
from app.people.models import Person
from app.publishing.models import Publication, PublicationState
from app.sharing.links import CharterNotAccepted, NotInvited, NotPublished, create_link
from app.sharing.models import Channel, ReferralLink
from tests.factories.people import make_charter, make_person, make_place, make_team
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.factories.sharing import make_ambassador
from tests.sharing.texts import NASTY

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def share(publication: Publication, ambassador: Person, **values) -> ReferralLink:
    plain = {
        "channel": Channel.LINKEDIN,
        "language": "fr",
        "words": "Il nous manque une personne.",
        "form_id": uuid4(),
        "now": NOON,
    }
    return create_link(publication, ambassador=ambassador, **{**plain, **values})


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(ReferralLink))


def test_a_share_makes_a_link_with_a_fresh_code_and_says_so_in_the_activity_log(app):
    zoe, opening = make_ambassador(), make_published_opening()

    link = share(opening, zoe, channel=Channel.WHATSAPP, language="en", words="Come along")

    assert (link.publication_id, link.ambassador_id) == (opening.id, zoe.id)
    assert (link.channel, link.language, link.words) == (Channel.WHATSAPP, "en", "Come along")
    assert (link.created_at, link.charter_version, len(link.code)) == (NOON, 1, 12)
    told = db.session.scalars(select(Activity).where(Activity.kind == "link.created")).one()
    assert (told.subject_id, told.actor_id) == (link.id, zoe.id)
    assert told.data == {"publication": str(opening.id), "channel": "whatsapp"}


def test_stories_are_relayed_too(app):
    assert share(make_published_story(), make_ambassador()).code


def test_two_shares_on_the_same_network_have_two_codes(app):
    zoe, opening = make_ambassador(), make_published_opening()

    assert share(opening, zoe).code != share(opening, zoe).code


def test_the_same_form_sent_again_gives_the_same_link_and_tells_it_once(app):
    zoe, opening, form_id = make_ambassador(), make_published_opening(), uuid4()

    first = share(opening, zoe, form_id=form_id)
    again = share(opening, zoe, form_id=form_id)

    assert again.id == first.id
    assert rows() == 1
    assert (
        len(db.session.scalars(select(Activity).where(Activity.kind == "link.created")).all()) == 1
    )


def test_the_same_form_id_from_someone_else_is_another_link(app):
    opening, form_id = make_published_opening(), uuid4()

    first = share(opening, make_ambassador(), form_id=form_id)

    assert share(opening, make_ambassador(), form_id=form_id).id != first.id


def test_a_code_that_exists_already_is_drawn_again(app, monkeypatch):
    zoe, opening = make_ambassador(), make_published_opening()
    taken = share(opening, zoe).code
    letters = iter(taken + taken + "freshfresh00")
    monkeypatch.setattr(secrets, "choice", lambda _: next(letters))

    assert share(opening, zoe).code == "freshfresh00"


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY.keys())
def test_words_are_kept_as_written_but_for_their_normal_form_and_outer_spaces(app, words):
    link = share(make_published_opening(), make_ambassador(), words=words)

    assert link.words == unicodedata.normalize("NFC", words).strip()


def test_unseen_characters_and_foreign_line_ends_are_not_kept(app):
    words = "\x00Une\r\nplace\u202e \ue000à\ue001 prendre\x07\r\n"

    assert share(make_published_opening(), make_ambassador(), words=words).words == (
        "Une\nplace à prendre"
    )


@pytest.mark.parametrize(
    ("make", "state"),
    [
        *((make_opening, each) for each in ("draft", "scheduled", "paused", "closed", "archived")),
        *((make_story, each) for each in ("submitted", "approved", "scheduled", "archived")),
    ],
)
def test_what_is_not_published_gives_no_link(app, make, state):
    with pytest.raises(NotPublished):
        share(make(state=PublicationState(state)), make_ambassador())

    assert rows() == 0


def test_no_link_is_made_before_the_charter_is_accepted(app):
    make_charter()

    with pytest.raises(CharterNotAccepted):
        share(make_published_opening(), make_person())

    assert rows() == 0


def test_no_link_is_made_while_the_company_has_no_charter(app):
    with pytest.raises(CharterNotAccepted):
        share(make_published_opening(), make_person())


def test_a_new_version_of_the_charter_must_be_accepted_again(app):
    zoe = make_ambassador()
    make_charter(version=2)

    with pytest.raises(CharterNotAccepted):
        share(make_published_opening(), zoe)


def test_a_link_states_the_version_of_the_charter_that_was_accepted(app):
    zoe = make_ambassador()
    make_charter(version=2, accepted_by=[zoe])

    assert share(make_published_opening(), zoe).charter_version == 2


def test_no_link_is_made_outside_the_audience(app):
    zoe = make_ambassador(team=make_team(), place=make_place(), language="fr")
    elsewhere = make_team()
    for limits in (
        {"audience_teams": [elsewhere]},
        {"audience_places": [make_place()]},
        {"audience_languages": ["en"]},
        {"audience_teams": [zoe.team], "audience_languages": ["en"]},
    ):
        with pytest.raises(NotInvited):
            share(make_published_opening(**limits), zoe)

    assert rows() == 0


@pytest.mark.own_database
def test_a_thousand_distinct_shares_at_once_leave_a_thousand_rows(app):
    zoe, opening = committed(make_ambassador), committed(make_published_opening)

    codes = at_once(app, [uuid4() for _ in range(1000)], zoe, opening)

    assert rows() == 1000
    assert len(set(codes)) == 1000
    assert created_activities() == 1000


@pytest.mark.own_database
def test_a_thousand_repeats_of_one_form_at_once_leave_one_row_and_give_one_code(app):
    zoe, opening = committed(make_ambassador), committed(make_published_opening)

    codes = at_once(app, [uuid4()] * 1000, zoe, opening)

    assert rows() == 1
    assert len(set(codes)) == 1
    assert created_activities() == 1


@pytest.mark.own_database
def test_repeats_mixed_with_other_shares_leave_a_row_for_each_form(app):
    zoe, opening = committed(make_ambassador), committed(make_published_opening)
    forms = [uuid4() for _ in range(100)]

    codes = at_once(app, forms * 10, zoe, opening)

    assert rows() == 100
    assert len(set(codes)) == 100


def committed(make: Callable[[], Person | Publication]) -> UUID:
    """Make something for other sessions to find; this one keeps no connection of the pool."""
    made = make()
    db.session.commit()
    key = made.id
    db.session.remove()
    return key


def created_activities() -> int:
    return db.session.scalar(
        select(func.count()).select_from(Activity).where(Activity.kind == "link.created")
    )


def at_once(app: Flask, forms: list[UUID], person_id: UUID, publication_id: UUID) -> list[str]:
    """Send every form from its own session, as many at a time as the pool allows."""
    ready = threading.Barrier(8)

    def send(mine: list[UUID]) -> list[str]:
        codes = []
        with app.app_context():
            ready.wait()
            for form_id in mine:
                with transaction():
                    link = share(
                        db.session.get_one(Publication, publication_id),
                        db.session.get_one(Person, person_id),
                        form_id=form_id,
                    )
                    codes.append(link.code)
            db.session.remove()
        return codes

    with ThreadPoolExecutor(8) as threads:
        return [
            code for codes in threads.map(send, [forms[n::8] for n in range(8)]) for code in codes
        ]
