"""The versions of the policy: which one is in force, and how the next one comes."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core import activity, locks
from app.core.database import db
from app.core.errors import Refusal
from app.core.locks import Lock
from app.people.models import Person
from app.policy.models import PolicyVersion
from app.policy.policy import Policy, policy_of

Timeline = Sequence[tuple[datetime, int]]  # since when each version is in force, the last first


def timeline() -> Timeline:
    """Return since when each version is in force, the latest first."""
    rows = db.session.execute(
        select(PolicyVersion.in_force_from, PolicyVersion.version).order_by(
            PolicyVersion.in_force_from.desc()
        )
    )
    return [(row.in_force_from, row.version) for row in rows]


def version_in(versions_since: Timeline, moment: datetime) -> int:
    """Find the version in force at a moment; the first one rules whatever came before. Pure."""
    for since, version in versions_since:
        if since <= moment:
            return version
    return versions_since[-1][1]


def version_at(moment: datetime) -> int:
    """Return the version of the policy in force at a moment."""
    return version_in(timeline(), moment)


def policy_in_force(moment: datetime) -> Policy:
    """Return the policy in force at a moment."""
    version = version_at(moment)
    return versions([version])[version]


def versions(wanted: Iterable[int]) -> Mapping[int, Policy]:
    """Return some versions of the policy; one that does not exist is left out."""
    rows = db.session.scalars(select(PolicyVersion).where(PolicyVersion.version.in_(set(wanted))))
    return {row.version: read(row) for row in rows}


# A policy never changes, so it is kept by its hash: rarely more than a dozen.
_by_hash: dict[str, Policy] = {}


def sealed_by(hashes: Set[str]) -> Mapping[int, Policy]:
    """Return policies by the hashes that rows of the ledger name them with."""
    if unknown := hashes - _by_hash.keys():
        rows = db.session.scalars(select(PolicyVersion).where(PolicyVersion.hash.in_(unknown)))
        _by_hash.update((row.hash, read(row)) for row in rows)
    return {_by_hash[seal].version: _by_hash[seal] for seal in hashes if seal in _by_hash}


def every_version() -> Mapping[int, Policy]:
    """Return every version of the policy."""
    return {row.version: read(row) for row in db.session.scalars(select(PolicyVersion))}


def read(row: PolicyVersion) -> Policy:
    """Read a stored version."""
    return policy_of(row.version, row.settings)


class RuleChanged(Refusal):
    """Someone else put another rule in force since this one was compared with it."""

    code = "rule_changed"


def publish_policy(policy: Policy, *, replaces: int, by: Person, now: datetime) -> Policy:
    """Put a policy in force from now on, and never for the past, as the next version.

    policy: of any version number; it gets the next one
    replaces: the version in force that the publisher has seen
    returns: the version in force when it already says the same
    raises: RuleChanged
    """
    locks.hold(Lock.POLICY)
    current = policy_in_force(now)
    if replace(policy, version=current.version) == current:
        return current
    if current.version != replaces:
        raise RuleChanged(
            _l("Another rule came into force in the meantime. Read what this one would change now.")
        )
    latest = db.session.scalars(select(func.max(PolicyVersion.version))).one()
    published = replace(policy, version=latest + 1)
    row = PolicyVersion(
        version=published.version,
        settings=published.settings(),
        hash=published.hash,
        in_force_from=now,
    )
    db.session.add(row)
    db.session.flush()
    activity.record("policy.published", row, by=by, data={"version": published.version}, now=now)
    return published
