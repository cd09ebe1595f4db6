"""Candidates apply; recruiters read, move, refuse and hire; colleagues confirm or not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import select

from app.attribution.deciding import appeals, claims
from app.attribution.deciding import decide as credit
from app.core.calendar import local_date
from app.core.database import db
from app.core.ids import uuid7_at
from app.demo import content
from app.demo.agenda import Act, Agenda, at_work, at_work_after, of_the_day
from app.demo.applicants import Applicant
from app.demo.cast import Cast
from app.demo.chance import chance
from app.demo.relays import Relays, Share
from app.demo.traffic import Traffic
from app.hiring.applying import cv_files
from app.hiring.applying.apply import SentForm, submit_application
from app.hiring.applying.cv import CheckedCv, CvFormat
from app.hiring.models import (
    Application,
    ApplicationState,
    ReferrerChoice,
    ReferrerSees,
    RefusalReason,
    Stage,
    Touch,
)
from app.hiring.recruiting import agency_claims, pipeline
from app.hiring.referrals import declarations
from app.hiring.referrals.touches import Landing
from app.people.models import Person, Role
from app.policy.policy import TouchState
from app.sharing.models import Channel

#: where an application ends, how often, and the stages it passes on the way
ENDS: Final = (
    ("refused", (), 30),
    ("refused", (Stage.REVIEW,), 30),
    ("refused", (Stage.REVIEW, Stage.INTERVIEW), 22),
    ("withdrawn", (Stage.REVIEW,), 4),
    ("withdrawn", (Stage.REVIEW, Stage.INTERVIEW), 5),
    ("refused", (Stage.REVIEW, Stage.INTERVIEW, Stage.OFFER), 3),
)
PATHS: Final = {
    "received": (),
    "review": (Stage.REVIEW,),
    "interview": (Stage.REVIEW, Stage.INTERVIEW),
    "offer": (Stage.REVIEW, Stage.INTERVIEW, Stage.OFFER),
    "hired": (Stage.REVIEW, Stage.INTERVIEW, Stage.OFFER),
    "refused": (Stage.REVIEW,),
    "withdrawn": (Stage.REVIEW, Stage.INTERVIEW),
}
#: days at each stage, least and most
DAYS: Final = {
    Stage.RECEIVED: (0.7, 4.0),
    Stage.REVIEW: (2.0, 6.0),
    Stage.INTERVIEW: (4.0, 9.0),
    Stage.OFFER: (2.0, 5.0),
}
REASONS: Final = {
    Stage.RECEIVED: ("skills", "experience", "place", "start"),
    Stage.REVIEW: ("skills", "closer", "experience", "pay"),
    Stage.INTERVIEW: ("closer", "closer", "experience"),
    Stage.OFFER: ("start", "pay"),
}
NOTES: Final = 0.35  # share of refusals with a word of the recruiter's own
RECENT: Final = timedelta(days=30)  # how old a relay that brings someone may be


class Recruiting:
    """The applications of three months, planned from who applies and played on their day."""

    def __init__(
        self, agenda: Agenda, cast: Cast, company: content.Company, relays: Relays, traffic: Traffic
    ) -> None:
        self._agenda = agenda
        self._cast = cast
        self._company = company
        self._relays = relays
        self._traffic = traffic
        self._received: list[Application] = []
        self._reasons: dict[str, RefusalReason] = {}

    def plan(self, applicants: Sequence[Applicant], *, today: datetime) -> None:
        """Plan every application, and the relays that the told ones came by."""
        reasons = db.session.scalars(select(RefusalReason))
        self._reasons = {reason.code: reason for reason in reasons}
        for applicant in applicants:
            self._plan(applicant, today)
        for opening in self._company.openings:
            if opening.closed_days_ago:
                closed = today - timedelta(days=opening.closed_days_ago)
                self._agenda.plan(closed + timedelta(days=1), self._telling_others(opening.key))

    def _plan(self, applicant: Applicant, today: datetime) -> None:
        case = applicant.case
        if case.ambassador:
            draws = chance("relayed", case.opening, case.name)
            shared = of_the_day(applicant.at - timedelta(days=draws.uniform(1.2, 4.5)), draws)
            about = case.through or case.opening
            channel = Channel(case.channel)
            self._relays.plan_one(case.ambassador, about, shared, channel=channel)
        for claim in self._company.candidates.claims:
            if (claim.candidate, claim.opening) == (case.name, case.opening):
                presented = applicant.at - timedelta(days=claim.before_days)
                claimed = at_work(presented, chance("claims", claim.candidate))
                self._agenda.plan(claimed, self._claiming(applicant.email, claim))
        self._agenda.plan(applicant.at, lambda now: self._apply(applicant, now, today))

    def _apply(self, applicant: Applicant, now: datetime, today: datetime) -> None:
        case = applicant.case
        draws = chance("applies", case.opening, case.name)
        landing = self._land(applicant, now, draws)
        answer = ReferrerChoice(case.answer) if case.answer else None
        if answer is not ReferrerChoice.NAMED and landing is None:
            answer = None
        form = SentForm(
            form_id=uuid7_at(now - timedelta(seconds=draws.randint(50, 400))),
            name=case.name,
            email=applicant.email,
            language=applicant.language,
            cv=cv_files.keep(CheckedCv(applicant.cv, applicant.cv_name, CvFormat.PDF)),
            message=applicant.letter,
            came_by=landing,
            choice=answer,
            named=case.named or case.typed,
            referrer_sees=ReferrerSees(case.sees),
        )
        application = submit_application(self._cast.openings[case.opening], form, now=now)
        assert isinstance(application, Application)
        self._received.append(application)
        self._agenda.plan(now + timedelta(seconds=3), self._deciding(application))
        if case.confirms:
            answered = at_work(now + timedelta(days=1), draws)
            self._agenda.plan(answered, self._answering(application, case))
        for appeal in self._company.candidates.appeals:
            if (appeal.candidate, appeal.opening) == (case.name, case.opening):
                contested = at_work(now + timedelta(days=appeal.after_days), draws)
                self._agenda.plan(contested, self._contesting(application, appeal))
        self._plan_decision(applicant, application, now, today, draws)

    def _land(self, applicant: Applicant, now: datetime, draws: Random) -> Landing | None:
        """Let them land through a link, some minutes before they send the form."""
        share = self._share_for(applicant, now, draws)
        if share is None:
            return None
        before = timedelta(minutes=draws.choice((3, 5, 8, 12, 20, 45, 90)))
        at = max(now - before, share.posted.at + timedelta(minutes=2))
        click = self._traffic.land(share.posted, at)
        return Landing(share.link, click, at)

    def _share_for(self, applicant: Applicant, now: datetime, draws: Random) -> Share | None:
        case = applicant.case
        if case.ambassador:
            out = self._relays.out({case.through or case.opening}, since=now - RECENT)
            return [share for share in out if share.ambassador == case.ambassador][-1]
        if not (applicant.drawn and case.answer):
            return None
        about = {case.opening} | self._stories_of(case.opening)
        out = self._relays.out(about, since=now - RECENT)
        weights = [4 if share.about == case.opening else 1 for share in out]
        return draws.choices(out, weights)[0] if out else None

    def _stories_of(self, opening: str) -> set[str]:
        team = self._company.opening(opening).team
        return {story.key for story in self._company.stories if story.team == team}

    def _answering(self, application: Application, case: content.Case) -> Act:
        """A colleague whom a candidate named says whether it is true."""

        def answer(now: datetime) -> None:
            named = self._cast.people[case.named]
            touch = db.session.scalars(
                select(Touch).where(
                    Touch.candidate_id == application.candidate_id,
                    Touch.ambassador_id == named.id,
                    Touch.state == TouchState.PENDING,
                )
            ).one()
            settle = declarations.confirm if case.confirms == "yes" else declarations.deny
            settle(touch, by=named, now=now)
            credit.decide_candidate(application.candidate_id, now=now)

        return answer

    def _deciding(self, application: Application) -> Act:
        """The credit is decided when it was due, not when the demonstration is loaded."""

        def decide(now: datetime) -> None:
            credit.decide_candidate(application.candidate_id, now=now)

        return decide

    def _claiming(self, email: str, told: content.Claim) -> Act:
        """An agency presents somebody who has not applied yet; the recruiter records it."""

        def claim(now: datetime) -> None:
            opening = self._cast.openings[told.opening]
            until = local_date(now) + timedelta(days=told.holds_days)
            terms = agency_claims.Terms(told.agency, now, until, opening)
            assert opening.recruiter
            claims.record(email, terms, form_id=uuid7_at(now), by=opening.recruiter, now=now)

        return claim

    def _contesting(self, application: Application, told: content.Appeal) -> Act:
        """An ambassador contests the credit; the programme's manager answers, or has yet to."""
        judge = self._cast.with_role(Role.PROGRAMME_MANAGER)

        def contest(now: datetime) -> None:
            ambassador = self._cast.people[told.ambassador]
            appeal = appeals.open_appeal(application, ambassador, reason=told.reason, now=now)
            if told.verdict:
                verdict = appeals.AppealVerdict(told.verdict)
                self._agenda.plan(
                    at_work(now + timedelta(days=3), chance("answers", told.candidate)),
                    lambda at: appeals.judge(appeal, verdict, answer=told.answer, by=judge, now=at),
                )

        return contest

    def _plan_decision(
        self,
        applicant: Applicant,
        application: Application,
        now: datetime,
        today: datetime,
        draws: Random,
    ) -> None:
        """Plan the stages that an application passes, and its end."""
        case = applicant.case
        end, path = case.outcome, PATHS.get(case.outcome, ())
        if applicant.drawn:
            end, path = draws.choices(
                [(end, path) for end, path, _ in ENDS], [weight for *_, weight in ENDS]
            )[0]
        stages = (Stage.RECEIVED, *path)
        days = [draws.uniform(*DAYS[stage]) for stage in stages]
        if not applicant.drawn:  # what is told has happened by now
            room = (today - now) / timedelta(days=1)
            days = [each * min(1, 0.8 * room / sum(days)) for each in days]
        before = None if applicant.drawn else today
        at, when = now, now
        for index, stage in enumerate(path):
            when += timedelta(days=days[index])
            at = at_work_after(when, after=at, before=before, chance=draws)
            self._agenda.plan(at, self._moving(application, stage))
        when += timedelta(days=days[-1])
        at = at_work_after(when, after=at, before=before, chance=draws)
        match end:
            case "hired":
                self._agenda.plan(at, self._hiring(application))
            case "refused":
                code = draws.choice(REASONS[stages[-1]])
                self._agenda.plan(at, self._refusing(application, code, draws))
            case "withdrawn":
                self._agenda.plan(at, lambda left: self._withdraw(application, left))

    def _moving(self, application: Application, stage: Stage) -> Act:
        def move(now: datetime) -> None:
            if application.state is not ApplicationState.OPEN:
                return
            pipeline.note_seen(application.id, now=now)
            by = self._mover(application, stage)
            pipeline.move(application, stage, expected=application.stage, by=by, now=now)

        return move

    def _hiring(self, application: Application) -> Act:
        def hire(now: datetime) -> None:
            by = self._mover(application, Stage.RECEIVED)
            pipeline.hire(application, expected=application.stage, by=by, now=now)

        return hire

    def _refusing(self, application: Application, code: str, draws: Random) -> Act:
        notes = self._company.candidates.refusal_notes[application.language]
        note = draws.choice(notes) if draws.random() < NOTES else ""

        def refuse(now: datetime) -> None:
            if application.state is not ApplicationState.OPEN:
                return
            pipeline.note_seen(application.id, now=now)
            pipeline.refuse(
                application,
                self._reasons[code],
                note=note,
                expected=application.stage,
                by=self._mover(application, Stage.RECEIVED),
                now=now,
            )
            later = now + 2 * pipeline.UNDO_WINDOW
            self._agenda.plan(later, self._tell)

        return refuse

    def _tell(self, now: datetime) -> None:
        pipeline.tell_refusals(now=now)

    def _withdraw(self, application: Application, now: datetime) -> None:
        if application.state is ApplicationState.OPEN:
            pipeline.withdraw(application, now=now)

    def _telling_others(self, opening: str) -> Act:
        """Once an opening is filled and closed, nobody is left without an answer."""

        def tell(now: datetime) -> None:
            filled = self._cast.openings[opening]
            for application in self._received:
                if application.opening is filled:
                    self._refusing(
                        application, "filled", chance("filled", application.candidate.name)
                    )(now)

        return tell

    def _mover(self, application: Application, stage: Stage) -> Person:
        """Who acts: the hiring manager after an interview, else the recruiter."""
        opening = application.opening
        by = opening.hiring_manager if stage is Stage.OFFER else opening.recruiter
        assert by
        return by
