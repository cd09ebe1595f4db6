"""Two usual ways to track, by their documented mechanics, on the same journeys. Pure.

Both are given the benefit of the doubt: the cookie's code travels in the link's path, where no
browser strips it; no blocker stops either script; the consent banner is always answered, once
per browser; the UTM session asks for no consent at all.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.journeys.plan import Act, Device, Journey, Step, Who
from bench.journeys.storage import Jar

COOKIE_LASTS = timedelta(days=30)
SESSION_LASTS = timedelta(minutes=30)  # without a page: Google Analytics' own default
ANY_MOMENT = datetime(2030, 3, 4, 7, 0, tzinfo=UTC)
ELSEWHERE = "elsewhere"  # a campaign that is no ambassador's
LOADS_A_PAGE = (Act.FOLLOW, Act.OPEN_FORM, Act.REOPEN_FORM, Act.FIND_SITE, Act.SEND)


@dataclass
class Cookie:
    """A first-party cookie of 30 days that a script writes after consent; the last click wins.

    by_script: False for one that the server sets, which WebKit does not cap
    """

    journey: Journey
    by_script: bool = True
    jars: dict[Device, Jar] = field(default_factory=dict)

    def page(self, step: Step, now: datetime) -> None:
        """Load a page; that of a link writes the cookie."""
        jar = self.jars.setdefault(step.device, Jar(self.journey.engine(step.device)))
        jar.visit(now)
        if step.act is Act.FOLLOW and step.owner and self.journey.drawn.consent == "accepts":
            jar.write("ref", step.owner, expires=now + COOKIE_LASTS, by_script=self.by_script)

    def close(self, device: Device) -> None:
        """End the browsing session."""
        self.jars[device].close()

    def credit(self, device: Device) -> Who | None:
        """Return whom an application sent from this browser is credited to."""
        value = self.jars[device].read("ref")
        return Who(value) if value else None


@dataclass
class UtmSession:
    """UTM parameters of the landing address, kept in the session and sent with the form."""

    journey: Journey
    jars: dict[Device, Jar] = field(default_factory=dict)
    seen: dict[Device, datetime] = field(default_factory=dict)

    def page(self, step: Step, now: datetime) -> None:
        """Load a page; one with parameters in its address begins a session of theirs."""
        jar = self.jars.setdefault(step.device, Jar(self.journey.engine(step.device)))
        if now - self.seen.get(step.device, now) > SESSION_LASTS:
            jar.close()
        self.seen[step.device] = now
        if step.act is Act.FOLLOW and step.owner and self.journey.drawn.query != "stripped":
            added = self.journey.drawn.query == "added"
            jar.write("utm_content", ELSEWHERE if added else step.owner)

    def close(self, device: Device) -> None:
        """End the browsing session."""
        self.jars[device].close()

    def credit(self, device: Device) -> Who | None:
        """Return whom an application sent from this browser is credited to."""
        value = self.jars[device].read("utm_content")
        return Who(value) if value and value != ELSEWHERE else None


def credited_by(way: Cookie | UtmSession) -> Who | None:
    """Play a journey on one of these, and return whom it credits."""
    now = ANY_MOMENT
    for step in way.journey.steps:
        now += step.after
        if step.act in LOADS_A_PAGE:
            way.page(step, now)
        if step.act is Act.CLOSE:
            way.close(step.device)
        if step.act is Act.SEND:
            return way.credit(step.device)
    raise AssertionError("a journey ends with an application")
