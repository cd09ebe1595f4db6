"""Where somebody who was recommended reads what is known of them, and answers.

Opening the page does nothing, however often and by whatever: only its form does.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.attribution.eligibility import eligibility_of
from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.core.text.links import without_glue
from app.hiring import consent_links, queries
from app.hiring.models import Recommendation
from app.hiring.openings import OpeningClosed, takes_applications
from app.hiring.referrals import recommendations
from app.people.entrance import limits
from app.policy.policy import TouchKind
from app.publishing.queries import similar_openings
from app.web.access import public
from app.web.candidate import bp, languages
from app.web.candidate.dead_links import opens_link
from app.web.candidate.forms import ConsentForm
from app.web.candidate.sender import sender
from app.web.media import picture_url
from app.web.public_forms import public_form
from app.web.site.pages import cards

ANSWERS = "120 per hour"


@bp.route("/c/<token>", methods=["GET", "POST"])
@public
@limits.by_link(ANSWERS, consent_links.is_ours)
@public_form
@opens_link
def consent(token: str) -> ResponseReturnValue:
    """Show a recommendation to the person it is about, and take their answer."""
    recommendation = open_consent(token)
    form = ConsentForm()
    if request.method != "POST":
        if not recommendation.accepted_at and not _open(recommendation):
            return _closed(recommendation, token)
        # a refusal may be chosen by the link in the mail; an acceptance never is
        if without_glue(request.args.get("answer", "")) == "refuse":
            form.answer.data = "refuse"
        return _page(recommendation, token, form)
    if not form.validate():
        return _page(recommendation, token, form), 422
    return _take(recommendation, token, form)


def _take(recommendation: Recommendation, token: str, form: ConsentForm) -> ResponseReturnValue:
    now, answer = clock.now(), form.answer.data
    try:
        with transaction():
            if answer == "accept":
                recommendations.accept(recommendation, sender=sender(), now=now)
                lasting = consent_links.token_of(recommendation, now=now)
            else:
                recommendations.refuse(recommendation, forever=answer == "never", now=now)
    except recommendations.NothingLeft:
        raise  # no form is left to show it on
    except OpeningClosed:
        return _closed(recommendation, token)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(recommendation, token, form), 422
    if answer == "accept":
        return redirect(
            url_for("candidate.apply_recommended", token=lasting, lang=languages.asked()), 303
        )
    return redirect(url_for("candidate.erased", lang=language()), 303)


@bp.post("/c/<token>/change-my-mind")
@public
@limits.by_link(ANSWERS, consent_links.is_ours)
@public_form
@opens_link
def withdraw_consent(token: str) -> ResponseReturnValue:
    """Take back an acceptance, and erase everything."""
    recommendation = open_consent(token)
    try:
        with transaction():
            recommendations.withdraw_consent(recommendation, now=clock.now())
    except recommendations.NothingLeft:
        raise  # no form is left to show it on
    except Refusal as refusal:
        form = ConsentForm()
        form.refuse(refusal)
        return _page(recommendation, token, form), 422
    return redirect(url_for("candidate.erased", lang=language()), 303)


@bp.get("/c/erased")
@public
def erased() -> ResponseReturnValue:
    """Confirm that everything is erased; the same page for everyone."""
    return render_template("candidate/erased.html", alternates=languages.others("candidate.erased"))


def open_consent(token: str) -> Recommendation:
    """Open a link, and speak the language of its message unless another one was chosen.

    raises: DeadConsentLink
    """
    recommendation = consent_links.open_link(token)
    languages.speak(recommendation.language)
    return recommendation


def _open(recommendation: Recommendation) -> bool:
    return takes_applications(recommendation.opening, clock.now())


def _page(recommendation: Recommendation, token: str, form: ConsentForm) -> str:
    now, opening = clock.now(), recommendation.opening
    eligibility = eligibility_of(
        recommendation.ambassador, opening, now=now, kind=TouchKind.RECOMMENDATION
    )
    return render_template(
        "candidate/consent.html",
        token=token,
        recommendation=recommendation,
        ambassador=recommendation.ambassador,
        row=cards.row(opening, language(), now=now),
        form=form,
        rewarded=eligibility.possible,
        remind_at=recommendation.sent_at + recommendations.REMINDED_AFTER,
        open=_open(recommendation),
        applied=queries.has_applied(recommendation),
        picture_url=picture_url,
        alternates=languages.others("candidate.consent", token=token),
    )


def _closed(recommendation: Recommendation, token: str) -> ResponseReturnValue:
    """Say that the opening is over, with openings like it. What is known is erased by itself."""
    opening, shown_in, now = recommendation.opening, language(), clock.now()
    others = similar_openings(opening, now=now)
    near = [cards.near_row(each, opening, shown_in, now=now) for each in others]
    return (
        render_template(
            "candidate/consent_closed.html",
            title=cards.marked_title(opening, shown_in),
            near=near,
            alternates=languages.others("candidate.consent", token=token),
        ),
        410,
    )
