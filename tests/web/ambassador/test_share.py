"""The share kit's pages: a text to change, a link for each share, what is left to do after it."""

import io
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import zxingcpp
from bs4 import BeautifulSoup
from PIL import Image
from sqlalchemy import select

from app.core.database import db
from app.core.models import Activity
from app.publishing.models import PublicationState, Variant
from app.publishing.publish import close
from app.sharing import networks
from app.sharing.links import address_of
from app.sharing.models import Channel, ReferralLink
from tests.factories.people import make_charter, make_organisation, make_person, make_team, sign_in
from tests.factories.publishing import make_opening, make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link
from tests.sharing.texts import NASTY


@pytest.fixture
def zoe(app, client):
    make_organisation()
    person = make_ambassador(first_name="Zoé", language="fr")
    sign_in(client, person)
    return person


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")


def share(client, publication, **fields):
    plain = {"form_id": str(uuid4()), "channel": "linkedin", "language": "fr", "words": "Venez."}
    return client.post(f"/share/{publication.id}", data={**plain, **fields})


def links():
    return db.session.scalars(select(ReferralLink).order_by(ReferralLink.id)).all()


def test_opening_the_kit_makes_no_link(client, zoe):
    opening = make_published_opening(variants=["Première", "Deuxième"])

    page = soup(client.get(f"/share/{opening.id}"))

    assert page.select_one("#words").text.strip() == "Première"
    assert links() == []


def test_the_kit_opens_on_the_suggestion_language_and_network_of_its_address(client, zoe):
    opening = make_published_opening()
    opening.variants[0].text, english = "En français", opening.variants[1]
    english.text = "In English"
    db.session.flush()

    page = soup(client.get(f"/share/{opening.id}?language=en&channel=bluesky"))

    assert page.select_one("#words").text.strip() == "In English"
    assert page.select_one("#share-form [name=language]")["value"] == "en"
    assert page.select_one("[name=channel][checked]")["value"] == "bluesky"


@pytest.mark.parametrize(
    "query", ["suggestion=99", "suggestion=-1", "suggestion=x", "language=de", "channel=fax"]
)
def test_an_address_that_asks_for_nonsense_opens_the_kit_as_it_is(client, zoe, query):
    opening = make_published_opening(variants=["Première"])

    page = soup(client.get(f"/share/{opening.id}?{query}"))

    assert page.select_one("#words").text.strip() == "Première"
    assert page.select_one("[name=channel][checked]")["value"] == "linkedin"


def test_the_kit_opens_on_the_network_used_last(client, zoe):
    make_link(ambassador=zoe, channel="whatsapp")

    page = soup(client.get(f"/share/{make_published_opening().id}"))

    assert page.select_one("[name=channel][checked]")["value"] == "whatsapp"


def test_a_network_opens_on_its_own_text_and_the_others_never_offer_it(client, zoe):
    opening = make_published_opening(variants=["Pour tous."])
    own = Variant(language="fr", position=1, network="linkedin", text="Pour LinkedIn seul.")
    opening.variants.append(own)
    db.session.flush()

    def words(channel, **typed):
        address = f"/share/{opening.id}"
        if not typed:
            page = client.get(f"{address}?channel={channel}")
        else:
            sent = {"channel": channel, "language": "fr", **typed}
            page = client.post(f"{address}/draft?chosen=network", data=sent)
        assert ("LinkedIn seul" in page.text) == (channel == "linkedin")
        return soup(page).select_one("#words").text.strip()

    assert (words("linkedin"), words("x")) == ("Pour LinkedIn seul.", "Pour tous.")
    assert words("x", words="Pour LinkedIn seul.") == "Pour tous."
    assert words("linkedin", words="Pour tous.") == "Pour LinkedIn seul."
    assert words("linkedin", words="À moi.") == "À moi."


@pytest.mark.parametrize(
    ("channel", "opens_on"),
    [
        ("linkedin", "a" * 700),
        ("mastodon", "c" * 400),
        ("threads", "c" * 400),
        ("x", "d" * 200),
        ("bluesky", "d" * 200),
        ("whatsapp", "a" * 700),
    ],
)
def test_each_network_opens_on_a_suggestion_that_it_takes_and_says_which_it_does_not(
    client, zoe, channel, opens_on
):
    texts = ["a" * 700, "b" * 600, "c" * 400, "d" * 200]
    opening = make_published_opening(variants=texts)

    page = soup(client.get(f"/share/{opening.id}?channel={channel}"))

    assert page.select_one("#words").text.strip() == opens_on
    name = page.select_one(f"label:has([value={channel}]) span").text
    shown = page.select("[data-suggestions] [data-suggestion]")
    marked = [f"trop long pour {name}" in each.text for each in shown]
    assert marked == [index < texts.index(opens_on) for index in range(len(texts))]
    assert "de trop" not in page.select_one("#send").text
    assert (
        share(client, opening, channel=channel, words=opens_on, instance="a.fr").status_code == 302
    )


