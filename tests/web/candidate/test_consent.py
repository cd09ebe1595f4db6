"""The page of somebody who was recommended: opening it does nothing, only their answer does."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock, signing
from app.core.database import db
from app.core.models import Message
from app.hiring import consent_links
from app.hiring.models import (
    Application,
    Candidate,
    Recommendation,
    RecommendationRefusal,
    ReferrerChoice,
    Touch,
)
from app.hiring.referrals import recommendations
from app.publishing.publish import close
from tests.factories.hiring import make_application, make_recommendation
from tests.factories.people import make_organisation, make_person, sign_in
from tests.web.candidate.filling import OURS, count, errors_in, filled, form_of

MAILBOX = "nora.perrin@courriel.example"


@pytest.fixture
def sent(app):
    make_organisation()
    found = make_recommendation(email=MAILBOX, now=clock.now() - timedelta(days=2))
    db.session.commit()
    return found


@pytest.fixture
def address(sent):
    return path(sent)


def path(recommendation) -> str:
    return f"/c/{consent_links.token_of(recommendation, now=clock.now())}"


def text_of(response) -> str:
    return BeautifulSoup(response.data, "html.parser").get_text(" ", strip=True)


def answer(client, address, value, **options):
    return client.post(address, data={"answer": value}, headers=OURS, **options)


def test_the_page_says_who_why_what_data_how_long_and_which_rights(client, sent, address):
    said = text_of(client.get(f"{address}?lang=en"))

    for each in (
        sent.ambassador.name,
        "For Nora Perrin",
        "calmer une réunion de crise",
        "nous avons travaillé ensemble",
        "Your name, your e-mail, how they know you",
        "Nobody else before you agree",
        "14\xa0days, then it is erased",
        "A co-optation bonus",
        "complaint to the data protection authority",
        "see nothing of this recommendation",
    ):
        assert each in said


@pytest.mark.parametrize(("asked", "shown"), [("", "fr"), ("?lang=en", "en"), ("?lang=de", "fr")])
def test_the_page_speaks_the_language_of_its_message_or_the_one_that_is_asked(
    client, address, asked, shown
):
    page = BeautifulSoup(client.get(address + asked).data, "html.parser")

    assert page.html["lang"] == shown
    other = "en" if shown == "fr" else "fr"
    assert page.select_one(f"a[hreflang={other}][href$='lang={other}']")


def test_the_page_needs_no_script_and_sets_no_cookie(client, address):
    response = client.get(address)

    assert "Set-Cookie" not in response.headers
    assert not BeautifulSoup(response.data, "html.parser").select("script, iframe, [style]")
    assert 'content="noindex"' in response.text


def test_nothing_is_chosen_beforehand(client, address):
    page = BeautifulSoup(client.get(address).data, "html.parser")

    assert [each["value"] for each in page.select("input[name=answer]")] == [
        "accept",
        "refuse",
        "never",
    ]
    assert not page.select("input[name=answer][checked]")


@pytest.mark.parametrize("query", ["", "?answer=refuse", "?answer=accept", "?answer=never"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_page_never_answers(client, sent, address, method, query):
    client.open(address + query, method=method)

    db.session.refresh(sent)
    assert (sent.name, sent.accepted_at) == ("Nora Perrin", None)
    assert count(RecommendationRefusal) == count(Touch) == 0


def test_the_link_in_the_mail_shows_a_refusal_chosen_and_never_an_acceptance(client, address):
    def chosen(answer):
        page = BeautifulSoup(client.get(f"{address}?answer={answer}").data, "html.parser")
        return [each["value"] for each in page.select("input[name=answer][checked]")]

    assert chosen("refuse") == ["refuse"]
    assert chosen("accept") == []


def test_an_answer_from_another_site_is_refused(client, sent, address):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert client.post(address, data={"answer": "accept"}, headers=headers).status_code == 403

    assert count(Touch) == 0


@pytest.mark.parametrize("value", ["", "yes", "\0", "accept refuse"])
def test_no_answer_is_no_acceptance(client, address, value):
    response = client.post(f"{address}?lang=en", data={"answer": value}, headers=OURS)

    assert response.status_code == 422
    assert "Choose an answer first" in errors_in(response)
    assert count(Touch) == 0


def test_who_accepts_goes_on_to_apply_under_their_name(client, sent, address):
    accepted = answer(client, address, "accept")
    form = client.get(accepted.location)

    assert accepted.status_code == 303
    assert form.status_code == 200
    shown = form_of(form)
    assert (shown["name"], shown["email"]) == ("Nora Perrin", MAILBOX)
    assert shown["referrer"] == "keep"
    assert sent.ambassador.name in form.text
    assert count(Touch) == count(Candidate) == 1
    assert count(Application) == 0


def test_who_accepts_then_applies_is_a_candidate_who_kept_their_ambassador(client, sent, address):
    form = client.get(answer(client, address, "accept").location)
    kept = {"name": "Nora Perrin", "email": MAILBOX}

    received = client.post(form.request.path, data=filled(form, **kept), headers=OURS)

    assert received.status_code == 303
    assert client.get(received.location).status_code == 200
    application = db.session.scalars(select(Application)).one()
    assert application.choice is ReferrerChoice.KEPT
    assert application.choice_ambassador_id == sent.ambassador_id
    assert application.opening_id == sent.opening_id
    assert count(Touch) == 1


def test_a_refused_application_keeps_what_was_typed(client, address):
    form = client.get(answer(client, address, "accept").location)

    refused = client.post(
        form.request.path, data=filled(form, name="", message="Ici"), headers=OURS
    )

    assert refused.status_code == 422
    assert form_of(refused)["message"] == "Ici"
    assert form_of(refused)["cv_kept"]


def test_nobody_applies_through_a_recommendation_before_accepting_it(client, address):
    response = client.get(f"{address}/apply")

    assert response.status_code == 302
    assert response.location == address


@pytest.mark.parametrize("value", ["refuse", "never"])
def test_who_refuses_reads_that_everything_is_erased(client, sent, address, value):
    refused = answer(client, f"{address}?lang=en", value)
    page = client.get(refused.location)

    assert refused.status_code == 303
    assert refused.location == "/c/erased?lang=en"
    assert "Everything is erased" in page.text
    assert (count(RecommendationRefusal), count(Message), count(Candidate)) == (1, 0, 0)
    db.session.refresh(sent)
    assert sent.name is None


@pytest.mark.parametrize("then", ["accept", "refuse", "never", None])
def test_after_a_refusal_every_door_says_that_nothing_is_left(client, address, then):
    answer(client, address, "refuse")

    response = answer(client, address, then) if then else client.get(address)

    assert response.status_code == 410
    assert "Il ne reste rien" in response.text or "Nothing is left" in response.text
    assert count(Touch) == 0


def test_an_acceptance_sent_twice_leads_to_the_same_place(client, address):
    first, second = answer(client, address, "accept"), answer(client, address, "accept")

    assert first.status_code == second.status_code == 303
    assert count(Touch) == 1


def test_a_refusal_in_a_second_tab_after_an_acceptance_says_so_and_erases_nothing(client, address):
    answer(client, address, "accept")

    late = answer(client, f"{address}?lang=en", "refuse")

    assert late.status_code == 422
    assert "You have accepted already" in errors_in(late)
    assert count(Touch) == 1


def test_who_accepted_reads_so_and_may_change_their_mind(client, sent, address):
    answer(client, address, "accept")
    page = client.get(f"{address}?lang=en")
    assert "You have accepted" in text_of(page)

    changed = client.post(f"{address}/change-my-mind", headers=OURS)

    assert changed.status_code == 303
    assert (count(Touch), count(Candidate), count(RecommendationRefusal)) == (0, 0, 1)
    assert client.get(address).status_code == 410


def test_who_applied_is_sent_to_the_page_of_their_application(client, sent, address):
    answer(client, address, "accept")
    make_application(email=MAILBOX, opening=sent.opening, now=clock.now() + timedelta(seconds=1))
    db.session.commit()

    page = text_of(client.get(f"{address}?lang=en"))
    late = client.post(f"{address}/change-my-mind?lang=en", headers=OURS)

    assert "You have applied since" in page
    assert "Erase everything" not in page
    assert late.status_code == 422
    assert "You have applied since" in errors_in(late)


def test_an_acceptance_after_the_purge_finds_nothing(client, sent, address):
    recommendations.forget_unanswered(now=sent.ends_at)
    db.session.commit()

    assert client.get(address).status_code == 410
    assert answer(client, address, "accept").status_code == 410
    assert count(Candidate) == 0


def test_a_link_that_is_too_old_says_so_whether_purged_or_not(client, app):
    old = make_recommendation(now=clock.now() - timedelta(days=15))
    db.session.commit()
    address = path(old)

    for response in (client.get(address), answer(client, address, "accept")):
        assert response.status_code == 410
        assert "trop ancien" in response.text or "too old" in response.text
    assert "Nora" not in client.get(address).text


def test_one_that_was_taken_back_says_that_nothing_is_left(client, sent, address):
    recommendations.take_back(sent, by=sent.ambassador, now=clock.now())
    db.session.commit()

    assert client.get(address).status_code == 410


@pytest.mark.parametrize("token", ["x", "%00", "é", "a" * 5000, "erased.x", "AAAA"])
@pytest.mark.parametrize("suffix", ["", "/apply", "/change-my-mind"])
def test_a_forged_link_is_a_clear_page(client, sent, token, suffix):
    address = f"/c/{token}{suffix}"

    for response in (client.get(address), answer(client, address, "accept")):
        assert response.status_code in (404, 405)
    assert count(Touch) == 0


def test_a_link_signed_for_something_else_opens_nothing(client, sent):
    token = signing.sign("status.mailed", sent.id.hex)

    assert client.get(f"/c/{token}").status_code == 404


def test_an_altered_link_opens_nothing(client, address):
    middle = len(address) // 2
    other = "A" if address[middle] != "A" else "B"

    assert client.get(address[:middle] + other + address[middle + 1 :]).status_code == 404


def test_a_closed_opening_is_told_kindly_and_takes_no_acceptance(client, sent, address):
    close(sent.opening, by=make_person(role="recruiter"), now=clock.now())
    db.session.commit()

    for response in (client.get(f"{address}?lang=en"), answer(client, address, "accept")):
        assert response.status_code == 410
    assert "there is nothing left to answer" in client.get(f"{address}?lang=en").text
    assert count(Touch) == 0


def test_an_acceptance_from_the_ambassadors_own_browser_is_known_as_such(client, sent, address):
    sign_in(client, sent.ambassador)

    answer(client, address, "accept")

    assert db.session.scalars(select(Touch)).one().own_session


def test_the_page_speaks_its_own_language_also_to_who_is_signed_in(client, address):
    sign_in(client, make_person(language="en"))

    assert BeautifulSoup(client.get(address).data, "html.parser").html["lang"] == "fr"


def test_applying_with_another_address_takes_the_recommendation_along(client, sent, address):
    form = client.get(answer(client, address, "accept").location)

    client.post(
        form.request.path,
        data=filled(form, name="Nora Perrin", email="nora@ailleurs.example"),
        headers=OURS,
    )

    application = db.session.scalars(select(Application)).one()
    touch = db.session.scalars(
        select(Touch).where(Touch.candidate_id == application.candidate_id)
    ).one()
    assert touch.ambassador_id == sent.ambassador_id
    db.session.refresh(sent)
    assert sent.touch_id == touch.id


def test_the_recommendation_still_names_its_person_after_they_accepted(client, sent, address):
    answer(client, address, "accept")

    assert db.session.get(Recommendation, sent.id).name == "Nora Perrin"


def test_a_page_with_nothing_left_is_read_in_the_other_language(client, sent, address):
    close(sent.opening, by=make_person(role="recruiter"), now=clock.now())
    db.session.commit()

    for path in (address, "/c/forged"):
        page = BeautifulSoup(client.get(f"{path}?lang=fr").data, "html.parser")
        assert page.select_one("nav [hreflang=en]")["href"] == f"{path}?lang=en"


@pytest.mark.parametrize("glued", [".", ")", "%3E", "%20Merci", "’", "/", "&utm_source=x", "_"])
def test_what_a_mail_program_glued_to_the_link_is_dropped(client, sent, address, glued):
    assert client.get(f"{address}{glued}").status_code == 200
    refusing = client.get(f"{address}?answer=refuse{glued}")
    assert refusing.text == client.get(f"{address}?answer=refuse").text
    taken = answer(client, f"{address}{glued}", "accept")
    assert taken.status_code == 303
    assert client.get(f"{taken.headers['Location'].partition('?')[0]}{glued}").status_code == 200
