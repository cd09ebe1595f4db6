"""What an opening asks, who is told of an answer that does not fit, and that nobody is refused."""

from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.database import db
from app.hiring.models import Application, ApplicationState
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.missing import missing_parts
from app.publishing.models import Opening
from app.publishing.questions.question import OpeningQuestion, QuestionKind, answer_to
from app.publishing.write import save
from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_opening, make_published_opening
from tests.publishing.conftest import NOON

PERMIT = OpeningQuestion(
    UUID(int=1),
    QuestionKind.YES_NO,
    "Avez-vous le permis bateau ?",
    "Do you hold a boat licence?",
    required=True,
    fits=(0,),
)
WHEN = OpeningQuestion(
    UUID(int=2),
    QuestionKind.CHOICE,
    "Quand pourriez-vous commencer ?",
    "When could you start?",
    ("Tout de suite", "Dans trois mois"),
    ("At once", "In three months"),
)
WORK = OpeningQuestion(UUID(int=3), QuestionKind.LINK, "Un de vos travaux ?", "Some of your work?")
WHY = OpeningQuestion(
    UUID(int=4), QuestionKind.LONG, "Pourquoi la mer ?", "Why the sea?", required=True
)
ALL = (PERMIT, WHEN, WORK, WHY)


@pytest.mark.parametrize(("place", "flagged"), [(0, False), (1, True), (None, True)])
def test_a_decisive_answer_is_flagged_unless_it_fits(place: int | None, flagged: bool) -> None:
    assert answer_to(PERMIT, "", place=place, language="fr").flagged is flagged
    assert not answer_to(WHEN, "", place=place, language="fr").flagged


def test_questions_are_kept_in_their_order_and_compared_as_one(recruiter: Person) -> None:
    opening = make_opening()
    asked = replace(content_of(opening), questions=ALL)

    assert save(opening, asked, version=opening.version, by=recruiter, now=NOON)
    db.session.expire_all()

    assert db.session.get_one(Opening, opening.id).questions == ALL
    assert not save(opening, asked, version=opening.version, by=recruiter, now=NOON)


def test_a_question_in_one_language_is_missing_in_the_other(app: Flask) -> None:
    opening = make_opening(questions=(replace(PERMIT, text_en=""),))

    assert missing_parts(opening, today=NOON.date()) == ["questions.en"]


def apply(client: FlaskClient, opening: Opening, **answers: str) -> tuple[str, int]:
    path = f"/fr/offres/{opening.text('fr').slug}-{opening.number}/postuler"
    sent = {
        "form_id": str(UUID(int=9)),
        "name": "Nadia Berger",
        "email": "nadia@example.org",
        "cv_when": "later",
        "referrer_sees": "applied",
        **answers,
    }
    answer = client.post(path, data=sent, headers={"Origin": "http://localhost"})
    return answer.text, answer.status_code


def name(question: OpeningQuestion) -> str:
    return f"answer_{question.id.hex}"


def test_only_a_required_answer_that_is_missing_holds_a_form_and_nothing_typed_is_lost(
    client: FlaskClient,
) -> None:
    make_organisation()
    opening = make_published_opening(questions=ALL)
    db.session.commit()

    page, status = apply(client, opening, **{name(WHY): "Pour le vent.", name(WHEN): "1"})

    assert status == 422
    assert f'id="{name(PERMIT)}-error"' in page
    assert "Pour le vent." in page
    assert 'value="1" checked' in page or 'checked value="1"' in page
    assert "Nadia Berger" in page


def test_an_answer_that_does_not_fit_refuses_nobody_and_is_told_to_who_recruits(
    client: FlaskClient, recruiter: Person
) -> None:
    make_organisation()
    opening = make_published_opening(questions=ALL)
    db.session.commit()

    _page, status = apply(
        client,
        opening,
        **{name(PERMIT): "1", name(WHY): "Le vent.", name(WORK): "exemple.org/voile"},
    )

    assert status == 303
    application = db.session.query(Application).one()
    assert application.state is ApplicationState.OPEN
    assert [each.text for each in application.answers] == [
        "Non",
        "",
        "https://exemple.org/voile",
        "Le vent.",
    ]
    assert [each.flagged for each in application.answers] == [True, False, False, False]
    sign_in(client, recruiter)
    page = client.get(f"/applications/{application.id}").text
    assert "Avez-vous le permis bateau" in page
    assert page.count("Ne correspond pas") == 1


def test_answers_keep_the_words_of_then(client: FlaskClient, recruiter: Person) -> None:
    make_organisation()
    opening = make_published_opening(questions=(PERMIT,))
    db.session.commit()
    apply(client, opening, **{name(PERMIT): "0"})
    other = replace(content_of(opening), questions=(replace(PERMIT, text_fr="Autre chose ?"),))

    save(opening, other, version=opening.version, by=recruiter, now=NOON)

    kept = db.session.query(Application).one().answers
    assert [each.question for each in kept] == ["Avez-vous le permis bateau ?"]


def test_the_page_of_questions_reads_types_and_orders_them(
    client: FlaskClient, recruiter: Person
) -> None:
    make_organisation()
    opening = make_opening(questions=(PERMIT,))
    db.session.commit()
    sign_in(client, recruiter)
    path = f"/openings/{opening.id}/questions"
    assert PERMIT.text_en in client.get(path).text

    typed = {
        "version": str(opening.version),
        "questions-0-key": str(PERMIT.id),
        "questions-0-place": "2",
        "questions-0-kind": "yes_no",
        "questions-0-text_fr": PERMIT.text_fr,
        "questions-0-text_en": PERMIT.text_en,
        "questions-0-required": "y",
        "questions-0-fits": "oui",
        "questions-1-place": "1",
        "questions-1-kind": "choice",
        "questions-1-text_fr": WHEN.text_fr,
        "questions-1-text_en": WHEN.text_en,
        "questions-1-choices_fr": "Tout de suite\nDans trois mois",
        "questions-1-choices_en": "At once\nIn three months",
    }
    wrong = client.post(path, data=typed | {"questions-1-fits": "7"})
    right = client.post(path, data=typed)

    assert wrong.status_code == 422
    assert 'id="questions-1-fits-error"' in wrong.text
    assert WHEN.text_fr in wrong.text
    assert right.status_code == 303
    assert opening.questions == (replace(WHEN, id=opening.questions[0].id), PERMIT)
