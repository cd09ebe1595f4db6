"""Applying: by a link, whose code stays in the address, by a recommendation that was accepted, or
straight from the career site."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.database import db, transaction
from app.core.files import CannotStore
from app.core.i18n import LANGUAGES, language
from app.core.i18n import gettext as _
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.core.services import bodies
from app.extensions import limiter
from app.hiring import queries, status_links
from app.hiring.applying import cv_files
from app.hiring.applying.apply import (
    SentForm,
    missing_parts,
    referrer_of,
    submit_application,
)
from app.hiring.applying.cv import BadCv, CheckedCv
from app.hiring.models import Recommendation
from app.hiring.openings import OpeningClosed, takes_applications
from app.hiring.referrals.touches import Landing
from app.hiring.wording import file_size
from app.people.entrance import limits
from app.people.models import Person
from app.publishing.kinds import family_of
from app.publishing.models import Opening, PublicationState
from app.publishing.queries import similar_openings
from app.publishing.wording import place
from app.sharing.models import TrackedLink
from app.tracking import engagement
from app.tracking.front import token as click_token
from app.web.access import public
from app.web.candidate import bp, landing_answer
from app.web.candidate.chosen_cv import chosen_cv
from app.web.candidate.consent import open_consent
from app.web.candidate.dead_links import opens_link
from app.web.candidate.forms import SEES_HELP, ApplyForm
from app.web.candidate.questions import answers_of, form_asking
from app.web.candidate.sender import of_mailbox, sender
from app.web.context import organisation_of_page
from app.web.error_pages import database_is_away
from app.web.media import picture_url
from app.web.public_forms import public_form
from app.web.site.addresses import publication_path, text_in
from app.web.site.frame import alternates
from app.web.site.pages.cards import near_row
from app.web.site.ways import STRAIGHT, SiteWay, ThroughLink

APPLICATIONS_OF_ADDRESS = "200 per hour"
APPLICATIONS_OF_MAILBOX = "30 per hour"
# Files of refused forms: beyond it they are not kept, and are chosen again. In KB.
FILES_OF_ADDRESS = f"{100 * 1024} per day"


@dataclass(frozen=True)
class ApplyPage:
    """Where one applies.

    link: the one whose code stands in the address; None on the career site
    token: the signed click that led here, as it travels in the form; with a recommendation, the
        signed part of the address
    came_by: the landing that the token proves, or the accepted recommendation whose page led here
    """

    opening: Opening
    language: str
    link: TrackedLink | None = None
    token: str = ""
    came_by: Landing | Recommendation | None = None

    @property
    def landing(self) -> Landing | None:
        """The page of a link that led here."""
        return self.came_by if isinstance(self.came_by, Landing) else None

    @property
    def recommendation(self) -> Recommendation | None:
        """The recommendation that led here."""
        return self.came_by if isinstance(self.came_by, Recommendation) else None

    @property
    def way(self) -> SiteWay:
        """Where the pages of the career site are reached from here, the referrer kept."""
        return ThroughLink(f"/r/{self.link.code}") if self.link else STRAIGHT

    @property
    def referrer(self) -> Person | None:
        """Who led here, to be kept, changed or removed."""
        return referrer_of(self.came_by)


def _sent(response: Response) -> bool:
    """Return whether a form was really sent: showing it is free, and so is trying again later.

    One too large was not even read, nor can it be now.
    """
    return response.status_code not in (200, 413, 503) and "form_id" in request.form


@bp.before_request
def take_large_files() -> None:
    """Let forms with a file in: more than a CV may weigh is told with all that was typed."""
    if request.endpoint in (
        "candidate.apply",
        "candidate.apply_direct",
        "candidate.apply_recommended",
        "candidate.send_cv",
    ):
        request.max_content_length = bodies.LARGEST


def _limited(view: Any) -> Any:
    by_mailbox = limiter.limit(
        APPLICATIONS_OF_MAILBOX, key_func=of_mailbox, methods=["POST"], deduct_when=_sent
    )
    by_address = limiter.limit(
        APPLICATIONS_OF_ADDRESS, key_func=limits.of_address, methods=["POST"], deduct_when=_sent
    )
    return by_address(by_mailbox(view))


@bp.route("/r/<code>/apply", methods=["GET", "POST"])
@bp.route("/r/<code>/apply/<any(fr, en):language>", methods=["GET", "POST"])
@bp.route("/r/<code>/apply/<int:number>/<any(fr, en):language>", methods=["GET", "POST"])
@public
@_limited
@public_form
def apply(code: str, language: str | None = None, number: int | None = None) -> ResponseReturnValue:
    """Apply through a link, for its opening or, from a story or a closed page, for another."""
    return _or_unavailable(lambda: _apply_through(code, language, number))


@bp.route(
    "/fr/offres/<slug>-<int:number>/postuler", methods=["GET", "POST"], defaults={"language": "fr"}
)
@bp.route(
    "/en/openings/<slug>-<int:number>/apply", methods=["GET", "POST"], defaults={"language": "en"}
)
@public
@_limited
@public_form
def apply_direct(language: str, slug: str, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """Apply from the career site, where nobody recommends; the candidate may name somebody.

    slug: words for the eye; the number alone names the opening
    """
    return _or_unavailable(lambda: _answer(ApplyPage(queries.opening_numbered(number), language)))


def _apply_through(code: str, language: str | None, number: int | None) -> ResponseReturnValue:
    link = queries.link_of(code)
    if number is None:
        shared = link.publication
        if shared is None or not family_of(shared).takes_applications:
            return redirect(_landing_path(code, None, language))
        number = shared.number
    return _answer(_through(link, queries.opening_numbered(number)))


@bp.route("/c/<token>/apply", methods=["GET", "POST"])
@public
@_limited
@public_form
@opens_link
def apply_recommended(token: str) -> ResponseReturnValue:
    """Apply after having accepted a recommendation, under the name and address that it gave."""
    return _or_unavailable(lambda: _apply_recommended(token))


def _apply_recommended(token: str) -> ResponseReturnValue:
    recommendation = open_consent(token)
    if recommendation.accepted_at is None:
        return redirect(url_for("candidate.consent", token=token))
    opening = queries.opening_numbered(recommendation.opening.number)
    return _answer(ApplyPage(opening, language(), token=token, came_by=recommendation))


def _through(link: TrackedLink, opening: Opening) -> ApplyPage:
    """Return the page of a link; without a token, the landing is this one, now."""
    given = request.form.get("token") or request.args.get("token") or ""
    if not given and request.method == "GET":
        given = click_token.make(uuid7(), link.code)
    click = click_token.read(given, link.code)
    landing = Landing(link, click.click_id, click.at) if click else None
    return ApplyPage(opening, language(), link, given, came_by=landing)


def _landing_path(code: str, number: int | None, in_language: str | None) -> str:
    """Return where a link leads, or where it leads for another opening."""
    return "/".join(str(part) for part in ("/r", code, number, in_language) if part)


def _answer(page: ApplyPage) -> ResponseReturnValue:
    if page.opening.published_at is None:
        abort(404)
    form = form_asking(page.opening.questions, page.language)
    if page.landing and _asks_referrer():
        form.ask_referrer()
    if not takes_applications(page.opening, clock.now()):
        return _closed(page, form)
    if request.method != "POST":
        form.form_id.data = str(uuid7())
        if page.recommendation:
            form.name.data, form.email.data = page.recommendation.name, page.recommendation.email
        landing_answer.show(form)
        return _form(page, form)
    if "form_id" not in request.form:  # the landing page's bar, with the referrer's choice alone
        with transaction():
            _note_act(page)
        return redirect(_path(page, page.language, answer=landing_answer.carried(form)), 303)
    return _receive(page, form)


def _note_act(page: ApplyPage) -> None:
    """Note that the page of a click was acted on: a person was there, whatever fetched it."""
    if page.landing:
        engagement.note_engagement(page.landing.click_id, now=clock.now())


def _receive(page: ApplyPage, form: ApplyForm) -> ResponseReturnValue:
    """Take a form that was sent; one that is refused keeps all that was typed, and the file."""
    form.validate()
    now = clock.now()
    kept = cv_files.find(request.form.get("cv_kept", ""))
    chosen: CheckedCv | None = None
    try:
        chosen = chosen_cv()
    except BadCv as refusal:
        form.refuse(refusal)
        kept = None
    with transaction():
        _note_act(page)
        cv = cv_files.keep(chosen) if chosen else kept
        sent = _sent_form(page, form, cv)
        for missing in missing_parts(sent):
            if not form.errors.get(missing.field):  # else it is told already what is wrong there
                form.refuse(missing)
        if form.errors:
            return _form(page, form, _kept_meanwhile(form, chosen, cv), status=422)
        try:
            received = submit_application(page.opening, sent, now=now)
        except OpeningClosed:
            return _closed(page, form)
        shown = status_links.shown_token(received, now=now)
    return redirect(url_for("candidate.received", token=shown), 303)


def _kept_meanwhile(
    form: ApplyForm, chosen: CheckedCv | None, cv: StoredFile | None
) -> StoredFile | None:
    """Return the CV that waits for its form to be corrected; without room for it, say so."""
    if chosen is None or cv is None:
        return cv
    size = -(-len(chosen.data) // 1024)
    if cv_files.fits() and limits.spends(FILES_OF_ADDRESS, limits.of_address(), size):
        return cv
    cv_files.drop(cv)
    form.refuse(
        BadCv(
            _l("Your CV could not be kept in the meantime. Choose it again before sending."), "full"
        )
    )
    return None


def _sent_form(page: ApplyPage, form: ApplyForm, cv: StoredFile | None) -> SentForm:
    return SentForm(
        form_id=form.key,
        name=form.name.data,
        email=form.email.data,
        language=page.language,
        cv=cv,
        profile_url=form.profile_url.data or "",
        cv_later=form.cv_later,
        message=form.message.data,
        answers=answers_of(form, page.opening.questions, page.language),
        came_by=page.came_by,
        choice=form.choice(shown=page.referrer is not None),
        named=form.named.data,
        referrer_sees=form.referrer_sees.data,
        sender=sender(),
    )


def _asks_referrer() -> bool:
    """Say whether the company has candidates say who recommends them."""
    company = organisation_of_page()
    return company is not None and company.asks_referrer


def _form(
    page: ApplyPage, form: ApplyForm, cv: StoredFile | None = None, *, status: int = 200
) -> ResponseReturnValue:
    return (
        render_template(
            "candidate/apply.html",
            page=page,
            form=form,
            text=text_in(page.opening, page.language),
            where=place(page.opening),
            kept=_kept(cv),
            sees_help=SEES_HELP,
            picture_url=picture_url,
            back=_offer_path(page),
            readers=_readers(page.opening),
            alternates=alternates(page.language, _addresses(page)),
            **_frame(page),
        ),
        status,
        # a browser that comes back to a refused form shows it as it was, instead of an error
        {"Cache-Control": "private, no-cache"} if status == 422 else {},
    )


def _frame(page: ApplyPage) -> dict[str, Any]:
    """Return what stands around a page that a link led to: its ways keep the referrer."""
    return page.way.frame(page.language) if isinstance(page.way, ThroughLink) else {}


def _offer_path(page: ApplyPage) -> str:
    """Return where the offer that one applies for is read."""
    if page.link is None:
        return publication_path(page.opening, page.language)
    other = page.opening.id != page.link.publication_id
    return _landing_path(page.link.code, page.opening.number if other else None, page.language)


def _kept(cv: StoredFile | None) -> dict[str, Any] | None:
    if cv is None:
        return None
    return {
        "name": cv.name,
        "detail": _("%(size)s, received", size=file_size(cv.size)),
        "token": cv_files.reference(cv, now=clock.now()),
    }


def _readers(opening: Opening) -> Sequence[Person]:
    people = [opening.recruiter, opening.hiring_manager]
    return list({each.id: each for each in people if each}.values())


def _addresses(page: ApplyPage) -> dict[str, str]:
    """Return this page's address in each of its languages, with what led here and was answered."""
    answer = request.args.get("answer")
    languages = [each for each in LANGUAGES if each in page.opening.languages]
    return {each: _path(page, each, answer=answer) for each in languages}


