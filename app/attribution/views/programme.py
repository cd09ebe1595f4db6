"""The programme: what awaits a decision, the rule in force, the state of the ledger."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution import ledger, policies, queries
from app.attribution.panel import chain_tone, chain_words
from app.attribution.short_words import rule_in_short
from app.attribution.views.blueprint import bp
from app.attribution.words import title_of
from app.core import clock
from app.people.permissions import Permission, allowed, may

CLOSED_SHOWN = 10


@bp.get("/programme")
@allowed(Permission.MANAGE_POLICY, Permission.JUDGE_APPEALS)
def programme() -> ResponseReturnValue:
    """Show what awaits a decision first."""
    now = clock.now()
    policy = policies.policy_in_force(now)
    verification = queries.latest_verification()
    return render_template(
        "attribution/programme.html",
        now=now,
        may_change=may(current_user, Permission.MANAGE_POLICY),
        waiting=queries.open_appeals(current_user),
        closed=queries.closed_appeals(current_user, limit=CLOSED_SHOWN),
        title_of=title_of,
        policy=policy,
        rule=rule_in_short(policy),
        versions=queries.policy_versions(),
        head=ledger.head(),
        chain=chain_words(verification) if verification else None,
        chain_tone=chain_tone(verification) if verification else None,
    )
