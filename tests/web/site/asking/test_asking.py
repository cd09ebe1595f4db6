"""A visitor asks an ambassador, who answers; neither learns the other's address (S9)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db
from app.core.mail import as_email
from app.core.models import Activity, Message
from app.hiring.models import Touch
from app.people.accounts import disable
from app.people.models import Person
from app.people.organisation import current_organisation, take_questions
from app.sharing.asking import ask, follow, keeping
from app.sharing.asking.links import asker_token, confirm_link
from app.sharing.asking.models import (
    AskerBlock,
    Closing,
    KeptAnswer,
    Question,
    QuestionMessage,
    QuestionReport,
)
from app.sharing.models import ReferralLink
from tests.factories.asking import NORA, list_person, make_question
from tests.factories.people import make_person, make_place, make_team, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.web.site.conftest import address

BASE = "http://127.0.0.1:8000"
OURS = {"Origin": BASE}
ASKED = "Comment se passe la première semaine chez vous ?"
NASTY = (
    "<script>alert(1)</script> {{ 7*7 }} zoe.lambert@ormelune.example, nora [at] courriel (dot)"
    " example, +33 6 12 34 56 78, Nora.Petit＠courriel.example\r\nBcc: x@evil.example\n"
    "Qui accueille les nouvelles personnes ?"
)


def fields(**values: str) -> dict[str, str]:
    plain = {"form_id": uuid4().hex, "text": ASKED, "email": NORA, "first_name": "Nora"}
    return plain | values


def questions() -> list[Question]:
    db.session.expire_all()
    return list(db.session.scalars(select(Question).order_by(Question.id)))


def mails(to: str | None = None) -> list[Message]:
    found = list(db.session.scalars(select(Message).order_by(Message.id)))
    return [each for each in found if to is None or each.to_address == to]


def text_of(answer: object) -> str:
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    return re.sub(r"[\s\xa0\u202f]+", " ", page.get_text(" "))


def path(url: str) -> str:
    return url.removeprefix(BASE)


def post(client: FlaskClient, where: str, **data: str) -> object:
    return client.post(where, data=data, headers=OURS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_reaches_its_ambassador_once_its_mailbox_confirmed(
    client: FlaskClient, zoe: Person, link: ReferralLink, language: str
) -> None:
    form = f"/r/{link.code}/ask/{language}"
    touches = db.session.scalar(select(func.count()).select_from(Touch))
    page = client.get(form)
    assert "Set-Cookie" not in page.headers
    assert page.headers["X-Robots-Tag"] == "noindex"
    once = fields()

    sent = [post(client, form, **once) for _ in range(2)]  # the same form twice

    assert {answer.location for answer in sent} == {f"{form}?sent=1"}
    (question,) = questions()
    (asks,) = mails()
    assert (asks.to_address, asks.about_id) == (NORA, question.id)
    assert ASKED not in asks.text + asks.html + asks.subject  # anybody may type any address
    assert "Nora" not in asks.text + asks.subject
    confirm = path(confirm_link(question))
    assert confirm in asks.text
    assert client.get(confirm).status_code == 200
    assert mails(zoe.email) == []  # opening it does nothing

    done = [client.post(confirm, headers=OURS) for _ in range(2)]

    assert [each.status_code for each in done] == [303, 303]
    (told,) = mails(zoe.email)
    assert ASKED in told.text
    assert f"/questions/{question.id}" in told.text
    assert text_of(client.get(done[0].location)).count(ASKED) == 1
    kinds = db.session.scalars(select(Activity.kind).where(Activity.subject_id == question.id))
    assert list(kinds) == ["question.asked"]
    assert db.session.scalar(select(func.count()).select_from(Touch)) == touches


def test_neither_address_leaks_whatever_is_typed(
    app: Flask, client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    form, typed = f"/r/{link.code}/ask/fr", fields(text=NASTY)
    warned = post(client, form, **typed)
    assert warned.status_code == 422
    assert "adresse ou un numéro" in text_of(warned)
    assert questions() == []
    again = BeautifulSoup(warned.data, "html.parser").find("input", {"name": "seen"})["value"]
    assert post(client, form, **typed, seen=again).status_code == 303
    (question,) = questions()
    client.post(path(confirm_link(question)), headers=OURS)
    asker = f"/asked/{asker_token(question)}"
    more = fields(text=NASTY)
    warned = post(client, asker, **more)
    assert warned.status_code == 422
    post(client, asker, **more, seen=more["text"].replace("\r\n", "\n"))

    sign_in(client, zoe)
    own = f"/questions/{question.id}"
    client.post(own, data={"form_id": uuid4().hex, "text": NASTY})
    client.post(f"{own}/keep", data={"question": NASTY[:290], "answer": NASTY})
    client.post(f"{own}/report", data={"reason": "Insistant"})
    seen_by_zoe = [client.get(own), client.get("/questions"), client.get("/my-relays")]
    client.delete_cookie("session")
    kept = db.session.scalars(select(KeptAnswer)).one()
    reader = app.test_client()
    seen_by_nora = [reader.get(asker)]
    post(reader, f"{asker}/keep", kept=kept.id.hex, answer="yes")
    opening = link.publication
    seen_by_nora += [reader.get(asker), reader.get(address(opening)), reader.get(f"/r/{link.code}")]
    follow.follow(now=clock.now() + timedelta(days=8))

    assert len(mails()) >= 5
    for message in mails():
        other = zoe.email if message.to_address == NORA else NORA
        whole = as_email(message, sender="Relais <relais@ormelune.example>").as_string()
        whole += message.text + message.html + message.subject
        own_address = message.to_address.lower()
        for secret in (other.lower(), other.lower().partition("@")[0], "12 34 56 78"):
            assert secret not in whole.lower().replace(own_address, ""), message.template
        parsed = as_email(message, sender="Relais <relais@ormelune.example>")
        assert parsed["From"] == "Relais <relais@ormelune.example>"
        assert parsed["Reply-To"] is None
        assert parsed["Bcc"] is None
        assert "<script>alert" not in message.html
    for page in seen_by_nora:
        assert page.status_code == 200
        assert "zoe.lambert@" not in page.get_data(as_text=True).lower()
    for page in seen_by_zoe:
        assert page.status_code == 200
        assert "courriel.example" not in page.get_data(as_text=True).lower()
    for page in [*seen_by_nora, *seen_by_zoe]:
        assert "<script>alert(1)" not in page.get_data(as_text=True)
        assert ">49<" not in page.get_data(as_text=True)
    whole_log = db.session.execute(select(Activity.data)).scalars().all()
    assert "courriel" not in str(whole_log)


def test_what_cannot_be_answered_is_refused_kindly_and_kept_in_the_form(
    client: FlaskClient, link: ReferralLink
) -> None:
    form = f"/r/{link.code}/ask/fr"
    wrong = [
        fields(text="https://buy.example https://more.example"),
        fields(text="Hé ?"),
        fields(text=""),
        fields(text="a" * 2001),
        fields(email="pas une adresse"),
        fields(first_name="www.buy.example", email="b@courriel.example"),
        fields(first_name="123", email="c@courriel.example"),
        fields(form_id="x", email="d@courriel.example"),
    ]
    for data in wrong:
        answer = post(client, form, **data)
        assert answer.status_code == 422, data
        for name in ("text", "email", "first_name"):
            shown = BeautifulSoup(answer.data, "html.parser").find(id=name)
            assert (shown.get("value") or shown.get_text()).strip("\n") == data[name].strip()
    assert client.post(form, data=fields()).status_code == 403  # from another site
    assert client.get(f"/r/{link.code}/ask/999999/fr").status_code == 404
    assert client.get("/r/zzzzzzzzzzzz/ask/fr").status_code == 404
    for broken in ("x", "%00", "a" * 400):
        assert client.get(f"/asked/{broken}").status_code == 404
        assert client.get(f"/asked/{broken}/confirm").status_code == 404
    assert questions() == []


def test_too_many_questions_are_held_up(client: FlaskClient, link: ReferralLink) -> None:
    form = f"/r/{link.code}/ask/fr"

    answers = [post(client, form, **fields()).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]


def test_nobody_is_asked_who_does_not_want_to_be_or_is_not_there(
    client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    form, now = f"/r/{link.code}/ask/fr", clock.now()
    waiting = make_question(zoe, link.publication, confirmed=False)
    admin = make_person(role="admin")

    def refuses() -> bool:
        answer = post(client, form, **fields())
        shown = "ne prend pas de questions" in text_of(client.get(form))
        hidden = 'aria-labelledby="ask" hidden' in client.get(
            f"/r/{link.code}/{make_published_opening().number}/fr"
        ).get_data(as_text=True)
        return answer.status_code == 422 and shown and hidden and ASKED in text_of(answer)

    take_questions(current_organisation(), False, by=admin)
    assert refuses()
    take_questions(current_organisation(), True, by=admin)
    list_person(zoe, takes=False)
    assert refuses()
    list_person(zoe, paused_until=now.date() + timedelta(days=3))
    assert refuses()
    follow.end_pauses(now=now + timedelta(days=3))
    assert post(client, form, **fields()).status_code == 303
    disable(zoe, by=admin, now=now)
    assert refuses()

    client.post(path(confirm_link(waiting)), headers=OURS)

    assert mails(zoe.email) == []
    assert questions()[0].closing is Closing.NOT_PASSED_ON
    assert "pas pu la transmettre" in text_of(client.get(f"/asked/{asker_token(waiting)}"))


def test_whoever_is_blocked_reaches_that_ambassador_no_more_and_is_not_told_so(
    client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    question, other = make_question(zoe), make_question(zoe, email="nora.petit@courriel.example")
    sign_in(client, zoe)

    client.post(f"/questions/{question.id}/block")

    assert {each.closing for each in questions()} == {Closing.BLOCKED}
    (block,) = db.session.scalars(select(AskerBlock))
    assert "nora" not in block.mailbox_hash
    before = len(mails(zoe.email))
    third = make_question(zoe, email="NORA.PETIT@courriel.example")
    assert third.closing is Closing.NOT_PASSED_ON
    assert len(mails(zoe.email)) == before
    assert make_question(make_ambassador()).confirmed_at is not None
    page = text_of(client.get(f"/asked/{asker_token(other)}"))
    assert "terminée" in page
    assert "bloqu" not in page.lower()

    client.post(f"/questions/{question.id}/block", data={"act": "unblock"})

    assert [questions()[0].closing, questions()[1].closing] == [None, None]
    assert make_question(zoe).confirmed_at is not None
    client.post(f"/questions/{question.id}/report", data={"reason": ""})
    assert db.session.scalar(select(func.count(QuestionReport.id))) == 0


def test_a_report_is_judged_by_a_manager_who_is_no_party_to_it(
    app: Flask, client: FlaskClient, zoe: Person
) -> None:
    question = make_question(zoe, text="Appelez-moi, ou je viens vous attendre en bas.")
    asker = f"/asked/{asker_token(question)}"
    reader = app.test_client()
    for _ in range(2):
        post(reader, f"{asker}/report", reason="Ton déplacé")
    sign_in(client, zoe)
    client.post(f"/questions/{question.id}/report", data={"reason": "Menaçant"})
    of_asker, of_zoe = db.session.scalars(select(QuestionReport).order_by(QuestionReport.id))
    assert (of_asker.by_asker, of_zoe.by_asker) == (True, False)

    noemie = app.test_client()
    sign_in(noemie, make_person(role="programme_manager"))
    listed = noemie.get("/programme/reports")
    shown = noemie.get(f"/programme/reports/{of_zoe.id}")
    assert "Menaçant" in text_of(listed)
    assert "je viens vous attendre" in text_of(shown)
    assert "courriel" not in shown.get_data(as_text=True)
    assert "barred" not in noemie.get(f"/programme/reports/{of_asker.id}").get_data(as_text=True)
    assert noemie.post(f"/programme/reports/{of_zoe.id}", data={}).status_code == 422
    judged = noemie.post(f"/programme/reports/{of_zoe.id}", data={"verdict": "barred"})
    assert judged.status_code == 302
    assert noemie.get(f"/programme/reports/{of_zoe.id}").status_code == 404

    assert questions()[0].closing is Closing.JUDGED
    assert make_question(make_ambassador()).closing is Closing.NOT_PASSED_ON
    party = app.test_client()
    manager = make_ambassador(roles=["ambassador", "programme_manager"])
    own = make_question(manager, email="autre@courriel.example")
    post(reader, f"/asked/{asker_token(own)}/report", reason="Non")
    last = db.session.scalars(select(QuestionReport).order_by(QuestionReport.id.desc())).first()
    sign_in(party, manager)
    assert party.get(f"/programme/reports/{last.id}").status_code == 404


def test_another_ambassador_sees_nothing_of_it(client: FlaskClient, zoe: Person) -> None:
    question = make_question(zoe, make_published_opening())
    sign_in(client, make_ambassador())
    own = f"/questions/{question.id}"

    assert client.get(own).status_code == 404
    acts = {
        "": {"form_id": uuid4().hex, "text": "x"},
        "/block": {},
        "/report": {"reason": "x"},
        "/keep": {"question": "x", "answer": "y"},
    }
    for part, data in acts.items():
        assert client.post(own + part, data=data).status_code == 404
    assert questions()[0].closing is None
    assert client.get(f"/questions/{make_question(zoe, confirmed=False).id}").status_code == 404


def test_an_answer_is_kept_for_the_page_in_the_words_that_both_agreed_to(
    app: Flask, client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    opening = link.publication
    question = make_question(zoe, opening)
    own, asker = f"/questions/{question.id}", f"/asked/{asker_token(question)}"
    reader, where = app.test_client(), address(opening)
    sign_in(client, zoe)
    early = client.post(f"{own}/keep", data={"question": "Q ?", "answer": "R."})
    assert early.status_code == 422
    client.post(own, data={"form_id": uuid4().hex, "text": "On vous attend à 9 h."})
    client.post(f"{own}/keep", data={"question": "Un premier jour ?", "answer": "À <b>9 h</b>."})
    first = db.session.scalars(select(KeptAnswer)).one().id
    client.post(f"{own}/keep", data={"question": "Et le premier jour ?", "answer": "À 9 h."})
    second = db.session.scalars(select(KeptAnswer)).one().id

    assert "premier jour" not in text_of(reader.get(where))
    stale = post(reader, f"{asker}/keep", kept=first.hex, answer="yes")
    assert "done=changed" in stale.location
    assert "premier jour" not in text_of(reader.get(where))
    for _ in range(2):
        post(reader, f"{asker}/keep", kept=second.hex, answer="yes")

    page = text_of(reader.get(where))
    assert "Et le premier jour ?" in page
    assert "Question posée par Nora" in page
    assert "Petit" not in page
    kept = db.session.scalars(select(KeptAnswer)).one()
    assert kept.ambassador_agreed_at <= kept.asker_agreed_at
    (told,) = [each for each in mails(NORA) if each.template.endswith("/kept")]

    post(reader, f"{asker}/stop")  # erased, and what was agreed to stays
    assert questions() == []
    assert "Et le premier jour ?" in text_of(reader.get(where))
    (off,) = set(re.findall(rf"{BASE}(/asked/[\w-]+/take-off)", told.text))
    assert reader.get(off).status_code == 200
    assert "Et le premier jour ?" in text_of(reader.get(where))
    assert [reader.post(off, headers=OURS).status_code for _ in range(2)] == [200, 200]
    assert "premier jour" not in text_of(reader.get(where))
    assert reader.get(off).status_code == 410


def test_an_ambassador_takes_an_answer_off_and_nobody_speaks_for_a_company_they_left(
    client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    opening, now = link.publication, clock.now()
    question = make_question(zoe, opening, language="en")
    sign_in(client, zoe)
    client.post(f"/questions/{question.id}", data={"form_id": uuid4().hex, "text": "Nine."})
    db.session.expire_all()
    kept = keeping.propose(question, "When?", "At nine.", by=zoe, now=now)
    keeping.agree(question, kept.id, now=now)
    db.session.commit()

    shown = BeautifulSoup(client.get(address(opening)).data, "html.parser")
    assert shown.find("article", lang="en").h3.get_text() == "When?"
    stranger = client.application.test_client()
    sign_in(stranger, make_ambassador())
    stranger.post(f"/questions/kept/{kept.id}/take-off")
    assert "At nine." in text_of(client.get(address(opening)))
    disable(zoe, by=make_person(role="admin"), now=now)
    assert "At nine." not in text_of(client.get(address(opening)))
    zoe.disabled_at = None
    sign_in(client, zoe)
    client.post(f"/questions/kept/{kept.id}/take-off")
    assert db.session.scalar(select(func.count(KeptAnswer.id))) == 0


def test_silence_is_said_and_everything_goes_in_its_time(
    client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    now, day = clock.now(), timedelta(days=1)
    opening = link.publication
    opening.recruiter = zoe  # her own address must not come back by another door
    question = make_question(zoe, opening, now=now)
    quiet = make_question(zoe, confirmed=False, email="jamais@courriel.example", now=now)

    written = [follow.follow(now=now + n * day) for n in (1, 3, 3, 5, 7, 7, 9)]

    assert written == [0, 1, 0, 0, 1, 0, 0]
    (reminder,) = [each for each in mails(zoe.email) if each.template.endswith("/reminder")]
    (told,) = [each for each in mails(NORA) if each.template.endswith("/unanswered")]
    assert "/ambassadeurs" in told.text
    assert zoe.email not in told.text + told.html
    assert reminder.about_id == told.about_id == question.id
    assert told.headers["List-Unsubscribe"].startswith(f"<{BASE}/asked/")

    assert follow.forget_old(now=now + 6 * day) == 0
    assert follow.forget_old(now=now + 8 * day) == 1  # never confirmed
    assert [each.id for each in questions()] == [question.id]
    assert mails("jamais@courriel.example") == []
    assert db.session.get(Question, quiet.id) is None
    sign_in(client, zoe)  # late, and still of use
    client.post(f"/questions/{question.id}", data={"form_id": uuid4().hex, "text": "Pardon !"})
    assert questions()[0].closing is None
    late = questions()[0].last_at
    assert follow.forget_old(now=late + 30 * day) == 0
    assert follow.forget_old(now=late + 31 * day) == 1
    assert mails() == []
    assert db.session.scalar(select(func.count(QuestionMessage.id))) == 0


def test_whoever_asked_somebody_who_left_is_told_at_once(zoe: Person) -> None:
    question, now = make_question(zoe, make_published_opening()), clock.now()
    disable(zoe, by=make_person(role="admin"), now=now)

    assert follow.follow(now=now) == 1

    assert questions()[0].closing is Closing.UNANSWERED
    assert question.publication.recruiter.email in mails(NORA)[-1].text


def test_erasing_is_one_act_of_whoever_asked_from_any_mail_program(
    app: Flask, client: FlaskClient, zoe: Person
) -> None:
    question = make_question(zoe)
    stop = f"/asked/{asker_token(question)}/stop"
    assert client.get(stop).status_code == 200
    assert len(questions()) == 1

    gone = [client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]

    assert gone == [200, 200]
    assert questions() == []
    assert mails() == []
    assert client.get(stop.removesuffix("/stop")).status_code == 410


def test_those_who_agreed_are_listed_by_team_place_theme_and_language(
    client: FlaskClient, zoe: Person
) -> None:
    team, place = make_team(name_fr="Données", name_en="Data"), make_place(name="Nantes")
    zoe.team, zoe.place = team, place
    hidden = make_ambassador(first_name="Paul", last_name="Caché")
    empty = text_of(client.get("/fr/ambassadeurs"))
    assert "Personne ne prend de questions" in empty
    profile = list_person(zoe, languages=["fr", "en"])

    page = client.get("/fr/ambassadeurs")

    assert "mardis de livraison" in text_of(page)
    assert "Lambert" not in text_of(page)
    assert hidden.first_name not in text_of(page)
    assert "<img" not in page.get_data(as_text=True).partition("<main")[2]
    for query, found in (
        (f"team={team.slug_fr}", True), ("place=nantes", True), ("spoken=en", True),
        ("place=lyon", False), ("theme=cloud", False), ("team=%00", True),
        (f"after={profile.code}", False), ("after=%00", True),
    ):  # fmt: skip
        answer = client.get(f"/en/ambassadors?{query}")
        assert answer.status_code == 200
        assert ("mardis de livraison" in text_of(answer)) is found, query
    form = f"/fr/ambassadeurs/{profile.code}"
    assert post(client, form, **fields()).status_code == 303
    list_person(zoe, listed=False)
    assert client.get(form).status_code == 404
    assert "mardis" not in text_of(client.get("/fr/ambassadeurs"))


def test_the_list_goes_on_by_key(client: FlaskClient) -> None:
    for number in range(30):
        list_person(make_ambassador(first_name=f"Personne {number:02}"))

    first = client.get("/fr/ambassadeurs")
    (more,) = re.findall(r'href="(/fr/ambassadeurs\?after=\w+)"', first.get_data(as_text=True))
    second = client.get(more)

    names = [re.findall(r"<strong>(Personne \d\d)<", page.get_data(as_text=True))
             for page in (first, second)]  # fmt: skip
    assert [len(each) for each in names] == [24, 6]
    assert sorted([*names[0], *names[1]]) == [*names[0], *names[1]]


def test_the_one_who_recommends_stays_on_every_page_around(
    client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    other = list_person(make_ambassador(first_name="Paul"))
    number = make_published_opening().number
    for place in ("openings/fr", "stories/fr", "teams/fr", "home/fr", "ambassadors/fr"):
        page = client.get(f"/r/{link.code}/{place}").get_data(as_text=True)
        assert f'href="/r/{link.code}/ask/fr"' in page
    page = client.get(f"/r/{link.code}/{number}/fr").get_data(as_text=True)
    assert f'href="/r/{link.code}/ask/{number}/fr"' in page
    asked = f"/r/{link.code}/ambassadors/{other.code}/fr"
    assert asked in client.get(f"/r/{link.code}/ambassadors/fr").get_data(as_text=True)
    assert "Zoé Lambert" in text_of(client.get(asked))
    assert post(client, asked, **fields()).status_code == 303
    assert questions()[0].ambassador_id == other.person_id


def test_a_person_says_how_they_are_asked(client: FlaskClient, zoe: Person) -> None:
    sign_in(client, zoe)
    settings = "/questions/settings"
    assert client.get(settings).status_code == 200
    good = {"takes": "yes", "paused_until": "", "shown_name": "Zoé", "sentence": "Les tests.",
            "languages": ["fr"], "listed": "1"}  # fmt: skip
    contacts, past = {"sentence": "zoe@ormelune.example"}, {"paused_until": "01/01/2020"}
    for wrong in ({"sentence": ""}, {"shown_name": ""}, {"languages": []}, contacts, past):
        answer = client.post(settings, data=good | wrong)
        assert answer.status_code == 422, wrong
    assert "ask_profile.changed" not in list(db.session.scalars(select(Activity.kind)))
    assert client.post(settings, data=good).status_code == 302
    assert "Les tests." in text_of(client.get("/fr/ambassadeurs"))


def test_nothing_is_asked_twice_by_two_forms_sent_at_once_or_too_often_in_a_row(
    client: FlaskClient, zoe: Person
) -> None:
    question = make_question(zoe)
    asker = f"/asked/{asker_token(question)}"
    same = fields(text="Et le télétravail, alors ?")

    answers = [post(client, asker, **same).status_code for _ in range(3)]
    answers += [post(client, asker, **fields(text="Encore une ?")).status_code for _ in range(2)]

    db.session.expire_all()
    assert [each.text for each in question.messages] == [
        ASKED, "Et le télétravail, alors ?", "Encore une ?",
    ]  # fmt: skip
    assert answers[-1] == 422
    assert ask.held(question.id).waiting_since is not None


def test_a_landing_page_has_where_to_ask_and_stays_light(
    client: FlaskClient, zoe: Person, link: ReferralLink
) -> None:
    db.session.commit()

    page = client.get(f"/r/{link.code}/fr", headers={"Accept-Encoding": "gzip"})

    assert len(page.data) < 14 * 1024
    whole = client.get(f"/r/{link.code}/fr").get_data(as_text=True)
    assert f'href="/r/{link.code}/ask/fr"' in whole
    assert 'aria-labelledby="ask">' in whole
    make_link(ambassador=zoe)