def _path(page: ApplyPage, in_language: str, *, answer: str | None = None) -> str:
    """Return this page's address in a language.

    answer: what was said about the referrer on the landing page, as `landing_answer` carries it
    """
    text = text_in(page.opening, in_language)
    if page.recommendation:
        return url_for("candidate.apply_recommended", token=page.token, lang=in_language)
    if page.link is None:
        return url_for(
            "candidate.apply_direct",
            language=in_language,
            slug=text.slug,
            number=page.opening.number,
        )
    other = page.opening.id != page.link.publication_id
    return url_for(
        "candidate.apply",
        code=page.link.code,
        language=in_language,
        number=page.opening.number if other else None,
        token=page.token,
        answer=answer,
    )


def _closed(page: ApplyPage, form: ApplyForm) -> ResponseReturnValue:
    """Say that it is over, with openings like it, and give back what was typed."""
    opening, shown_in, now = page.opening, page.language, clock.now()
    near = [
        near_row(each, opening, shown_in, now=now, href_of=page.way.publication)
        for each in similar_openings(opening, now=now)
    ]
    return (
        render_template(
            "candidate/closed.html",
            opening=opening,
            text=text_in(opening, shown_in),
            typed=form.message.data or "",
            paused=opening.state is PublicationState.PAUSED,
            near=near,
            page=page,
            **_frame(page),
        ),
        410,
    )


def _or_unavailable(answer: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Answer, or say that nothing was recorded and keep what was typed until it can be sent again.

    Without the database, or without room for the file, the form itself comes back.
    """
    try:
        return answer()
    except OperationalError:
        database_is_away()
    except CannotStore:
        db.session.rollback()
    form = ApplyForm()
    form.form_id.data = form.form_id.data or str(uuid7())
    return (
        render_template("candidate/unavailable.html", form=form),
        503,
        {"Retry-After": "60"},
    )