def test_the_suggestion_that_an_address_asks_for_opens_and_its_excess_is_said_before_the_press(
    client, zoe
):
    opening = make_published_opening(variants=["é" * 300, "Court."])

    send = soup(client.get(f"/share/{opening.id}?channel=x&suggestion=0")).select_one("#send")

    assert "45\xa0signes de trop pour X" in send.text
    assert send.select_one("[data-suggestion]")["data-suggestion"] == "Court."


def test_a_network_just_chosen_takes_another_suggestion_but_never_words_of_ones_own(client, zoe):
    opening = make_published_opening(variants=["é" * 300, "Court."])

    def words_after(words, query):
        typed = {"form_id": str(uuid4()), "channel": "x", "language": "fr", "words": words}
        page = soup(client.post(f"/share/{opening.id}/draft{query}", data=typed))
        return page.select_one("#words").text.strip()

    assert words_after("é" * 300, "?chosen=network") == "Court."
    assert words_after("é" * 300, "") == "é" * 300  # they chose that suggestion themselves
    assert words_after("é" * 301, "?chosen=network") == "é" * 301


@pytest.mark.parametrize("channel", ["linkedin", "facebook", "teams", "email", "sms"])
def test_without_words_neither_button_nor_page_promises_a_text(client, zoe, channel):
    opening = make_published_opening(variants=[])

    before = soup(client.get(f"/share/{opening.id}?channel={channel}")).select_one("#send").text
    after = soup(client.get(share(client, opening, channel=channel, words="").location))

    assert "texte" not in before
    assert "texte" not in after.select_one(".page-head").text.lower()


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("email", "Rien ne part sans votre clic dans votre messagerie."),
        ("sms", "Rien ne part sans votre clic dans vos messages."),
        ("x", "Rien n’est publié sans votre clic sur X."),
        ("teams", "Teams ne prend que 200\xa0signes"),
    ],
)
def test_what_is_said_under_the_button_is_true_of_the_network(client, zoe, channel, said):
    words = "mot " * 60 if channel == "teams" else "Venez."
    opening = make_published_opening(variants=[words])

    assert (
        said in soup(client.get(f"/share/{opening.id}?channel={channel}")).select_one("#send").text
    )


def test_once_it_has_opened_the_page_asks_for_nothing_and_leads_to_the_relay(client, zoe):
    opening = make_published_opening()
    link = make_link(ambassador=zoe, publication=opening, channel="whatsapp")

    page = soup(client.get(f"/share/made/{link.id}?done=opened"))

    assert page.h1.text == "C’est noté"
    (primary,) = page.select("main .button.primary")
    assert primary["href"] == f"/my-relays/{link.id}"
    assert page.select_one("main .button.small[href^='https://wa.me']")
    assert not page.select("#to-copy, .qr, a[href$='.svg']")


def test_a_text_that_could_not_be_copied_is_still_there_to_copy(client, zoe):
    link = make_link(ambassador=zoe, channel="linkedin", words="À coller")

    page = soup(client.get(f"/share/made/{link.id}?done=opened"))

    assert page.select_one("#to-copy").text.strip() == "À coller"


def test_a_publication_without_suggestion_opens_on_an_empty_text(client, zoe):
    page = soup(client.get(f"/share/{make_published_opening(variants=[]).id}"))

    assert page.select_one("#words").text.strip() == ""
    assert "seul votre lien est publié" in page.text


def test_what_is_for_others_or_over_has_no_kit_and_gives_no_link(client, zoe):
    for publication in (
        make_published_opening(audience_teams=[make_team()]),
        make_opening(),
        make_opening(state=PublicationState.CLOSED),
    ):
        assert client.get(f"/share/{publication.id}").status_code == 404
        assert share(client, publication).status_code == 404
        assert client.post(f"/share/{publication.id}/draft").status_code == 404
    assert links() == []


