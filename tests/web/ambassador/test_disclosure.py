"""Whom one works for is said with each relay, and nobody can leave it out."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.sharing.links import address_of
from app.sharing.models import Channel, ReferralLink
from app.sharing.words import forbidden
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening, make_theme
from tests.factories.sharing import make_ambassador, make_link

SAID = "Je travaille pour Ormelune."


@pytest.fixture
def zoe(app, client):
    make_organisation(discloses=True)
    person = make_ambassador(first_name="Zoé", language="fr")
    sign_in(client, person)
    return person


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")


def share(client, publication, **fields):
    plain = {"form_id": str(uuid4()), "channel": "x", "language": "fr", "words": "Venez."}
    return client.post(f"/share/{publication.id}", data={**plain, **fields})


def latest() -> ReferralLink:
    return db.session.scalars(select(ReferralLink).order_by(ReferralLink.id.desc())).first()


def test_a_new_company_says_it_in_our_words_until_it_writes_its_own(client, zoe):
    opening = make_published_opening()

    def locked(language):
        page = soup(client.get(f"/share/{opening.id}?language={language}"))
        return page.select_one("#words-disclosure > span").text.partition(":")[2].strip()

    assert locked("fr") == SAID
    assert locked("en") == "I work for Ormelune."
    make_organisation(discloses=True, disclosure_fr="#Employée d’Ormelune")
    assert locked("fr") == "#Employée d’Ormelune"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"disclosure": ""},
        {"disclosure": "Je ne travaille pour personne."},
        {"words": ""},
        {"discloses": "0"},
        {"own": "Venez."},
    ],
)
def test_no_form_leaves_it_out(client, zoe, fields):
    answer = share(client, make_published_opening(), **fields)
    link, words = latest(), fields.get("words", "Venez.")

    assert (link.words, link.disclosure) == (words, SAID)
    opens = soup(client.get(answer.location)).select_one("a[href^='https://x.com']")["href"]
    said = f"{words}\n\n{SAID}".strip()
    assert parse_qs(urlsplit(opens).query)["text"] == [f"{said}\n\n{address_of(link)}"]


def test_who_says_it_already_does_not_say_it_twice(client, zoe):
    share(client, make_published_opening(), words=f"{SAID} Venez.")

    page = soup(client.get(f"/share/made/{latest().id}"))

    assert page.select_one("[data-copy]")["data-copy"].count(SAID) == 1


@pytest.mark.parametrize("channel", sorted(set(Channel) - {Channel.QR}))
def test_it_goes_with_every_channel_but_paper(client, zoe, channel):
    share(client, make_published_opening(), channel=channel, instance="a.fr")

    made = soup(client.get(f"/share/made/{latest().id}?instance=a.fr")).select_one("[data-made]")

    assert SAID in made["data-copy"]


def test_paper_says_nothing(client, zoe):
    share(client, make_published_opening(), channel="qr")

    assert latest().disclosure == ""


def test_it_is_counted_and_shown_and_stays_out_of_ones_own_words(client, zoe):
    opening = make_published_opening(variants=["Venez."])

    page = soup(client.get(f"/share/{opening.id}?channel=x"))

    assert "60 sur 280" in page.select_one("#write-foot").text  # 6 + 2 + 27 + 2 + 23
    assert SAID in page.select_one(".post-text").text
    assert page.select_one("#words").text.strip() == "Venez."
    share(client, opening)
    assert SAID not in client.get(f"/r/{latest().code}").text


def test_what_was_posted_stays_as_it_was_when_the_company_changes_its_sentence(client, zoe):
    share(client, make_published_opening())
    make_organisation(discloses=True, disclosure_fr="Autre chose.")

    made = soup(client.get(f"/share/made/{latest().id}")).select_one("[data-made]")

    assert SAID in made["data-copy"]


def test_a_company_that_turns_it_off_says_nothing(client, zoe):
    admin = make_person(role="admin")
    sign_in(client, admin)
    client.post("/admin/relays", data={"disclosure_fr": "", "disclosure_en": ""})
    sign_in(client, zoe)

    share(client, make_published_opening())

    assert latest().disclosure == ""


def test_an_administrator_writes_the_sentence_and_the_words_to_leave_out(client, zoe):
    sign_in(client, make_person(role="admin"))

    said = {"disclosure_fr": " Salariée\u202e d’ici. ", "disclosure_en": "From here."}
    why = {"reason_fr": "Dites le métier.", "reason_en": "Name the job."}
    client.post("/admin/relays", data={"discloses": "1", **said})
    client.post("/admin/relays/words", data={"words": "ninja", **why})
    refused = client.post("/admin/relays/words", data={"words": "ninja", "reason_fr": ""})
    page = client.get("/admin/relays")

    assert "Salariée d’ici." in page.text
    assert "ninja" in page.text
    assert refused.status_code == 422
    assert 'value="ninja"' in refused.text
    (kept,) = forbidden.all_forbidden()
    client.post(f"/admin/relays/words/{kept.id}/delete")
    assert forbidden.all_forbidden() == []


def hinted(client, opening, words, **fields):
    typed = {"form_id": str(uuid4()), "channel": "x", "language": "fr", "words": words, **fields}
    return soup(client.post(f"/share/{opening.id}/draft", data=typed)).select_one("#word-hints")


def test_a_forbidden_word_is_flagged_with_its_reason_and_refuses_nothing(client, zoe):
    admin, opening = make_person(role="admin"), make_published_opening()
    forbidden.forbid("ninja", "Dites le métier.", "Name the job.", by=admin, now=clock.now())

    assert "Dites le métier." in hinted(client, opening, "Un Ninja !").text
    assert "Dites le métier." not in hinted(client, opening, "Une personne !").text
    assert share(client, opening, words="Un ninja").status_code == 302


def test_a_text_like_a_colleagues_is_hinted_at_and_the_colleagues_text_goes_nowhere(client, zoe):
    opening = make_published_opening(
        variants=["Une autre idée, tout à fait différente de la leur."]
    )
    theirs = "Je cherche quelqu’un pour mon équipe, à Nantes ou ailleurs, secretkept."
    make_link(publication=opening, words=theirs)
    typed = {"form_id": str(uuid4()), "channel": "x", "language": "fr"}

    page = client.post(f"/share/{opening.id}/draft", data={
        **typed, "words": theirs.replace("secretkept", "")})  # fmt: skip

    assert "Proche de ce qu’un collègue a publié" in page.text
    assert "secretkept" not in page.text


def test_hashtags_of_the_publications_themes_are_offered_and_added_without_script(client, zoe):
    theme = make_theme(name_fr="Données publiques")
    opening = make_published_opening(themes=[theme])

    button = hinted(client, opening, "Venez").select_one("[data-tag]")
    typed = {"form_id": str(uuid4()), "channel": "x", "language": "fr", "words": "Venez"}
    page = soup(client.post(button["formaction"], data=typed))

    assert button.text.strip() == "#DonnéesPubliques"
    assert page.select_one("#words").text.strip() == "Venez\n\n#DonnéesPubliques"


def test_a_hashtag_that_the_network_cuts_is_told(client, zoe):
    assert "se lit #C" in hinted(client, make_published_opening(), "On fait du #C++ ici").text
