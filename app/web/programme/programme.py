"""The programme: what awaits a decision, the rule in force, the state of the ledger."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution import queries
from app.attribution.ledger import entries
from app.attribution.wording.short import rule_in_short
from app.core import clock
from app.people.permissions import Permission, may
from app.policy import versions
from app.web.access import allowed
from app.web.programme import bp
from app.web.programme.appeal_states import state_to_managers
from app.web.recruiting.credit_panel import chain_tone, chain_words

CLOSED_SHOWN = 10


@bp.get("/programme")
@allowed(Permission.MANAGE_POLICY, Permission.JUDGE_APPEALS)
def programme() -> ResponseReturnValue:
    """Show what awaits a decision first."""
    now = clock.now()
    policy = versions.policy_in_force(now)
    verification = queries.latest_verification()
    return render_template(
        "programme/programme.html",
        state_of=lambda appeal: state_to_managers(appeal, now),
        runs_campaigns=may(current_user, Permission.RUN_CAMPAIGNS),
        may_change=may(current_user, Permission.MANAGE_POLICY),
        waiting=queries.open_appeals(current_user),
        closed=queries.closed_appeals(current_user, limit=CLOSED_SHOWN),
        policy=policy,
        rule=rule_in_short(policy),
        versions=queries.policy_versions(),
        head=entries.head(),
        chain=chain_words(verification) if verification else None,
        chain_tone=chain_tone(verification) if verification else None,
    )