def test_the_charter_comes_before_the_first_relay_and_leads_back(client, app):
    make_organisation()
    make_charter()
    sign_in(client, make_person())
    opening = make_published_opening()

    for answer in (client.get(f"/share/{opening.id}"), share(client, opening)):
        assert answer.status_code == 302
        place = urlsplit(answer.location)
        assert place.path == "/charter"
        assert parse_qs(place.query) == {"next": [f"/share/{opening.id}"]}
    assert links() == []


@pytest.mark.parametrize("channel", Channel)
def test_each_network_gets_its_own_link_and_a_page_that_works_without_script(client, zoe, channel):
    opening = make_published_opening()
    words = NASTY["emoji"]

    answer = share(client, opening, channel=channel.value, words=words, instance="@z@piaille.fr")
    (link,) = links()
    page = soup(client.get(answer.location))

    assert (link.channel, link.words, link.publication_id) == (channel, words, opening.id)
    assert link.code in page.select_one(".code").text
    post = networks.Post(words, address_of(link), opening.text("fr").title, "piaille.fr")
    opens = [
        a["href"]
        for a in page.select(".made-grid a[href^='https:'], a[href^='mailto:'], a[href^='sms:']")
    ]
    expected = networks.share_page(channel, post)
    assert opens == ([expected] if expected else [])
    text = page.select_one("#to-copy")
    if channel is not Channel.QR:
        assert text.text.strip() == networks.to_copy(channel, post)


def test_a_network_that_takes_no_text_says_that_it_is_copied_first(client, zoe):
    opening = make_published_opening()

    before = soup(client.get(f"/share/{opening.id}?channel=facebook"))
    after = soup(client.get(share(client, opening, channel="facebook").location))

    assert "Facebook n’accepte pas de texte venu d’ailleurs" in before.select_one("#send").text
    assert "Copier le texte et ouvrir Facebook" in before.select_one("#send").text
    assert "Facebook n’accepte pas de texte venu d’ailleurs" in after.text


def test_the_same_form_sent_a_hundred_times_makes_one_link(client, zoe):
    opening, form_id = make_published_opening(), str(uuid4())

    places = {share(client, opening, form_id=form_id).location for _ in range(100)}

    assert len(places) == 1
    assert len(links()) == 1


def test_another_network_or_another_text_from_the_same_page_is_another_link(client, zoe):
    opening, form_id = make_published_opening(), str(uuid4())

    share(client, opening, form_id=form_id)
    share(client, opening, form_id=form_id, channel="x")
    share(client, opening, form_id=form_id, words="Autrement dit.")
    share(client, opening, form_id=form_id, instead="copy")
    share(client, opening, form_id=form_id, instead="qr")

    assert [link.channel.value for link in links()] == ["linkedin", "x", "linkedin", "copy", "qr"]


def test_spaces_around_the_text_make_no_other_share(client, zoe):
    opening, form_id = make_published_opening(), str(uuid4())

    share(client, opening, form_id=form_id, words="Venez.\r\nVite.")
    share(client, opening, form_id=form_id, words="  Venez.\nVite. \r\n")

    assert [link.words for link in links()] == ["Venez.\nVite."]


def test_a_text_too_long_for_its_network_goes_whole_and_the_excess_is_said(client, zoe):
    opening, words = make_published_opening(), "é" * 300

    typed = {"form_id": str(uuid4()), "channel": "x", "language": "fr", "words": words}
    draft = soup(client.post(f"/share/{opening.id}/draft", data=typed))
    answer = share(client, opening, channel="x", words=words)

    assert "45\xa0signes de trop pour X" in draft.select_one("#send").text
    assert answer.status_code == 302
    (link,) = links()
    assert link.words == words
    opens = soup(client.get(answer.location)).select_one("a[href^='https://x.com']")["href"]
    assert parse_qs(urlsplit(opens).query)["text"] == [f"{words}\n\n{address_of(link)}"]


def test_a_text_of_more_than_ten_thousand_characters_is_not_kept_and_stays_to_be_cut(client, zoe):
    opening = make_published_opening()

    taken = share(client, opening, channel="email", words="🎉" * 10_000)
    refused = share(client, opening, channel="email", words="x" * 10_001)

    assert (taken.status_code, refused.status_code) == (302, 422)
    assert "Votre texte doit tenir en 10\u202f000\xa0signes" in refused.text
    assert soup(refused).select_one("#words").text.strip() == "x" * 10_001


