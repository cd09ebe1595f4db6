"""An ambassador recommends somebody, or takes a recommendation back before its answer."""

from typing import Any
from uuid import UUID, uuid4

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_limiter import RequestLimit
from flask_login import current_user

from app.attribution.eligibility import eligibility_of
from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.text.clean import tidy_line
from app.core.text.mailboxes import bare_mailbox
from app.extensions import limiter
from app.hiring import queries
from app.hiring.candidates.mailbox import fold
from app.hiring.models import RecommendedPerson
from app.hiring.referrals import recommendations
from app.people.charter import has_accepted
from app.people.entrance import limits
from app.people.permissions import Permission
from app.people.queries import works_here
from app.policy.policy import TouchKind
from app.publishing.models import Opening
from app.publishing.wording import title_of
from app.sharing.links import CharterNotAccepted
from app.web.access import allowed
from app.web.ambassador import bp
from app.web.ambassador.forms import RecommendForm

BY_ONE_PERSON = "10 per hour; 30 per day"
# However often it is taken back: nobody is written to again and again by one person.
TO_ONE_MAILBOX = "3 per day"


def _of_mailbox() -> str:
    """Name the counter of what this ambassador sends to the mailbox that the form names."""
    mailbox = fold(bare_mailbox(tidy_line(limits.typed("email"))))
    return f"recommend:{current_user.id}:{limits.keyed('mailbox', mailbox)}"


def _sent(response: Response) -> bool:
    """Return whether a form was taken: those that are refused are free."""
    return response.status_code == 303


def _too_many(_limit: RequestLimit) -> Response:
    """Say it on the form itself, with all that was typed."""
    form = _form(offered := _offered())
    form.refuse(
        Refusal(_l("That is many recommendations in a short time. Send this one another day."))
    )
    return make_response(_page(form, offered), 429)


def _limited(view: Any) -> Any:
    common: dict[str, Any] = {"methods": ["POST"], "deduct_when": _sent, "on_breach": _too_many}
    by_person = limiter.limit(
        BY_ONE_PERSON, key_func=lambda: f"recommend:{current_user.id}", **common
    )
    to_mailbox = limiter.limit(TO_ONE_MAILBOX, key_func=_of_mailbox, **common)
    return by_person(to_mailbox(view))


@bp.route("/recommend", methods=["GET", "POST"])
@allowed(Permission.RELAY)
@_limited
def recommend() -> ResponseReturnValue:
    """Recommend somebody for an opening, who is asked before anybody else knows."""
    if not has_accepted(current_user):
        return _to_the_charter()
    offered = _offered()
    form = _form(offered)
    if request.method != "POST":
        return _page(form, offered)
    if form.validate_on_submit() and not _is_colleague(form):
        try:
            with transaction():
                recommendations.recommend(
                    offered[form.opening.key],
                    RecommendedPerson(
                        form.name.data, form.email.data, form.relation.data, form.words.data
                    ),
                    by=current_user,
                    form_id=form.form_id.data,
                    language=form.language.data,
                    called=form.called.data or "",
                    now=clock.now(),
                )
        except CharterNotAccepted:
            return _to_the_charter()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _(
                    "Sent, unless they asked not to be written to. If they accept, you will read it"
                    " below."
                )
            )
            return redirect(url_for("ambassador.my_relays", part="recommendations"), 303)
    return _page(form, offered), 422


def _is_colleague(form: RecommendForm) -> bool:
    """Say once, before anything is sent, that they seem to work here: that gives no credit."""
    if form.asked_about_colleague or not works_here(
        form.name.data, form.email.data, besides=current_user
    ):
        return False
    form.colleague.data = form.about
    form.refuse(
        Refusal(
            _l(
                "Somebody with this name or address works here. A colleague who moves to another "
                "job here never gives a credit. Send it again to recommend them all the same."
            ),
            field="name",
        )
    )
    return True


@bp.route("/recommendations/<uuid:recommendation_id>/take-back", methods=["GET", "POST"])
@allowed(Permission.RELAY)
def take_back(recommendation_id: UUID) -> ResponseReturnValue:
    """Ask before a recommendation is taken back, then take it back."""
    recommendation = queries.recommendation_sent_by(current_user, recommendation_id)
    problem = None
    if request.method == "POST":
        try:
            with transaction():
                recommendations.take_back(recommendation, by=current_user, now=clock.now())
        except Refusal as refusal:
            problem = refusal.sentence
        else:
            flash(_("Withdrawn: nothing is left of it."))
            return redirect(url_for("ambassador.my_relays", part="recommendations"), 303)
    page = render_template(
        "ambassador/take_back.html",
        recommendation=recommendation,
        title=title_of(recommendation.opening),
        problem=problem,
    )
    return page, 422 if problem else 200


def _offered() -> dict[UUID | None, Opening]:
    found = queries.openings_to_recommend_for(current_user, now=clock.now())
    return {opening.id: opening for opening in found}


def _form(offered: dict[UUID | None, Opening]) -> RecommendForm:
    """Return the form as it was sent, or as the page opens."""
    form = RecommendForm()
    form.opening.offer([(opening.id, _label(opening)) for opening in offered.values()])
    if request.method != "POST":
        form.form_id.data = uuid4()
        form.language.data = current_user.language
        asked = request.args.get("opening", type=UUID)
        form.opening.choose(asked if asked in offered else None)
    return form


def _label(opening: Opening) -> str:
    title = title_of(opening)
    return f"{title}, {opening.place.name}" if opening.place else title


def _page(form: RecommendForm, offered: dict[UUID | None, Opening]) -> str:
    chosen = {str(key): opening for key, opening in offered.items()}.get(form.opening.data)
    return render_template(
        "ambassador/recommend.html",
        form=form,
        offered=offered,
        answer_days=recommendations.ANSWER_WITHIN.days,
        eligibility=eligibility_of(
            current_user, chosen, now=clock.now(), kind=TouchKind.RECOMMENDATION
        ),
    )


def _to_the_charter() -> ResponseReturnValue:
    """Have the charter read first, then come back here."""
    back = url_for("ambassador.recommend", opening=request.values.get("opening") or None)
    return redirect(url_for("account.charter", next=back))
