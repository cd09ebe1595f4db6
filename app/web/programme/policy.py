"""The policy: read by everyone, changed by who runs the programme, tried before it applies."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution import queries
from app.attribution.deciding import dry_run
from app.attribution.models import DryRun
from app.attribution.wording.changes import difference_words
from app.attribution.wording.policy import GROUPS, LABELS, changed_fields, value_words
from app.core import clock
from app.core.database import transaction
from app.core.i18n import gettext as _
from app.people.permissions import Permission, may
from app.policy import versions
from app.policy.policy import Policy
from app.web.access import allowed
from app.web.programme import bp
from app.web.programme.forms import UNSAVED, PolicyForm, filled_with


@bp.get("/programme/policy/<int:version>")
@allowed(Permission.RELAY, Permission.EXPLAIN_CREDIT, Permission.MANAGE_POLICY)
def policy(version: int) -> ResponseReturnValue:
    """Show a version of the rule, in words, to whoever it concerns: everyone here."""
    rows = {row.version: row for row in queries.policy_versions()}
    if version not in rows:
        abort(404)
    shown = versions.read(rows[version])
    settings = shown.settings()
    return render_template(
        "programme/policy.html",
        row=rows[version],
        in_force=version == versions.version_at(clock.now()),
        groups=[
            (title, [(LABELS[name], value_words(name, settings[name])) for name in names])
            for title, names in GROUPS
        ],
        versions=list(rows.values()),
        may_change=may(current_user, Permission.MANAGE_POLICY),
    )


@bp.get("/programme/policy")
@allowed(Permission.MANAGE_POLICY)
def edit_policy() -> ResponseReturnValue:
    """Show the rule in force as a form; from a dry run, what was tried there."""
    started_from = request.args.get("from", type=UUID)
    asked = _run_or_404(started_from) if started_from else None
    current = versions.policy_in_force(clock.now())
    shown = dry_run.tried(asked) if asked else current
    return _page(PolicyForm(formdata=None, data=filled_with(shown)), current)


@bp.post("/programme/policy")
@allowed(Permission.MANAGE_POLICY)
def try_policy() -> ResponseReturnValue:
    """Try a changed rule on the whole history before it applies."""
    current = versions.policy_in_force(clock.now())
    form = PolicyForm()
    if not form.validate_on_submit():
        return _page(form, current), 422
    if not changed_fields(current, form.policy):
        flash(_("This is the rule in force: there is nothing to try."))
        return redirect(url_for(".edit_policy"))
    with transaction():
        asked = dry_run.ask(form.policy, by=current_user, now=clock.now())
    return redirect(url_for(".tried_policy", run_id=asked.id))


@bp.get("/programme/tries/<uuid:run_id>")
@allowed(Permission.MANAGE_POLICY)
def tried_policy(run_id: UUID) -> ResponseReturnValue:
    """Show how far a dry run has come, then what would differ and why."""
    asked = _run_or_404(run_id)
    tried, current = dry_run.tried(asked), versions.policy_in_force(clock.now())
    names = queries.names_in(asked.differences)
    return render_template(
        "programme/tried_policy.html",
        run=asked,
        current=current,
        changes=changed_fields(current, tried),
        differences=[difference_words(each, names) for each in asked.differences],
    )


@bp.post("/programme/tries/<uuid:run_id>/publish")
@allowed(Permission.MANAGE_POLICY)
def publish_policy(run_id: UUID) -> ResponseReturnValue:
    """Put a rule that was tried in force, from now on."""
    asked = _run_or_404(run_id)
    if asked.finished_at is None:
        flash(_("The trial is not over yet. Wait for its result."))
        return redirect(url_for(".tried_policy", run_id=run_id))
    try:
        with transaction():
            published = versions.publish_policy(
                dry_run.tried(asked),
                replaces=request.form.get("replaces", default=0, type=int),
                by=current_user,
                now=clock.now(),
            )
            asked.published_version = published.version
    except versions.RuleChanged as refusal:
        flash(str(refusal.sentence), "warning")
        return redirect(url_for(".tried_policy", run_id=run_id))
    flash(_("Version %(number)d is in force.", number=published.version))
    return redirect(url_for(".policy", version=published.version))


def _page(form: PolicyForm, current: Policy) -> str:
    return render_template(
        "programme/edit_policy.html", form=form, current=current, groups=GROUPS, unsaved=UNSAVED
    )


def _run_or_404(run_id: UUID) -> DryRun:
    found = queries.dry_run_of(run_id)
    if found is None:
        abort(404)
    return found
