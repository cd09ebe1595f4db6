"""What recruitment agencies claim: on an application, or by mailbox before there is one."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import NotFound

from app.attribution.deciding import claims
from app.core import clock
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.ids import uuid7
from app.hiring import queries
from app.hiring.models import AgencyClaim, Application
from app.hiring.recruiting import agency_claims
from app.hiring.recruiting.agency_claims import Terms
from app.people.permissions import Permission
from app.publishing.models import Opening
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.recruiting import bp
from app.web.recruiting.forms import AgencyClaimForm, MailboxClaimForm


def _openings() -> Sequence[Opening]:
    return queries.openings_online(now=clock.now())


@bp.get("/applications/agency-claims", endpoint="claims")
@allowed(Permission.MOVE_APPLICATIONS)
def list_claims() -> ResponseReturnValue:
    """List the claims in force, and record one by mailbox."""
    return _list(_offering(MailboxClaimForm(), _openings()))


@bp.post("/applications/agency-claims")
@allowed(Permission.MOVE_APPLICATIONS)
def record_mailbox_claim() -> ResponseReturnValue:
    """Record that an agency presented somebody, who has perhaps not applied yet."""
    form = _offering(MailboxClaimForm(), _openings())

    def act(terms: Terms) -> AgencyClaim:
        return claims.record(
            form.email.data, terms, form_id=form.form_id.data, by=current_user, now=clock.now()
        )

    if _done(form, act):
        flash(_("The claim is recorded."))
        return redirect(url_for("recruiting.claims"))
    return _list(form), 422


@bp.route("/applications/<uuid:application_id>/agency-claims", methods=["GET", "POST"])
@allowed(Permission.MOVE_APPLICATIONS)
def record_claim(application_id: UUID) -> ResponseReturnValue:
    """Record that an agency presented the candidate of an application."""
    found = queries.application_of(current_user, application_id)
    form = _offering(AgencyClaimForm(), [found.opening])

    def act(terms: Terms) -> AgencyClaim:
        return claims.record(
            found.candidate.email,
            terms,
            form_id=form.form_id.data,
            by=current_user,
            now=clock.now(),
        )

    if request.method == "POST" and _done(form, act):
        flash(_("The claim is recorded, and the credit decided again."))
        return redirect(_application_address(found))
    if request.method == "GET":
        form.opening.choose(found.opening_id)
    return _form_page(form, found, None)


@bp.route("/applications/agency-claims/<uuid:claim_id>", methods=["GET", "POST"])
@allowed(Permission.MOVE_APPLICATIONS)
def correct_claim(claim_id: UUID) -> ResponseReturnValue:
    """Correct a claim: another one takes its place, and the credit is decided again."""
    claim = _claim(claim_id)
    found = _application(request.args.get("application"))
    openings = [found.opening] if found else _openings()
    form = _offering(AgencyClaimForm(), openings, kept=claim.opening)

    def act(terms: Terms) -> AgencyClaim:
        return claims.correct(
            claim, terms, form_id=form.form_id.data, by=current_user, now=clock.now()
        )

    if request.method == "POST" and _done(form, act):
        flash(_("The claim is corrected, and the credit decided again."))
        return redirect(_application_address(found))
    if request.method == "GET":
        form.show(claim)
    return _form_page(form, found, claim)


@bp.post("/applications/agency-claims/<uuid:claim_id>/withdraw")
@allowed(Permission.MOVE_APPLICATIONS)
def withdraw_claim(claim_id: UUID) -> ResponseReturnValue:
    """End a claim that does not hold."""
    claim = _claim(claim_id)
    with transaction():
        claims.withdraw(claim, by=current_user, now=clock.now())
    flash(_("The claim is withdrawn, and the credit decided again."))
    return redirect(_application_address(_application(request.args.get("application"))))


def _done(form: AgencyClaimForm, act: Callable[[Terms], AgencyClaim]) -> bool:
    """Do what a form asks; the form says why when that cannot be."""
    if not form.validate():
        return False
    opening = db.session.get(Opening, form.opening.key) if form.opening.key else None
    try:
        with transaction():
            act(form.terms(opening))
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _offering(
    form: AgencyClaimForm, openings: Sequence[Opening], *, kept: Opening | None = None
) -> AgencyClaimForm:
    form.opening.offer(
        [(each.id, title_of(each)) for each in openings],
        kept=(kept.id, title_of(kept)) if kept else None,
    )
    if not form.is_submitted():
        form.form_id.data = uuid7()
    return form


def _list(form: AgencyClaimForm) -> str:
    return render_template(
        "recruiting/agency/claims.html",
        form=form,
        claims=agency_claims.claims_in_force(current_user),
    )


def _form_page(
    form: AgencyClaimForm, application: Application | None, claim: AgencyClaim | None
) -> ResponseReturnValue:
    page = render_template(
        "recruiting/agency/claim.html",
        form=form,
        claim=claim,
        email=claim.email if claim else application.candidate.email if application else "",
        application=application,
        back=_application_address(application),
    )
    return page, 422 if request.method == "POST" else 200


def _claim(claim_id: UUID) -> AgencyClaim:
    claim = agency_claims.claim_seen_by(current_user, claim_id)
    if claim is None:
        raise NotFound
    return claim


def _application(key: str | None) -> Application | None:
    """Return the application that one came from, if the address names one."""
    if not key:
        return None
    try:
        return queries.application_of(current_user, UUID(key))
    except ValueError as wrong:
        raise NotFound from wrong


def _application_address(application: Application | None) -> str:
    if application is None:
        return url_for("recruiting.claims")
    return url_for("recruiting.application", application_id=application.id, _anchor="agencies")
