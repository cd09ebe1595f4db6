"""My relays: every grade and every state has its sentence, and shows no more than it may."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from app.attribution.queries import OwnCredit
from app.core import clock
from app.core.database import db
from app.core.ids import uuid7
from app.hiring.models import ReferrerChoice, ReferrerSees, Stage
from app.hiring.recruiting import pipeline
from app.hiring.referrals.referrals import Referral, ReferralOutcome
from app.sharing.models import Channel, ReferralLink
from app.tracking.models import Grade, LinkDay, Relay
from app.tracking.rules import ClickClass, PreviewFetcher
from app.web.ambassador import referral_words, relay_words
from tests.factories.hiring import make_application, make_recommendation
from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def zoe(app, client):
    make_organisation()
    person = make_ambassador(language="fr")
    sign_in(client, person)
    return person


def page(client, address="/my-relays"):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def grade(link: ReferralLink, reached: Grade, network: PreviewFetcher | None = None) -> Relay:
    """Store the relay of a link as the loader would."""
    relay = Relay(link_id=link.id, declared_at=link.created_at)
    if reached is not Grade.DECLARED and network:
        relay.preview_seen_at = link.created_at + timedelta(minutes=1)
        relay.preview_network, relay.preview_click_id = network, uuid7()
    if reached is Grade.CONFIRMED:
        relay.confirmed_at = link.created_at + timedelta(minutes=6)
        relay.confirmed_click_id = uuid7()
    db.session.add(relay)
    db.session.flush()
    return relay


def visits(link: ReferralLink, number: int, *, internal: bool = False) -> None:
    db.session.add(
        LinkDay(
            link_id=link.id,
            day=link.created_at.date(),
            kind=ClickClass.HUMAN,
            internal=internal,
            clicks=number,
        )
    )
    db.session.flush()


def rows(soup):
    return [
        (row.select_one(".pub strong").text, row.select_one(".grade").text.strip(),
         row.select_one(".vis b").text)
        for row in soup.select("table.relays tbody tr")
    ]  # fmt: skip


def test_each_relay_shows_its_grade_its_visits_and_a_sentence(client, zoe):
    now = clock.now()
    for number, (title, reached, network) in enumerate(
        [
            ("Trois", Grade.CONFIRMED, None),
            ("Deux", Grade.PREVIEW_SEEN, PreviewFetcher.LINKEDIN),
            ("Un", Grade.DECLARED, None),
        ]
    ):
        link = make_link(
            publication=make_published_opening(title=title),
            ambassador=zoe,
            now=now - timedelta(hours=number + 1),
        )
        grade(link, reached, network)
        if reached is Grade.CONFIRMED:
            visits(link, 64)
            visits(link, 5, internal=True)

    soup = page(client)

    assert rows(soup) == [
        ("Trois", "Confirmé", "64"),
        ("Deux", "Aperçu vu", "0"),
        ("Un", "Déclaré", "0"),
    ]
    sentences = [each.text for each in soup.select(".pub .sentence")]
    assert "64\xa0visites" in sentences[0]
    assert "6\xa0minutes après votre clic" in sentences[0]
    assert "LinkedIn a chargé l’aperçu" in sentences[1]
    assert "Ni aperçu ni visite" in sentences[2]


def test_figures_count_relays_confirmed_ones_visits_and_people(client, zoe):
    for number in range(3):
        link = make_link(ambassador=zoe)
        grade(link, Grade.CONFIRMED if number else Grade.DECLARED)
        visits(link, 700)
    make_application(link=link, now=clock.now())

    figures = [each.text for each in page(client).select(".figure")]

    assert figures[0].startswith("3relaisdont 2\xa0confirmés")
    assert figures[1].replace("\u202f", " ").startswith("2 100visites")
    assert figures[2].startswith("1candidature")


def test_a_link_made_a_moment_ago_is_declared_though_nothing_was_stored_yet(client, zoe):
    make_link(ambassador=zoe)

    assert [each[1] for each in rows(page(client))] == ["Déclaré"]


def test_nobody_sees_the_relays_of_others(client, zoe):
    make_link(publication=make_published_opening(title="Celle d’une autre"))

    soup = page(client)

    assert rows(soup) == []
    assert "Celle d’une autre" not in soup.text
    assert "Aucun relais sur cette période" in soup.text


def test_the_period_grade_and_network_of_the_address_narrow_the_list(client, zoe):
    now = clock.now()
    for title, days, channel, reached in (
        ("Récent", 3, "x", Grade.CONFIRMED),
        ("Ancien", 100, "linkedin", Grade.DECLARED),
        ("Très ancien", 500, "x", Grade.DECLARED),
    ):
        link = make_link(
            publication=make_published_opening(title=title),
            ambassador=zoe,
            channel=channel,
            now=now - timedelta(days=days),
        )
        grade(link, reached)

    def titles(query):
        return [each[0] for each in rows(page(client, f"/my-relays?{query}"))]

    assert titles("") == ["Récent", "Ancien"]
    assert titles("period=30d") == ["Récent"]
    assert titles("period=all") == ["Récent", "Ancien", "Très ancien"]
    assert titles("period=all&channel=x") == ["Récent", "Très ancien"]
    assert titles("period=all&grade=confirmed") == ["Récent"]
    assert titles("period=nonsense&page=99") == ["Récent", "Ancien"]
    empty = page(client, "/my-relays?grade=preview_seen")
    assert "Aucun relais ne correspond à ces filtres" in empty.text


def test_pages_keep_the_filters_and_show_each_relay_once(client, zoe):
    now = clock.now()
    for number in range(25):
        make_link(ambassador=zoe, channel="x", now=now - timedelta(minutes=number))

    first = page(client, "/my-relays?channel=x")
    second = page(client, first.select_one("a[rel=next]")["href"])

    assert (len(rows(first)), len(rows(second))) == (20, 5)
    assert "channel=x" in second.select_one("a[rel=prev]")["href"]


def test_a_page_starts_where_another_ends_whatever_was_relayed_meanwhile(client, zoe):
    now = clock.now()
    made = [
        make_link(
            publication=make_published_opening(title=f"Offre {number}"),
            ambassador=zoe,
            now=now - timedelta(minutes=number // 3),  # some at the same instant
        )
        for number in range(45)
    ]
    seen, address = [], "/my-relays?part=relays"
    while address:
        shown = page(client, address)
        seen += [title for title, *_ in rows(shown)]
        turn = shown.select_one("a[rel=next]")
        address = turn and turn["href"]
        make_link(ambassador=zoe, now=now + timedelta(minutes=1))
    back = page(client, shown.select_one("a[rel=prev]")["href"])

    assert sorted(seen) == sorted(f"Offre {number}" for number in range(len(made)))
    assert [title for title, *_ in rows(back)] == seen[20:40]


def test_an_address_that_names_a_link_of_somebody_else_starts_where_the_list_does(client, zoe):
    make_link(ambassador=zoe, publication=make_published_opening(title="À moi"))
    other = make_link(now=clock.now() - timedelta(days=3))

    for query in (f"after={other.id}", f"before={other.id}", f"after={uuid7()}", "after=x"):
        assert [title for title, *_ in rows(page(client, f"/my-relays?{query}"))] == ["À moi"]


def test_a_part_is_shown_alone_and_whole_and_the_tab_says_which(client, zoe):
    link = make_link(ambassador=zoe)
    for number in range(6):
        make_link(ambassador=zoe)
        make_application(link=link, name=f"Personne {number}", now=clock.now())

    def shown(query):
        soup = page(client, f"/my-relays{query}")
        tab = soup.select_one(".tabs [aria-current]").span.text
        return tab, len(soup.select(".news > li")), len(rows(soup))

    assert shown("") == ("Aperçu", 4, 5)
    assert shown("?part=people") == ("Personnes", 6, 0)
    assert shown("?part=relays") == ("Relais", 0, 7)
    assert shown("?part=nonsense") == ("Aperçu", 4, 5)
    narrowed = page(client, "/my-relays?part=relays&channel=linkedin&grade=declared")
    (people,) = [tab for tab in narrowed.select(".tabs a") if "Personnes" in tab.text]
    assert shown(people["href"].removeprefix("/my-relays"))[0] == "Personnes"


@pytest.mark.parametrize(
    ("credit", "word"),
    [
        (OwnCredit.WHOLE, "Crédit à vous"),
        (OwnCredit.SHARED, "Crédit partagé avec vous"),
        (OwnCredit.NONE, "Pas de crédit pour vous"),
        (OwnCredit.PENDING, "Crédit en attente"),
    ],
)
@pytest.mark.parametrize("address", ["/hub", "/my-relays"])
def test_each_person_brought_says_whether_the_credit_is_ones_own(
    client, zoe, monkeypatch, credit, word, address
):
    make_application(link=make_link(ambassador=zoe), now=clock.now())
    monkeypatch.setattr(
        "app.web.ambassador.credit_words.own_credits",
        lambda person, ids: dict.fromkeys(ids, credit),
    )

    assert word in page(client, address).select_one(".news .state").text


def test_a_candidate_who_withdrew_leaves_nothing_to_answer_on_any_screen(client, zoe):
    zoe.first_name, zoe.last_name = "Zoé", "Lambert"
    db.session.flush()
    application = make_application(
        choice=ReferrerChoice.NAMED, named="Zoé Lambert", name="Kwame Mensah", now=clock.now()
    )
    pipeline.withdraw(application, now=clock.now())

    for address in ("/hub", "/my-relays", "/declarations"):
        soup = page(client, address)
        assert "Répondre" not in soup.select_one("main").text
        assert "À vous" not in soup.select_one("main").text
        assert not soup.select("a[data-area=relays] .count")
    assert "Plus rien à confirmer" in page(client).select_one(".news").text


def test_hundreds_of_relays_take_as_many_statements_as_one(client, zoe, statements):
    make_application(link=make_link(ambassador=zoe))
    for _ in range(4):
        make_recommendation(by=zoe, now=clock.now())
    make_application(choice=ReferrerChoice.NAMED, named=zoe.name, now=clock.now())
    with statements() as few:
        page(client)
    for _ in range(30):
        link = make_link(ambassador=zoe)
        grade(link, Grade.DECLARED)
        make_application(link=link)
    with statements() as many:
        page(client)

    assert len(many) <= len(few) <= 12, "\n".join(few)


def test_a_relays_own_page_tells_what_happened_in_order(client, zoe):
    link = make_link(ambassador=zoe, words="Mes mots à moi")
    grade(link, Grade.CONFIRMED, PreviewFetcher.LINKEDIN)

    soup = page(client, f"/my-relays/{link.id}")

    told = [each.p.text for each in soup.select(".timeline > li")]
    assert told == [
        "Quelqu’un a ouvert la page\u00a0: le relais est confirmé.",
        "LinkedIn a chargé l’aperçu.",
        "Vous avez créé ce lien\u00a0: LinkedIn.",
    ]
    assert "Mes mots à moi" in soup.text
    assert link.code in soup.text


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("reached", Grade)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_grade_on_any_channel_is_without_its_sentence(app, channel, reached, language):
    link = ReferralLink(channel=channel, created_at=NOON)
    relay = Relay(
        declared_at=NOON,
        preview_seen_at=NOON if reached is Grade.PREVIEW_SEEN else None,
        preview_network=PreviewFetcher.OTHER,
        confirmed_at=NOON if reached is Grade.CONFIRMED else None,
    )

    with app.test_request_context(f"/?lang={language}"):
        for number in (0, 1, 2):
            said = relay_words.sentence(link, relay, number)
            assert said.endswith(".")
            assert "%(" not in said
            assert relay_words.event(reached, link, relay).endswith(".")


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("network", [None, *PreviewFetcher])
def test_whoever_fetched_a_preview_has_a_name(app, channel, network):
    with app.test_request_context("/"):
        assert relay_words.fetcher(channel, network)


def test_meta_is_called_as_the_network_that_was_chosen(app):
    with app.test_request_context("/"):
        assert relay_words.fetcher(Channel.FACEBOOK, PreviewFetcher.META) == "Facebook"
        assert relay_words.fetcher(Channel.THREADS, PreviewFetcher.META) == "Threads"
        assert relay_words.fetcher(Channel.COPY, PreviewFetcher.META) == "Meta"
        assert relay_words.fetcher(Channel.COPY, PreviewFetcher.LINKEDIN) == "LinkedIn"


def brought(sees: ReferrerSees, **values) -> Referral:
    return Referral("Karim Benali", make_published_opening(), NOON, Channel.X, sees, **values)


@pytest.mark.parametrize(
    ("sees", "values", "word"),
    [
        (ReferrerSees.APPLIED, {}, "A postulé"),
        (ReferrerSees.OUTCOME, {}, "A postulé"),
        (ReferrerSees.OUTCOME, {"result": ReferralOutcome.HIRED}, "Recrutement"),
        (ReferrerSees.OUTCOME, {"result": ReferralOutcome.NOT_HIRED}, "Terminé"),
        (ReferrerSees.STAGES, {"stage": Stage.REVIEW}, "À l’étude"),
        (ReferrerSees.STAGES, {"result": ReferralOutcome.NOT_HIRED}, "Terminé"),
        (ReferrerSees.APPLIED, {"awaits": True}, "À vous"),
        *((ReferrerSees.STAGES, {"stage": stage}, None) for stage in Stage),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_state_of_a_person_is_without_its_sentences(app, sees, values, word, language):
    person = brought(sees, **values)

    with app.test_request_context(f"/?lang={language}"):
        state = str(referral_words.state(person).word)
        assert state
        if word and language == "fr":
            assert state == word
        assert referral_words.arrival(person).endswith(".")
        assert referral_words.visibility(person).endswith(".")


def test_someone_to_confirm_leads_to_the_page_that_asks(client, zoe):
    zoe.first_name, zoe.last_name = "Zoé", "Lambert"
    db.session.flush()
    make_application(
        choice=ReferrerChoice.NAMED, named="Zoé Lambert", name="Lucie Arnoult", now=clock.now()
    )

    row = page(client).select_one(".news > li")

    assert "Lucie Arnoult" in row.text
    assert "À vous" in row.text
    assert row.select_one("a[href='/declarations']")


def arrived(link, kind, number, *, internal=False):
    db.session.add(
        LinkDay(link_id=link.id, day=NOON.date(), kind=kind, internal=internal, clicks=number)
    )
    db.session.flush()


def test_a_relay_shows_all_that_came_with_ones_own_and_colleagues_apart(client, zoe):
    link = make_link(ambassador=zoe)
    for kind, number, internal in (
        (ClickClass.HUMAN, 1200, False),
        (ClickClass.HUMAN, 2, True),
        (ClickClass.OWN, 3, False),
        (ClickClass.PREVIEW, 4, False),
        (ClickClass.ROBOT, 5, False),
        (ClickClass.SCANNER, 6, True),
        (ClickClass.PREFETCH, 7, False),
        (ClickClass.HEAD, 8, False),
    ):
        arrived(link, kind, number, internal=internal)

    came = page(client, f"/my-relays/{link.id}").select(".figure-rows > div")

    assert {row.dt.text: row.b.text for row in came} == {
        "Visites": "1\u202f200",
        "Collègues": "2",
        "Vous": "3",
        "Aperçus des réseaux": "4",
        "Robots et filtres de messagerie": "26",
    }


def test_a_relay_to_which_nobody_came_shows_no_visit_and_nothing_else(client, zoe):
    link = make_link(ambassador=zoe)

    came = page(client, f"/my-relays/{link.id}").select(".figure-rows > div")

    assert [(row.dt.text, row.b.text) for row in came] == [("Visites", "0")]


def test_what_happened_to_a_relay_has_its_time(client, zoe):
    link = make_link(ambassador=zoe, now=NOON)
    grade(link, Grade.CONFIRMED, PreviewFetcher.LINKEDIN)

    times = page(client, f"/my-relays/{link.id}").select(".timeline time, .thread time")

    assert [each.text.split(", ")[-1] for each in times] == ["13:06", "13:01", "13:00"]


def turned_through(client, address: str, row: str) -> list[list[str]]:
    """Go to the end of a list by its links and back; gives the rows of each page on the way."""
    seen = []
    for word in ("next", "prev"):
        while address:
            soup = page(client, address)
            seen.append([each.text.strip() for each in soup.select(row)])
            link = soup.select_one(f"a[rel={word}]")
            last, address = address, link and link["href"]
        address = link_back(client, last)
    return seen


def link_back(client, address: str) -> str | None:
    link = page(client, address).select_one("a[rel=prev]")
    return link and link["href"]


@pytest.mark.parametrize("part", ["people", "recommendations"])
def test_each_of_many_people_is_reached_page_by_page_and_back(client, zoe, part):
    now = clock.now()
    at = now - timedelta(days=2)  # all at one instant: their keys alone tell them apart
    if part == "people":
        link = make_link(ambassador=zoe)
        for number in range(45):
            make_application(link=link, name=f"Personne {number}", now=at)
    else:
        for number in range(45):
            opening = make_published_opening(title=f"Offre {number}")
            make_recommendation(opening=opening, by=zoe, now=at)
    db.session.commit()

    pages = turned_through(client, f"/my-relays?part={part}", ".news > *")

    assert "45" in page(client, f"/my-relays?part={part}").select_one(".tabs [aria-current]").text
    assert [len(each) for each in pages] == [20, 20, 5, 20, 20]
    assert pages[3:] == [pages[1], pages[0]]
    assert len({row for each in pages for row in each}) == 45


@pytest.mark.parametrize("part", ["people", "recommendations", "relays"])
@pytest.mark.parametrize("place", ["x", "~", "9" * 40 + "~" + "0" * 32, "0~" + "0" * 32])
def test_a_place_that_no_page_writes_fails_nowhere(client, zoe, part, place):
    for turn in ("after", "before"):
        assert client.get(f"/my-relays?part={part}&{turn}={place}").status_code == 200
