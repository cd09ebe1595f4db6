"""Whether and when somebody may be invited: one rule, for people, channels and forecasts. Pure.

Nobody is invited above the cap of a week, nor inside quiet hours by the clocks where they are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.calendar import date_in
from app.sharing.invitations.models import WEEKEND

WEEK = timedelta(days=7)


class Because(StrEnum):
    """Why an invitation waits, or never comes."""

    FIRST_DAY = "first_day"
    CAP = "cap"
    AWAY = "away"
    QUIET = "quiet"
    REFUSED = "refused"  # takes none
    DIGEST = "digest"  # takes the digest alone
    LEFT = "left"  # no account, or one that may not relay
    RELAYED = "relayed"  # nothing that was not relayed already
    OVER = "over"  # the campaign ends before


@dataclass(frozen=True)
class Manners:
    """The company's rules. a_week: invitations in seven days; quiet from one hour until another

    Pure hours of 24; waking hours are those between `quiet_until` and `quiet_from` of one day.
    """

    a_week: int = 1
    quiet_from: int = 19
    quiet_until: int = 8


@dataclass(frozen=True)
class InvitedPerson:
    """Whom an invitation is for.

    sent: when they were invited before, by any campaign, in any order
    days_off: 1 for Monday
    never: why they are invited to nothing at all
    """

    zone: ZoneInfo
    sent: Sequence[datetime] = ()
    days_off: Collection[int] = WEEKEND
    away_until: date | None = None
    never: Because | None = None


@dataclass(frozen=True)
class WhenInvited:
    """When somebody may be invited, None for never; why not at once, None for at once."""

    at: datetime | None
    because: Because | None = None

    def is_now(self, now: datetime) -> bool:
        """Say whether they may be invited now."""
        return self.at is not None and self.at <= now


def may_invite(
    now: datetime, invitee: InvitedPerson, manners: Manners, *, begins: datetime, ends: datetime
) -> WhenInvited:
    """Say whether somebody may be invited now, at a later instant, or never, and why.

    begins, ends: when the campaign does: nobody is invited before, nor once it is over
    """
    if invitee.never:
        return WhenInvited(None, invitee.never)
    at, because = now, None
    for instant, reason in (
        (begins, Because.FIRST_DAY),
        (_free_again(invitee.sent, manners), Because.CAP),
        (_back(invitee), Because.AWAY),
    ):
        if instant and instant > at:
            at, because = instant, reason
    awake = _first_waking(at, invitee, manners)
    if awake > at:
        at, because = awake, because or Because.QUIET
    return WhenInvited(at, because) if at <= ends else WhenInvited(None, Because.OVER)


def is_quiet(now: datetime, zone: ZoneInfo, days_off: Collection[int], manners: Manners) -> bool:
    """Say whether it is a quiet hour, or a day off, by the clocks of a zone."""
    shown = now.astimezone(zone)
    waking = manners.quiet_until <= shown.hour < manners.quiet_from
    return not waking or shown.isoweekday() in days_off


def _free_again(sent: Sequence[datetime], manners: Manners) -> datetime | None:
    """Return from when one more invitation stays within the cap."""
    if len(sent) < manners.a_week:
        return None
    return sorted(sent)[-manners.a_week] + WEEK


def _back(invitee: InvitedPerson) -> datetime | None:
    """Return the first instant of the day on which somebody is back."""
    if invitee.away_until is None or invitee.away_until == date.max:
        return None
    return datetime.combine(invitee.away_until + timedelta(days=1), time(), invitee.zone)


def _first_waking(at: datetime, invitee: InvitedPerson, manners: Manners) -> datetime:
    """Return an instant, or the first waking hour after it."""
    zone, days_off = invitee.zone, invitee.days_off
    if not is_quiet(at, zone, days_off, manners):
        return at
    today = date_in(zone, at)
    for ahead in range(15):  # a week has a day on, and clocks may skip one
        day = today + timedelta(days=ahead)
        begins = datetime.combine(day, time(manners.quiet_until), zone).astimezone(UTC)
        if begins >= at and not is_quiet(begins, zone, days_off, manners):
            return begins
    raise ValueError("every day is off")