@pytest.mark.parametrize("server", ["localhost", "javascript:alert(1)", "http://["])
def test_what_is_no_server_of_mastodon_is_said_and_the_text_is_kept(client, zoe, server):
    answer = share(client, make_published_opening(), channel="mastodon", instance=server)

    assert answer.status_code == 422
    assert "Indiquez votre serveur" in answer.text
    assert soup(answer).select_one("#words").text.strip() == "Venez."
    assert links() == []


@pytest.mark.parametrize("query", ["", "?instance=nonsense"])
def test_without_a_server_mastodons_own_page_opens_and_asks_for_it(client, zoe, query):
    answer = share(client, make_published_opening(), channel="mastodon", instance="")
    (link,) = links()

    page = soup(client.get(urlsplit(answer.location).path + query))

    assert page.select("a[href^='https://share.joinmastodon.org/#text=Venez.%0A%0A']")
    assert link.channel == "mastodon"


def test_a_link_for_the_share_menu_is_a_relay_once_it_is_said_to_be_sent(client, zoe):
    opening = make_published_opening()
    place = share(client, opening, channel="sheet").location
    (link,) = links()

    assert "C’est noté" not in client.get(f"{place}?done=opened").text
    assert link.code not in client.get("/my-relays?part=relays").text
    for _ in range(2):
        assert client.post(f"/share/made/{link.id}/sent").status_code == 302

    assert "C’est noté" in client.get(f"/share/made/{link.id}?done=opened").text
    kinds = db.session.scalars(select(Activity.kind).where(Activity.subject_id == link.id)).all()
    assert kinds == ["link.created"]


def test_a_share_menu_is_for_its_own_person_to_declare(client, zoe):
    other = make_link(channel="sheet")

    assert client.post(f"/share/made/{other.id}/sent").status_code == 404
    assert not other.declared


@pytest.mark.parametrize(
    ("agent", "hidden"),
    [
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140 Mobile Safari/537.36", ["sheet"]),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537.36", ["sms", "sheet"]),
        ("", ["sms", "sheet"]),
    ],
)
def test_text_messages_stand_with_the_networks_on_phones_only(client, zoe, agent, hidden):
    address = f"/share/{make_published_opening().id}"

    page = soup(client.get(address, headers={"User-Agent": agent}))

    assert [each["value"] for each in page.select("[data-other-ways] input")] == hidden
    assert {each["value"] for each in page.select("[name=channel]")} == set(Channel) - {"xing"}


def test_xing_is_offered_where_the_settings_say_so(app, client, zoe):
    opening = make_published_opening()
    make_link(ambassador=zoe, channel="xing")

    def offered():
        page = soup(client.get(f"/share/{opening.id}"))
        return bool(page.select("[name=channel][value=xing]"))

    assert not offered()
    app.config["SHARE_XING"] = True
    try:
        assert offered()
    finally:
        app.config["SHARE_XING"] = False


def test_linkedins_page_that_holds_the_text_opens_where_the_settings_say_so(app, client, zoe):
    link = make_link(ambassador=zoe, channel="linkedin", words="Venez")

    def opens():
        page = soup(client.get(f"/share/made/{link.id}"))
        assert page.select_one("#to-copy").text.strip() == "Venez"
        return page.select_one("a[href^='https://www.linkedin.com']")["href"].partition("?")[0]

    assert opens() == "https://www.linkedin.com/sharing/share-offsite/"
    app.config["SHARE_LINKEDIN_COMPOSER"] = True
    try:
        assert opens() == "https://www.linkedin.com/feed/"
    finally:
        app.config["SHARE_LINKEDIN_COMPOSER"] = False


@pytest.mark.parametrize(
    "fields",
    [
        {"form_id": "x"},
        {"form_id": ""},
        {"channel": "fax"},
        {"channel": ""},
        {"language": "de"},
        {"instead": "fax"},
        {"instead": "linkedin"},
    ],
)
def test_an_altered_form_is_refused_and_makes_nothing(client, zoe, fields):
    assert share(client, make_published_opening(), **fields).status_code == 422
    assert links() == []


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY.keys())
def test_hostile_texts_are_shown_as_text_in_every_page(client, zoe, words):
    opening = make_published_opening()
    hostile = f"{words}<script>alert(1)</script>\"'{{{{ 7*7 }}}}"

    made = client.get(share(client, opening, channel="email", words=hostile).location)
    draft = client.post(
        f"/share/{opening.id}/draft",
        data={"channel": "email", "language": "fr", "words": hostile, "form_id": str(uuid4())},
    )

    for answer in (made, draft):
        assert answer.status_code == 200
        assert "<script>alert(1)" not in answer.text
        assert "{{ 7*7 }}" in answer.text


