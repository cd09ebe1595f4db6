"""Of an answer by mail, only what was written above the quotation goes on, and only once."""

from email.message import EmailMessage
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.sharing.asking import replies
from app.sharing.asking.ask import close
from app.sharing.asking.models import Closing, QuestionMessage
from app.sharing.asking.receive import receive
from app.sharing.asking.replies import MARK, without_quotes
from tests.factories.asking import make_question
from tests.factories.people import make_organisation
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador

QUOTED = f"> {MARK} Répondez au-dessus de cette ligne {MARK}\n> Nora demande : zoe@ormelune.example"
WRITTEN = "Bonjour Nora,\n\nOn commence à 9 h.\n\nÀ bientôt"
FRENCH = "Le lun. 30 nov. 2026 à 09:12, Relais <r@x.example> a écrit :"
BROKEN = "On Mon, 30 Nov 2026 at 09:12, Relais Ormelune\n<r@x.example> wrote:"
OUTLOOK = "________________________________\nDe : Relais\nEnvoyé : lundi\nÀ : Zoé\nNora demande"
BELOW = {
    "gmail": f"\n\n{FRENCH}\n{QUOTED}",
    "broken": f"\n\n{BROKEN}\n{QUOTED}",
    "apple": f"\n\n> {FRENCH}\n>\n{QUOTED}",
    "outlook": f"\n\n{OUTLOOK}",
    "outlook_en": "\n\nFrom: Relais <r@x.example>\nSent: Monday\nTo: Zoé\n\nNora demande",
    "original": "\n\n-----Original Message-----\nFrom: x",
    "signature": "\n-- \nZoé Lambert\n06 12 34 56 78",
    "name": "\n\nZoé Lambert\nIngénieure\nzoe.lambert@ormelune.example",
    "phone": "\n\nEnvoyé de mon iPhone",
    "mark_alone": f"\n\n{MARK} Répondez au-dessus de cette ligne {MARK}\nNora demande",
    "windows": f"\r\n\r\n{QUOTED}",
}
BODIES = {name: WRITTEN + below for name, below in BELOW.items()}


@pytest.mark.parametrize("name", BODIES)
def test_quotations_and_signatures_are_left_out(name):
    assert without_quotes(BODIES[name], name="Zoé Lambert") == WRITTEN


@pytest.fixture
def zoe(app):
    make_organisation()
    app.config["REPLIES_AT"] = "reponse@ormelune.example"
    yield make_ambassador(
        first_name="Zoé", last_name="Lambert", email="zoe.lambert@ormelune.example", language="fr"
    )
    app.config["REPLIES_AT"] = ""


def mail_to(address, body=BODIES["gmail"], *, html=None, **headers):
    message = EmailMessage()
    fields = {"From": "Zoé Lambert <Zoe.Lambert@ormelune.example>", "To": address,
              "Subject": "Re: x", "Message-ID": f"<{uuid4()}@pc>"}  # fmt: skip
    for header, value in (fields | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        message[header] = value
    if html is None:
        message.set_content(body)
    else:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def answers(question):
    db.session.expire_all()
    return [each.text for each in question.messages if not each.by_asker]


def test_an_answer_by_mail_goes_on_once_without_what_surrounds_it(zoe):
    question = make_question(zoe, make_published_opening())
    (asked,) = db.session.scalars(select(Message).where(Message.to_address == zoe.email))
    address = asked.headers["Reply-To"]
    raw = mail_to(address.upper())

    assert len(address.partition("@")[0]) <= 64
    assert [receive(raw), receive(raw)] == [True, True]

    assert answers(question) == [WRITTEN]
    assert question.answered_at is not None
    told = db.session.scalars(select(Message).where(Message.to_address == question.email)).all()
    assert len(told) == 2  # the one that confirms, and the answer


def test_html_alone_is_read_without_what_it_quotes(zoe):
    question = make_question(zoe)
    html = f"<p>On commence à 9&nbsp;h.</p><div>Voilà</div><blockquote>{MARK} Nora</blockquote>"

    assert receive(mail_to(replies.address_for(question), html=html))

    assert answers(question) == ["On commence à 9\xa0h.\n\nVoilà"] or answers(question) == [
        "On commence à 9 h.\n\nVoilà"
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "mallory@elsewhere.example"},
        {"From": "Zoé <zoe.lambert@ormelune.example.evil.example>"},
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
    ],
    ids=["another", "alike", "absence", "list", "bounce"],
)
def test_no_one_else_answers_and_no_robot(zoe, headers):
    question = make_question(zoe)

    assert receive(mail_to(replies.address_for(question), **headers))

    assert answers(question) == []


def test_what_is_not_ours_is_left_alone(zoe):
    question = make_question(zoe)
    address = replies.address_for(question)
    forged = address.replace("+", "+a", 1)

    for to in ("reponse@ormelune.example", forged, address[:-30] + "@ormelune.example", "x"):
        assert not receive(mail_to(to))
    assert not receive(b"\xff\xfe no mail at all")
    assert answers(question) == []


def test_an_answer_that_goes_no_further_is_said_to_its_writer_alone(zoe):
    question = make_question(zoe)
    close(question, Closing.JUDGED, now=clock.now())
    db.session.commit()

    assert receive(mail_to(replies.address_for(question)))

    assert answers(question) == []
    latest = db.session.scalar(select(Message).order_by(Message.id.desc()).limit(1))
    assert (latest.to_address, latest.template) == (
        zoe.email, "sharing/mail/questions/not_passed_on",
    )  # fmt: skip
    assert "Reply-To" not in latest.headers
    assert db.session.scalar(select(func.count(QuestionMessage.id))) == 1
