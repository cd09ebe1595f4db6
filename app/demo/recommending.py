"""Ambassadors recommend people, who accept, refuse or let the days go by."""

from datetime import datetime, timedelta

from app.attribution.ledger import receipts
from app.core.ids import uuid7_at
from app.demo import content
from app.demo.agenda import Act, Agenda, of_the_day
from app.demo.cast import Cast
from app.demo.chance import chance
from app.demo.relays import Relays
from app.hiring.models import Recommendation, RecommendedPerson
from app.hiring.referrals import recommendations


class Recommending:
    """The recommendations of a few weeks, made and answered on their day."""

    def __init__(
        self, agenda: Agenda, cast: Cast, company: content.Company, relays: Relays
    ) -> None:
        self._agenda = agenda
        self._cast = cast
        self._company = company
        self._relays = relays

    def plan(self, *, today: datetime) -> None:
        """Plan each recommendation, with its reminder and its end."""
        for told in self._company.recommendations:
            draws = chance("recommends", told.by, told.name)
            at = of_the_day(today - timedelta(days=told.days_ago), draws)
            self._agenda.plan(at, self._recommending(told))
            self._agenda.plan(at + recommendations.REMINDED_AFTER, _remind)
            self._agenda.plan(at + recommendations.ANSWER_WITHIN, _forget)

    def _recommending(self, told: content.Recommendation) -> Act:
        def recommend(now: datetime) -> None:
            by = self._cast.people[told.by]
            self._relays.begin(told.by, by, now)
            sent = recommendations.recommend(
                self._cast.openings[told.opening],
                RecommendedPerson(told.name, told.email, told.relation, told.words),
                by=by,
                form_id=uuid7_at(now - timedelta(seconds=50)),
                language=by.language,
                now=now,
            )
            receipts.give_recommendation(sent)
            if told.answers:
                answered = of_the_day(
                    now + timedelta(days=told.after_days), chance("answers", told.name)
                )
                self._agenda.plan(max(answered, now), self._answering(sent, told))

        return recommend

    def _answering(self, sent: Recommendation, told: content.Recommendation) -> Act:
        def answer(now: datetime) -> None:
            if told.answers == "accepts":
                recommendations.accept(sent, sender=None, now=now)
            else:
                recommendations.refuse(sent, forever=False, now=now)

        return answer


def _remind(now: datetime) -> None:
    recommendations.remind(now=now)


def _forget(now: datetime) -> None:
    recommendations.forget_unanswered(now=now)
