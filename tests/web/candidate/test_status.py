"""The status page: signed links, what they let be done, and what they tell nobody."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.hiring.models import (
    ApplicationState,
    ReferrerChoice,
    ReferrerSees,
    RefusalReason,
    Stage,
)
from app.hiring.recruiting import pipeline
from app.hiring.status_links import mailed_link, shown_token
from app.publishing.models import ProcessStep
from tests.asked_mails import answer_asked_mails
from tests.factories.hiring import make_application
from tests.factories.people import make_person, sign_in
from tests.factories.sharing import make_ambassador, make_link

OURS = {"Sec-Fetch-Site": "same-origin"}
LONG_AGO = timedelta(hours=1)


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.data, "html.parser")


def mailed(application) -> str:
    return "/s/" + mailed_link(application, now=clock.now()).rpartition("/")[2]


def shown(subject) -> str:
    return "/s/" + shown_token(subject, now=clock.now())


def title_of(response) -> str:
    return BeautifulSoup(response.data, "html.parser").h1.text


def messages(template):
    return list(db.session.scalars(select(Message).where(Message.template == template)))


@pytest.fixture
def awa(app):
    return make_ambassador(first_name="Awa", last_name="Diop")


@pytest.fixture
def application(awa):
    return make_application(
        link=make_link(ambassador=awa), now=clock.now() - LONG_AGO, message="Bonjour à vous"
    )


def test_the_title_is_the_next_thing_to_happen(client, application):
    recruiter = application.opening.recruiter
    titles = [title_of(client.get(mailed(application)))]
    pipeline.note_seen(application.id, now=clock.now() - LONG_AGO)
    db.session.refresh(application)
    for stage in (Stage.REVIEW, Stage.INTERVIEW, Stage.OFFER):
        titles.append(title_of(client.get(mailed(application))))
        pipeline.move(
            application, stage, expected=application.stage, by=recruiter, now=clock.now() - LONG_AGO
        )
    titles.append(title_of(client.get(mailed(application))))
    pipeline.hire(application, expected=Stage.OFFER, by=recruiter, now=clock.now() - LONG_AGO)
    titles.append(title_of(client.get(mailed(application))))

    assert titles == [
        "Votre candidature est reçue",
        "Zoé lit votre candidature",
        "L’équipe décide de la suite",
        "La suite\xa0: un échange avec Zoé",
        "Nous vous préparons une proposition",
        "Vous nous rejoignez",
    ]


@pytest.fixture
def answer_in_five_days(app):
    first = db.session.query(ProcessStep).order_by(ProcessStep.position).first()
    first.answer_days = 5
    db.session.commit()


MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


@time_machine.travel(MONDAY, tick=False)
def test_the_title_says_by_when_an_answer_comes_and_reading_only_once_it_was_opened(
    client, answer_in_five_days
):
    application = make_application(now=MONDAY)
    step = '[aria-current="step"]'

    received = soup_of(client.get(mailed(application)))
    pipeline.note_seen(application.id, now=MONDAY)
    db.session.refresh(application)
    opened = soup_of(client.get(mailed(application)))

    assert " ".join(received.h1.text.split()) == "Reçue. Réponse d’ici au lundi 7 décembre"
    assert "Reçue" in received.select_one(step).text
    assert "lit" not in received.h1.text
    assert opened.h1.text == "Zoé lit votre candidature"
    assert "Réponse d’ici au lundi 7" in " ".join(opened.text.split())
    assert "Lecture" in opened.select_one(step).text


def test_an_answer_that_is_late_is_said_to_be(client, answer_in_five_days):
    with time_machine.travel(MONDAY, tick=False):
        application = make_application(now=MONDAY)
    for day, late in ((7, False), (8, True)):
        with time_machine.travel(datetime(2026, 12, day, 12, 0, tzinfo=UTC), tick=False):
            page = client.get(mailed(application)).text
        assert ("elle a du retard" in page) is late


@time_machine.travel(MONDAY, tick=False)
def test_the_confirmation_says_the_same_day_and_that_nobody_reads_yet(client, answer_in_five_days):
    answer = client.get(shown(make_application(now=MONDAY)) + "/received")
    page = " ".join(soup_of(answer).text.split())

    assert "d’ici au lundi 7 décembre" in page
    assert "Si une candidature était déjà en cours à cette adresse, elle reste telle quelle" in page


def test_the_page_shows_what_was_received(client, application):
    page = client.get(mailed(application)).text

    assert application.candidate.email in page
    assert "Bonjour à vous" in page


def test_a_refusal_is_told_with_its_reason_once_it_is_settled(client, application):
    reason = db.session.get_one(RefusalReason, "filled")
    recruiter = application.opening.recruiter
    pipeline.refuse(
        application,
        reason,
        note="À bientôt.",
        expected=Stage.RECEIVED,
        by=recruiter,
        now=clock.now(),
    )

    assert "pourvu" not in client.get(mailed(application)).text
    with time_machine.travel(clock.now() + pipeline.UNDO_WINDOW):
        page = client.get(mailed(application)).text
    assert "Le poste a été pourvu" in page
    assert "À bientôt." in page


def test_the_page_speaks_the_language_of_the_form_unless_asked_otherwise(client):
    application = make_application(language="en", now=clock.now())

    assert '<html lang="en"' in client.get(mailed(application)).text
    assert '<html lang="fr"' in client.get(mailed(application) + "?lang=fr").text


def test_no_page_of_a_candidate_sets_a_cookie(client, application):
    address = mailed(application)
    for path in ("", "/received", "/withdraw"):
        assert "Set-Cookie" not in client.get(address + path).headers
    answer = client.post(address + "/sees", data={"referrer_sees": "outcome"}, headers=OURS)
    assert "Set-Cookie" not in answer.headers


def test_what_the_referrer_sees_is_changed(client, application):
    answer = client.post(
        mailed(application) + "/sees", data={"referrer_sees": "stages"}, headers=OURS
    )

    assert application.referrer_sees is ReferrerSees.STAGES
    assert "modifié" in client.get(answer.location).text


@pytest.mark.parametrize("sees", ["", "everything", "APPLIED", "<script>"])
def test_what_is_no_choice_changes_nothing(client, application, sees):
    answer = client.post(mailed(application) + "/sees", data={"referrer_sees": sees}, headers=OURS)

    assert answer.status_code == 422
    assert application.referrer_sees is ReferrerSees.APPLIED


def test_the_referrer_is_removed(client, application):
    client.post(mailed(application) + "/recommender", data={"referrer": "none"}, headers=OURS)

    assert application.choice is ReferrerChoice.NONE
    assert "Awa" not in client.get(mailed(application)).text


def test_another_referrer_is_named(client, application):
    malik = make_person(first_name="Malik", last_name="Sadi")

    client.post(
        mailed(application) + "/recommender",
        data={"referrer": "change", "named": "Malik Sadi"},
        headers=OURS,
    )

    assert application.choice_ambassador_id == malik.id


def test_an_unnamed_change_is_refused_with_its_field(client, application):
    answer = client.post(
        mailed(application) + "/recommender",
        data={"referrer": "change", "named": " "},
        headers=OURS,
    )

    assert answer.status_code == 422
    assert 'href="#named"' in answer.text


def test_withdrawing_asks_first(client, application):
    asked = client.get(mailed(application) + "/withdraw")
    assert application.state is ApplicationState.OPEN

    done = client.post(mailed(application) + "/withdraw", headers=OURS)

    assert asked.status_code == 200
    assert application.state is ApplicationState.WITHDRAWN
    assert title_of(client.get(done.location)) == "Vous avez retiré cette candidature"
    assert client.get(mailed(application) + "/withdraw").status_code == 303


def test_nobody_withdraws_after_the_decision(client, application):
    recruiter = application.opening.recruiter
    pipeline.hire(application, expected=Stage.RECEIVED, by=recruiter, now=clock.now() - LONG_AGO)
    db.session.commit()

    assert client.post(mailed(application) + "/withdraw", headers=OURS).status_code == 422


def test_the_link_on_screen_does_what_the_form_allows_but_renews_nothing(client, application):
    client.post(shown(application) + "/sees", data={"referrer_sees": "outcome"}, headers=OURS)

    assert application.referrer_sees is ReferrerSees.OUTCOME
    assert client.post(shown(application) + "/renew", headers=OURS).status_code == 404


def test_a_renewed_address_ends_the_old_one_and_goes_to_the_mailbox(client, application):
    old = mailed(application)

    assert client.post(old + "/renew", headers=OURS).status_code == 200

    assert client.get(old).status_code == 410
    assert client.get(mailed(application)).status_code == 200
    assert messages("hiring/mail/links")[0].to_address == application.candidate.email


@pytest.mark.parametrize("path", ["", "/received", "/withdraw"])
@pytest.mark.parametrize("token", ["mAAAA", "eAAAA", "x", "m" + "é" * 50, "m%00", "m" + "A" * 3000])
def test_a_forged_link_is_refused_with_the_way_to_a_new_one(client, application, token, path):
    answer = client.get(f"/s/{token}{path}")

    assert answer.status_code == 404
    assert 'action="/s?lang=' in answer.text
    assert application.candidate.name not in answer.text


@pytest.mark.parametrize("act", ["sees", "recommender", "withdraw", "renew"])
def test_a_forged_link_does_nothing(client, application, act):
    answer = client.post(f"/s/mAAAA/{act}", data={"referrer": "none"}, headers=OURS)

    assert answer.status_code == 404
    assert application.state is ApplicationState.OPEN


def test_an_expired_link_says_so(client, application):
    address = shown(application)

    with time_machine.travel(clock.now() + timedelta(days=2)):
        answer = client.get(address)

    assert answer.status_code == 410
    assert "trop ancien" in answer.text


@pytest.mark.parametrize("act", ["sees", "recommender", "withdraw", "renew"])
def test_a_form_from_another_site_does_nothing(client, application, act):
    answer = client.post(
        f"{mailed(application)}/{act}",
        data={"referrer_sees": "stages", "referrer": "none"},
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 403
    assert application.state is ApplicationState.OPEN
    assert application.choice is ReferrerChoice.KEPT


def test_asking_for_links_answers_the_same_for_a_known_and_an_unknown_mailbox(client, application):
    known = client.post("/s", data={"email": application.candidate.email}, headers=OURS)
    unknown = client.post("/s", data={"email": "nobody@courriel.example"}, headers=OURS)

    answer_asked_mails()

    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(application.candidate.email, "…") == unknown.text.replace(
        "nobody@courriel.example", "…"
    )
    assert [each.to_address for each in messages("hiring/mail/links")] == [
        application.candidate.email
    ]


def test_asking_for_links_too_often_is_slowed_down(client, application):
    codes = [
        client.post("/s", data={"email": "a@courriel.example"}, headers=OURS).status_code
        for _ in range(6)
    ]

    assert codes[-1] == 429


def test_links_made_up_beside_a_candidate_keep_no_link_of_theirs_from_working(client, application):
    made_up = [
        client.post("/s/made-up/sees", data={}, headers=OURS).status_code for _ in range(121)
    ]
    assert made_up[-1] == 429

    assert client.post(f"{shown(application)}/sees", data={}, headers=OURS).status_code == 422


def test_other_spellings_of_a_mailbox_ask_no_more_often(client):
    spellings = ["abcdefgh", *(f"{'abcdefgh'[:n]}.{'abcdefgh'[n:]}" for n in range(1, 6))]

    codes = [
        client.post("/s", data={"email": f"{each}@gmail.com"}, headers=OURS).status_code
        for each in spellings
    ]

    assert codes == [200] * 5 + [429]


def test_a_strange_address_asks_for_nothing(client):
    for typed in ("", "x", "a@b", "a@b.fr\r\nBcc: c@d.fr", "\x00@b.fr", "a" * 300 + "@b.fr"):
        assert client.post("/s", data={"email": typed}, headers=OURS).status_code in (422, 429)


def test_the_page_takes_few_statements(client, application, statements):
    address = mailed(application)

    for path in ("", "/received", "/withdraw"):
        with statements() as sent:
            client.get(address + path)

        assert len(sent) <= 12


@pytest.mark.parametrize("token", ["mforged", "eforged"])
def test_a_link_that_opens_nothing_says_so_in_either_language(client, token):
    for asked, other in (("fr", "en"), ("en", "fr")):
        page = soup_of(client.get(f"/s/{token}?lang={asked}"))

        assert page.html["lang"] == asked
        assert page.select_one(f"nav [hreflang={other}]")["href"] == f"/s/{token}?lang={other}"


def test_a_link_that_opens_nothing_speaks_the_language_asked_for_to_who_is_signed_in(client):
    sign_in(client, make_person(language="en"))

    assert soup_of(client.get("/s/mforged?lang=fr")).html["lang"] == "fr"


def test_where_a_link_is_sent_leads_to_the_other_language(client):
    english = {"Accept-Language": "en"}
    form = soup_of(client.get("/s?lang=fr", headers=english)).select_one("main form")

    data = {"email": "lina@courriel.example"}
    sent = soup_of(client.post(form["action"], data=data, headers=OURS | english))

    assert sent.html["lang"] == "fr"
    assert sent.select_one("nav [hreflang=en]")["href"] == "/s?lang=en"


@pytest.mark.parametrize(
    "glued", [".", ",)", "%3E", "%20Bonjour", "'", "/", "&utm_source=x", "_", "%3Cbr%3E", "»", "//"]
)
def test_what_a_mail_program_glued_to_a_status_link_is_dropped(client, application, glued):
    link = mailed(application)

    assert client.get(f"{link}{glued}").status_code == 200
    assert client.get(f"{link}/received{glued}").status_code == 200
    seen = client.post(f"{link}/sees{glued}", data={"referrer_sees": "outcome"}, headers=OURS)
    assert seen.headers["Location"].startswith(f"{link}?")
    assert application.referrer_sees is ReferrerSees.OUTCOME


def test_a_status_link_that_lost_its_end_says_so_and_what_to_do(client, application):
    answer = client.get(f"{mailed(application)[:-4]}?lang=en")

    assert answer.status_code == 404
    assert "incomplete" in title_of(answer)
    assert "copy its whole address" in answer.text
    assert soup_of(answer).find("input", {"name": "email"})
