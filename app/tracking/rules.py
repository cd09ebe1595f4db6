"""What tells a person from a machine: the tables that classify.py reads, and nothing else.

Raise VERSION with any change below, or with a new release of crawler-user-agents: stored clicks
name the version that classified them, and `flask clicks reclassify` goes by it. A test holds the
tables' fingerprint.
source: docs/tracking.md, "How a click is classified"
"""

from dataclasses import dataclass
from enum import StrEnum

VERSION = 2


class ClickClass(StrEnum):
    """What made a click. Only humans are visits."""

    HUMAN = "human"
    PREVIEW = "preview"
    ROBOT = "robot"
    SCANNER = "scanner"
    PREFETCH = "prefetch"
    HEAD = "head"
    OWN = "own"


class PreviewFetcher(StrEnum):
    """Whose fetcher drew a preview of the link."""

    LINKEDIN = "linkedin"
    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    META = "meta"
    WHATSAPP = "whatsapp"
    XING = "xing"
    SLACK = "slack"
    TEAMS = "teams"
    DISCORD = "discord"
    TELEGRAM = "telegram"
    MATTERMOST = "mattermost"
    APPLE = "apple"
    OTHER = "other"


# Row 2: in any of these headers, any of these words.
PURPOSE_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
PREFETCH_WORDS = ("prefetch", "prerender", "preview")


@dataclass(frozen=True)
class Fetcher:
    """How a network's preview fetcher signs. Case does not count.

    contains: any of them is enough; all_of: every one is needed; starts: at the beginning
    unless_starts: then it is somebody who merely names the software
    """

    network: PreviewFetcher
    contains: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    unless_starts: str = ""


# Row 4, in order: who borrows another's name comes before whom it borrows from.
FETCHERS = (
    Fetcher(
        PreviewFetcher.OTHER,
        contains=(
            "kakaotalk-scrap",
            "line-poker",
            "belly-scrap",
            "Blueno",
            "RemindPreview",
            "The Lounge",
        ),
    ),
    Fetcher(PreviewFetcher.APPLE, all_of=("facebookexternalhit", "Twitterbot")),
    Fetcher(PreviewFetcher.TELEGRAM, contains=("TelegramBot",)),
    Fetcher(PreviewFetcher.LINKEDIN, contains=("LinkedInBot",)),
    Fetcher(PreviewFetcher.X, contains=("Twitterbot",)),
    Fetcher(
        PreviewFetcher.META,
        contains=("facebookexternalhit", "Facebot", "meta-externalfetcher", "meta-externalhit"),
    ),
    Fetcher(PreviewFetcher.SLACK, contains=("Slackbot", "Slack-ImgProxy")),
    Fetcher(PreviewFetcher.TEAMS, contains=("SkypeUriPreview",)),
    Fetcher(PreviewFetcher.DISCORD, contains=("Discordbot",)),
    Fetcher(PreviewFetcher.BLUESKY, contains=("cardyb", "BlueskyPreviewBot")),
    Fetcher(
        PreviewFetcher.MASTODON,
        contains=(
            "Mastodon/",
            "Pleroma/",
            "Akkoma/",
            "Misskey/",
            "Sharkey/",
            "GoToSocial/",
            "Friendica",
            "Lemmy/",
        ),
        unless_starts="Mozilla",
    ),
    Fetcher(PreviewFetcher.MATTERMOST, contains=("Mattermost-Bot",)),
    Fetcher(PreviewFetcher.XING, contains=("Xing Bot",)),
    Fetcher(PreviewFetcher.WHATSAPP, starts=("WhatsApp",)),  # Signal signs so too
    Fetcher(
        PreviewFetcher.OTHER,
        contains=(
            "Snap URL Preview",
            "SnapURLPreview",
            "pinterest.com/bot",
            "redditbot",
            "vkShare",
            "Embedly",
            "Iframely",
            "Synapse",
        ),
        starts=("Viber", "Notion/", "Tumblr/"),
    ),
)

# Row 6: pages opened inside an application; a regular expression that keeps case.
IN_APP = "|".join(
    (
        r"\[LinkedInApp\]",
        "FBAN/",
        "FBAV/",
        "FB_IAB/",
        "MetaIAB",
        "Instagram [0-9]",
        "Barcelona [0-9]",  # Threads
        "Snapchat/?[0-9]",
        "TwitterAndroid",
        "Twitter for iP",
        "WAiOS/",
        "WA4A/",
        "musical_ly",
        "trill_",
        "BytedanceWebview",
        r"\[Pinterest/",
        "MicroMessenger",
        " Line/[0-9]",
        "KAKAOTALK",
        "GSA/",
        "Viber",
        "Slack_SSB",
        "TeamsMobile",
        "Teams/",
        "Discord/",
        "Reddit/",
        "Outlook-iOS",
        "Outlook-Android",
    )
)

# Row 7: mail gateways and office suites that open links before, or instead of, people.
SCANNER = "|".join(
    (
        "proofpoint",
        "barracuda",
        "mimecast",
        "symantec",
        "trendmicro",
        "sophos",
        "forti(?:guard|mail|net)",
        "ironport",
        "safelinks",
        "ms-office",
        "msoffice",
        "microsoft office",
        "microsoft outlook",
        "^outlook-",
    )
)

# Row 8: how browsers sign; everything else is a program.
BROWSER_STARTS = ("Mozilla/", "Opera/", "UCWEB/", "[FBAN", "Lynx", "Links", "ELinks", "w3m")

# Row 9: entries of crawler-user-agents that are not crawlers, by the start of their pattern.
NOT_CRAWLERS = ("AP3A",)  # an Android build
# Row 9, after that list: words that give a program away. Cubot makes telephones; old Internet
# Explorer and Konqueror are "compatible" too.
ROBOT = (
    "(?<!cu)bot|crawl|spider|headless|preview|monitor|://"
    "|compatible; (?!msie|konqueror|trident)[a-z]"
)

# Row 11: from this version on, Chrome says over https how it fetches.
CHROME_WITH_FETCH_METADATA = 80

# Clicks of one visitor on this many codes within this time (bound included) are one scanner's.
BURST_CODES = 3
BURST_MILLISECONDS = 10_000

# Which networks' previews show that a share on this channel was posted.
ANY_NETWORK = frozenset(PreviewFetcher)
CHANNEL_NETWORKS: dict[str, frozenset[PreviewFetcher]] = {
    "linkedin": frozenset({PreviewFetcher.LINKEDIN}),
    "x": frozenset({PreviewFetcher.X}),
    "bluesky": frozenset({PreviewFetcher.BLUESKY}),
    "mastodon": frozenset({PreviewFetcher.MASTODON}),
    "facebook": frozenset({PreviewFetcher.META}),
    "threads": frozenset({PreviewFetcher.META}),
    "whatsapp": frozenset({PreviewFetcher.WHATSAPP}),
    "xing": frozenset({PreviewFetcher.XING}),
    "slack": frozenset({PreviewFetcher.SLACK}),
    "teams": frozenset({PreviewFetcher.TEAMS}),
    "copy": ANY_NETWORK,
    "sms": ANY_NETWORK,
    "sheet": ANY_NETWORK,
    "email": frozenset(),
    "qr": frozenset(),
}
