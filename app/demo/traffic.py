"""Who comes to a link: people in several applications, previews, robots, scanners, colleagues.

Each request is a line of the click journal with a past time in its id, exactly as the front would
have written it; what it is counted as is decided by the loader, as ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from app.core.ids import uuid7_at
from app.sharing.models import Channel
from app.tracking.journal.lines import encode

_MOBILE_SAFARI: Final = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko)"
)
_ANDROID: Final = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 8 Build/AP3A.241105.007; wv) AppleWebKit/537.36"
    " (KHTML, like Gecko) Version/4.0 Chrome/140.0.7339.51 Mobile Safari/537.36"
)

BROWSERS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.6 Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Mobile Safari/537.36",
    f"{_MOBILE_SAFARI} Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
)

#: the browsers inside networks' own applications
IN_APP: Final = {
    Channel.LINKEDIN: (f"{_MOBILE_SAFARI} Mobile/22G86 [LinkedInApp]/9.31.1890",),
    Channel.FACEBOOK: (f"{_ANDROID} [FB_IAB/FB4A;FBAV/530.0.0.48.74;]",),
    Channel.X: (f"{_MOBILE_SAFARI} Mobile/22G86 Twitter for iPhone/11.21",),
    Channel.THREADS: (f"{_MOBILE_SAFARI} Mobile/22G86 Barcelona 398.0.0.25.70",),
    Channel.TEAMS: (f"{_ANDROID} TeamsMobile-Android",),
}

#: what fetches the preview of a post, by channel
FETCHERS: Final = {
    Channel.LINKEDIN: "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient"
    " +http://www.linkedin.com)",
    Channel.X: "Twitterbot/1.0",
    Channel.BLUESKY: "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    Channel.MASTODON: "Mastodon/4.4.3 (http.rb/5.3.1; +https://piaille.example/)",
    Channel.FACEBOOK: "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    Channel.THREADS: "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    Channel.WHATSAPP: "WhatsApp/2.25.22.79 A",
    Channel.TEAMS: "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5"
    " skype-url-preview@microsoft.com",
    Channel.SLACK: "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    Channel.COPY: "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    Channel.SHEET: "WhatsApp/2.25.22.79 A",
}

ROBOTS: Final = (
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2;"
    " +https://openai.com/gptbot)",
    "python-requests/2.32.4",
    "curl/8.14.1",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Go-http-client/2.0",
)

SCANNERS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Proofpoint/URLDefense",
    "Barracuda Sentinel (EE)",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
)

REFERRERS: Final = {
    Channel.LINKEDIN: "https://www.linkedin.com/",
    Channel.X: "https://t.co/",
    Channel.BLUESKY: "https://bsky.app/",
    Channel.MASTODON: "https://piaille.example/",
    Channel.FACEBOOK: "https://l.facebook.com/",
    Channel.THREADS: "https://l.threads.com/",
    Channel.TEAMS: "https://teams.microsoft.com/",
}

#: how many people a post brings on average, for an ambassador of average reach
PULL: Final = {
    Channel.LINKEDIN: 15.0,
    Channel.BLUESKY: 7.0,
    Channel.MASTODON: 6.0,
    Channel.FACEBOOK: 7.0,
    Channel.X: 4.0,
    Channel.WHATSAPP: 6.0,
    Channel.TEAMS: 4.0,
    Channel.EMAIL: 3.0,
    Channel.QR: 6.0,
}
PULL_ELSEWHERE: Final = 3.0
GIVEN_UP: Final = 0.07  # share of links that were never posted: the network's page was closed
UNREAD: Final = 0.08  # share of posts that bring nobody


@dataclass(frozen=True)
class Link:
    """What requests need to know of a referral link."""

    code: str
    channel: Channel
    at: datetime
    owner: UUID


@dataclass(frozen=True)
class Fetch:
    """What a request says of itself.

    mode: that of a browser that shows a page; None for programs, which send none
    referred: whether it may name the page that it comes from
    """

    agent: str
    mode: str | None = "navigate"
    method: str = "GET"
    purpose: str = ""
    referred: bool = False


@dataclass
class Traffic:
    """The requests of all links, collected while history is played."""

    chance: Random
    until: datetime
    lines: list[tuple[UUID, bytes]] = field(default_factory=list)

    def follow(self, link: Link, *, appeal: float, colleagues: tuple[UUID, ...]) -> None:
        """Let a post live: its preview, the people it brings, what crawls and scans it.

        appeal: how many times more, or fewer, people than on average
        colleagues: who may follow it from the company's own network
        """
        fate = self.chance.random()
        if fate < GIVEN_UP:
            return
        self._preview(link)
        people = self._count(PULL.get(link.channel, PULL_ELSEWHERE) * appeal)
        if fate < GIVEN_UP + UNREAD:
            people = 0
        for _ in range(people):
            self._person(link, link.at + self._delay(mean_hours=20))
        if self.chance.random() < 0.45:  # the ambassador looks at their own page
            own = link.at + timedelta(seconds=self.chance.randint(20, 900))
            self._request(link, own, Fetch(self.chance.choice(BROWSERS)), person=link.owner)
        for colleague in colleagues if people else ():
            when = link.at + self._delay(mean_hours=9)
            self._request(link, when, Fetch(self.chance.choice(BROWSERS)), person=colleague)
        self._machines(link, people)

    def land(self, link: Link, at: datetime) -> UUID:
        """Let one person land, at this time; returns the click's id."""
        agents = (*IN_APP.get(link.channel, ()), *BROWSERS)
        return self._request(link, at, Fetch(self.chance.choice(agents), referred=True))

    def sorted_lines(self) -> Iterator[bytes]:
        """The lines, in the order of their times."""
        return (line for _, line in sorted(self.lines))

    def _preview(self, link: Link) -> None:
        fetcher = FETCHERS.get(link.channel)
        if fetcher:
            first = link.at + timedelta(seconds=self.chance.randint(4, 90))
            self._request(link, first, Fetch(fetcher, mode=None))
            if self.chance.random() < 0.3:
                again = first + self._delay(mean_hours=30)
                self._request(link, again, Fetch(fetcher, mode=None))

    def _person(self, link: Link, at: datetime) -> None:
        visitor = self._visitor()
        agents = IN_APP.get(link.channel) if self.chance.random() < 0.55 else None
        agent = self.chance.choice(agents or BROWSERS)
        self._request(link, at, Fetch(agent, referred=True), visitor=visitor)
        if self.chance.random() < 0.18:  # who comes back, often the same day
            again = at + timedelta(minutes=self.chance.randint(3, 240))
            self._request(link, again, Fetch(agent), visitor=visitor)

    def _machines(self, link: Link, people: int) -> None:
        for _ in range(self._count(1.2 + people * 0.08)):
            when = link.at + self._delay(mean_hours=70)
            self._request(link, when, Fetch(self.chance.choice(ROBOTS), mode=None))
        if link.channel in (Channel.EMAIL, Channel.TEAMS):
            for _ in range(self.chance.randint(1, 3)):
                when = link.at + timedelta(seconds=self.chance.randint(2, 40))
                self._request(link, when, Fetch(self.chance.choice(SCANNERS), mode=None))
        if self.chance.random() < 0.12:
            when = link.at + self._delay(mean_hours=15)
            self._request(link, when, Fetch(BROWSERS[0], purpose="prefetch;prerender"))
        if self.chance.random() < 0.1:
            when = link.at + self._delay(mean_hours=15)
            self._request(link, when, Fetch("curl/8.14.1", mode=None, method="HEAD"))

    def _count(self, mean: float) -> int:
        """Draw how many, around a mean: mostly few, now and then many."""
        return round(self.chance.gammavariate(1.6, mean / 1.6))

    def _delay(self, *, mean_hours: float) -> timedelta:
        return timedelta(hours=self.chance.expovariate(1 / mean_hours))

    def _visitor(self) -> str:
        return f"{self.chance.getrandbits(64):016x}"

    def _request(
        self,
        link: Link,
        at: datetime,
        fetch: Fetch,
        *,
        person: UUID | None = None,
        visitor: str = "",
    ) -> UUID:
        """Write down one request, unless it lies in the future.

        person: whose own browser sends it, signed in here
        """
        environ = {"REQUEST_METHOD": fetch.method, "HTTP_USER_AGENT": fetch.agent}
        if fetch.mode and "Mozilla/" in fetch.agent:
            environ["HTTP_SEC_FETCH_MODE"] = fetch.mode
            french = self.chance.random() < 0.86
            environ["HTTP_ACCEPT_LANGUAGE"] = "fr-FR,fr;q=0.9" if french else "en-GB,en;q=0.8"
        if fetch.purpose:
            environ["HTTP_SEC_PURPOSE"] = fetch.purpose
        if fetch.referred and link.channel in REFERRERS and self.chance.random() < 0.8:
            environ["HTTP_REFERER"] = REFERRERS[link.channel]
        click = uuid7_at(at)
        known = person.hex if person else ""
        line = encode(click.hex, link.code, True, visitor or self._visitor(), known, environ)
        if at < self.until:
            self.lines.append((click, line))
        return click