def test_the_draft_counts_what_is_typed_as_the_chosen_network_does_and_makes_nothing(client, zoe):
    opening = make_published_opening()
    typed = {"form_id": str(uuid4()), "channel": "x", "language": "fr", "words": "東京 🎉"}

    page = soup(client.post(f"/share/{opening.id}/draft", data=typed))

    assert "32 sur 280" in page.select_one("#write-foot").text.replace("\xa0", " ")
    assert "Ouvrir X avec ce texte" in page.select_one("#send").text
    assert links() == []


def test_the_draft_survives_anything(client, zoe):
    opening = make_published_opening()

    for data in (
        {},
        {"channel": "fax"},
        {"language": "zz", "words": "\x00" * 9},
        {"words": "x" * 9999},
    ):
        assert client.post(f"/share/{opening.id}/draft", data=data).status_code == 200


def test_the_preview_shows_what_linkedin_shows_before_see_more(client, zoe):
    opening = make_published_opening(variants=["mot " * 100])

    preview = soup(client.get(f"/share/{opening.id}?channel=linkedin")).select_one(".post-text")

    folded = preview.text
    preview.span.decompose()
    shown = preview.text.strip()
    assert len(shown) <= 210
    assert shown.endswith("mot")
    assert "voir plus" in folded


def test_a_made_link_belongs_to_its_ambassador_alone(client, zoe):
    other = make_link()

    for address in ("", "/qr.svg", "/qr.png", "/qr.pdf"):
        assert client.get(f"/share/made/{other.id}{address}").status_code == 404
    assert client.get(f"/my-relays/{other.id}").status_code == 404


def test_the_qr_code_is_sent_as_files_that_decode_to_the_link(client, zoe):
    link = make_link(ambassador=zoe, channel="qr")

    svg = client.get(f"/share/made/{link.id}/qr.svg")
    png = client.get(f"/share/made/{link.id}/qr.png")

    assert svg.mimetype == "image/svg+xml"
    assert f'filename="qr-{link.code}.svg"' in svg.headers["Content-Disposition"]
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.data)))
    assert urlsplit(code.text).path == f"/r/{link.code}"


@pytest.mark.parametrize(("query", "size"), [("", "a4"), ("?size=a5", "a5"), ("?size=b0", "a4")])
def test_the_poster_is_sent_in_the_size_that_is_asked_for(client, zoe, query, size):
    link = make_link(ambassador=zoe, channel="qr")

    sent = client.get(f"/share/made/{link.id}/qr.pdf{query}")

    assert sent.mimetype == "application/pdf"
    assert sent.data.startswith(b"%PDF")
    assert f"-{size}.pdf" in sent.headers["Content-Disposition"]


def test_a_story_in_one_language_is_relayed_in_that_language(client, zoe):
    story = make_published_story(languages=["en"], variants=["Read this"])

    page = soup(client.get(f"/share/{story.id}"))

    assert page.select_one("#share-form [name=language]")["value"] == "en"
    assert page.select_one("#words").text.strip() == "Read this"
    assert page.select_one("#words")["lang"] == "en"


def test_a_made_link_still_shows_when_its_publication_is_over(client, zoe):
    link = make_link(ambassador=zoe)
    close(link.publication, by=None, now=link.created_at)

    for address in (f"/share/made/{link.id}", f"/my-relays/{link.id}"):
        page = soup(client.get(address))
        assert link.code in page.text
        assert page.select(f"a[href='/share/{link.publication_id}']") == []


def test_a_script_that_shares_in_a_loop_is_stopped_for_its_person_alone(
    app, client, zoe, monkeypatch
):
    monkeypatch.setattr("app.web.ambassador.kit.SHARES", "3 per hour")
    opening = make_published_opening()

    assert [share(client, opening).status_code for _ in range(5)] == [302, 302, 302, 429, 429]

    other = app.test_client()
    sign_in(other, make_ambassador())
    assert share(other, opening).status_code == 302


def test_the_kit_asks_the_database_at_most_twelve_times(client, zoe, statements):
    opening = make_published_opening(variants=["Un", "Deux", "Trois"])
    make_link(ambassador=zoe)
    address = f"/share/{opening.id}"

    with statements() as sent:
        assert client.get(address).status_code == 200

    assert len(sent) <= 12, "\n".join(sent)
