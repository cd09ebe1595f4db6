"""Ambassadors relay: who, what, when, on which channel, in whose words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.attribution.ledger import receipts
from app.core.ids import uuid7_at
from app.demo import content
from app.demo.agenda import Agenda, at_work, of_the_day
from app.demo.cast import Cast
from app.demo.chance import chance
from app.demo.press import published_at
from app.demo.traffic import Link, Traffic
from app.people import charter
from app.people.models import Person, Role
from app.publishing.models import PublicationState
from app.sharing import preferences
from app.sharing.links import create_link
from app.sharing.models import Channel, ReferralLink
from app.sharing.own.links import make_own

#: how often each channel is used
CHANNELS: Final = {
    Channel.LINKEDIN: 44,
    Channel.WHATSAPP: 15,
    Channel.TEAMS: 8,
    Channel.EMAIL: 8,
    Channel.BLUESKY: 7,
    Channel.MASTODON: 6,
    Channel.X: 4,
    Channel.COPY: 3,
    Channel.FACEBOOK: 3,
    Channel.QR: 1,
    Channel.SHEET: 1,
}
SHORT: Final = {Channel.X, Channel.BLUESKY, Channel.MASTODON, Channel.WHATSAPP, Channel.THREADS}
ACTIVE: Final = 34  # people who relay, of sixty
VERY_ACTIVE: Final = 8
SILENT: Final = {Role.EXECUTIVE, Role.ADMIN, Role.AUDITOR}
WITH_FACE: Final = 0.3  # of relays: how many show who relays on their picture
BADGES: Final = frozenset({"Zoé Lambert"})  # who has a permanent link, however much they relay
FRESH: Final = timedelta(days=24)  # how long a publication is relayed


@dataclass(frozen=True)
class Share:
    """A link that is out, with what it relays.

    posted: what requests need to know of the link, without reading its row again
    """

    about: str  # the publication's key
    ambassador: str
    link: ReferralLink
    posted: Link


class Relays:
    """The relays of three months, planned from who is how active, made on their day."""

    def __init__(
        self, agenda: Agenda, cast: Cast, company: content.Company, traffic: Traffic
    ) -> None:
        self.shares: list[Share] = []
        self._agenda = agenda
        self._cast = cast
        self._company = company
        self._traffic = traffic
        self._chance = chance("relays")
        self._accepted: set[str] = set()
        ranked = sorted(
            (name for name, person in cast.people.items() if not SILENT & person.roles),
            key=lambda name: chance("activity", name).random(),
        )
        self._ids = {name: person.id for name, person in cast.people.items()}
        self._teams = {person.name: person.team for person in company.people}
        self._ranking = {name: place for place, name in enumerate(ranked)}

    def plan(self, *, today: datetime) -> None:
        """Plan who relays each publication while it is fresh."""
        for publication in self._company.publications:
            published = published_at(publication, today=today)
            for name in self._relaying(publication):
                days = self._chance.expovariate(1 / 5)
                when = published + min(timedelta(days=days), FRESH)
                self.plan_one(name, publication.key, self._moment(max(when, published), published))

    def plan_one(
        self, name: str, about: str, at: datetime, *, channel: Channel | None = None
    ) -> None:
        """Plan one relay by one person."""
        self._agenda.plan(at, lambda now: self._share(name, about, channel, now))

    def out(self, about: set[str], *, since: datetime) -> list[Share]:
        """The links of these publications that were made since a time."""
        return [share for share in self.shares if share.about in about and share.posted.at >= since]

    def _relaying(self, publication: content.Opening | content.Story) -> list[str]:
        """Draw who relays a publication: its team first, then who is active anyway."""
        weights = {name: self._activity(name) for name in self._cast.people}
        for name, weight in weights.items():
            own_team = 3.5 if self._teams[name] == publication.team else 1
            own_words = 8 if (name, publication.key) in self._company.own_words else 0
            weights[name] = weight * own_team + own_words
        count = self._chance.randint(5, 10)
        ranked = sorted(weights, key=lambda name: -weights[name] * self._chance.random())
        return [name for name in ranked if weights[name] > 0][:count]

    def _activity(self, name: str) -> float:
        """How much a person relays: a few a lot, half of them now and then, many never."""
        place = self._ranking.get(name, len(self._ranking))
        if place < VERY_ACTIVE:
            return 3.0
        return 1.0 if place < ACTIVE else 0.0

    def _moment(self, when: datetime, published: datetime) -> datetime:
        draw = of_the_day if self._chance.random() < 0.4 else at_work
        moment = draw(when, self._chance)
        return moment if moment > published else moment + timedelta(days=1)

    def _share(self, name: str, about: str, channel: Channel | None, now: datetime) -> None:
        """Relay, unless the publication is over by now."""
        publication = self._cast.publication(about)
        if publication.state is not PublicationState.PUBLISHED:
            return
        person = self._cast.people[name]
        self.begin(name, person, now)
        channel = channel or self._chance.choices([*CHANNELS], [*CHANNELS.values()])[0]
        language = person.language if self._chance.random() < 0.9 else "en"
        link = create_link(
            publication,
            ambassador=person,
            channel=channel,
            language=language,
            words=self._words(name, about, channel, language),
            form_id=uuid7_at(now - timedelta(seconds=40)),
            now=now,
            on_card=not channel.is_printed and chance("card", name, about).random() < WITH_FACE,
        )
        receipts.give(link)
        posted = Link(link.code, channel, now, self._ids[name])
        self.shares.append(Share(about, name, link, posted))
        self._traffic.follow(
            posted,
            appeal=self._appeal(name, about),
            colleagues=self._colleagues(name),
        )

    def give_own_links(self) -> None:
        """Give those who relay most a permanent link, on a badge that some people scan."""
        first = {share.ambassador: share.posted.at for share in reversed(self.shares)}
        for name, at in first.items():
            if self._ranking[name] >= VERY_ACTIVE and name not in BADGES:
                continue
            own = make_own(self._cast.people[name], now=at + timedelta(days=1))
            badge = Link(own.code, Channel.QR, own.created_at, self._ids[name])
            self._traffic.follow(badge, appeal=self._appeal(name, "badge"), colleagues=())

    def begin(self, name: str, person: Person, now: datetime) -> None:
        """What comes before a first relay or recommendation: the charter, a choice of themes."""
        if name in self._accepted:
            return
        self._accepted.add(name)
        in_force = charter.current_charter()
        assert in_force
        charter.accept(person, in_force.version, now - timedelta(minutes=2))
        if self._chance.random() < 0.7:
            themes = self._chance.sample([*self._cast.themes.values()], self._chance.randint(1, 3))
            preferences.follow_themes(person, [theme.id for theme in themes])

    def _words(self, name: str, about: str, channel: Channel, language: str) -> str:
        """Their own words where they have some; else the suggested text, as it is."""
        own = self._company.own_words.get((name, about))
        if own:
            return own[language]
        suggested = self._company.publication(about).words[language].variants
        return suggested[1] if channel in SHORT else suggested[0]

    def _appeal(self, name: str, about: str) -> float:
        reach = chance("reach", name).lognormvariate(0, 0.5)
        own_words = 1.3 if (name, about) in self._company.own_words else 0.85
        return reach * chance("appeal", about).uniform(0.6, 1.5) * own_words

    def _colleagues(self, name: str) -> tuple[UUID, ...]:
        """Draw who follows a colleague's link from the company's own network."""
        mine = self._teams[name]
        others = [other for other, team in self._teams.items() if team == mine and other != name]
        count = self._chance.choice((0, 0, 1, 1, 2))
        return tuple(self._ids[other] for other in self._chance.sample(others, count))
