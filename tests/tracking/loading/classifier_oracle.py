"""A second reading of what makes a click, slow and literal, to compare the classifier with.

Written from the words of docs/tracking.md alone, on the JSON requests of `flask clicks classify`:
it shares no line with app/tracking.
"""

import re
from functools import cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

STARTS = ("Mozilla/", "Opera/", "UCWEB/", "[FBAN", "Lynx", "Links", "ELinks", "w3m")
PURPOSE_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
PURPOSES = ("prefetch", "prerender", "preview")
BORROWERS = (
    "kakaotalk-scrap",
    "line-poker",
    "belly-scrap",
    "Blueno",
    "RemindPreview",
    "The Lounge",
)
FEDIVERSE = (
    "Mastodon/",
    "Pleroma/",
    "Akkoma/",
    "Misskey/",
    "Sharkey/",
    "GoToSocial/",
    "Friendica",
    "Lemmy/",
)
OTHERS = (
    "Snap URL Preview",
    "SnapURLPreview",
    "pinterest.com/bot",
    "redditbot",
    "vkShare",
    "Embedly",
    "Iframely",
    "Synapse",
)
# 9 stands for any digit.
IN_APP = (
    "[LinkedInApp]",
    "FBAN/",
    "FBAV/",
    "FB_IAB/",
    "MetaIAB",
    "Instagram 9",
    "Barcelona 9",
    "Snapchat9",
    "Snapchat/9",
    "TwitterAndroid",
    "Twitter for iP",
    "WAiOS/",
    "WA4A/",
    "musical_ly",
    "trill_",
    "BytedanceWebview",
    "[Pinterest/",
    "MicroMessenger",
    " Line/9",
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
SCANNERS = (
    "proofpoint",
    "barracuda",
    "mimecast",
    "symantec",
    "trendmicro",
    "sophos",
    "fortiguard",
    "fortimail",
    "fortinet",
    "ironport",
    "safelinks",
    "ms-office",
    "msoffice",
    "microsoft office",
    "microsoft outlook",
)
# Of the published list, all but an entry that is a telephone.
ENTRIES = [
    (re.compile(entry["pattern"]), entry.get("tags", []))
    for entry in CRAWLER_USER_AGENTS_DATA
    if not entry["pattern"].startswith("AP3A")
]
WORDS = ("crawl", "spider", "headless", "preview", "monitor", "://")


def oracle(request):
    """Return (class, network, reason) of one request, by the first row of the table that fits."""
    headers = {}
    for name, value in request.get("headers", {}).items():
        headers.setdefault(name.lower(), []).append(value)
    headers = {name: ", ".join(values) for name, values in headers.items()}
    agent = headers.get("user-agent", "").strip(" \t")
    if request.get("method", "GET") == "HEAD":
        return "head", None, "head"
    if any(word in headers.get(name, "") for name in PURPOSE_HEADERS for word in PURPOSES):
        return "prefetch", None, "prefetch"
    if agent == "":
        return "robot", None, "no_user_agent"
    if fetcher := network(agent.lower()):
        return "preview", fetcher, "preview"
    if request.get("self_is_owner", False):
        return "own", None, "own"
    kind, reason = name_says(agent) or fetch_says(
        agent, headers.get("sec-fetch-mode"), https=request.get("scheme", "https") == "https"
    )
    return kind, None, reason


def name_says(agent):
    """Rows 6 to 9: return (class, reason), or None."""
    lower = agent.lower()
    browser = any(agent.startswith(start) for start in STARTS)
    if browser and any(token_in(token, agent) for token in IN_APP):
        return "human", "in_app"
    if any(word in lower for word in SCANNERS) or lower.startswith("outlook-"):
        return "scanner", "scanner"
    if not browser:
        return "robot", "not_a_browser"
    tags = published(agent)
    if any("scanner" in some for some in tags):
        return "scanner", "scanner"
    if tags or any(word in lower for word in WORDS) or bot(lower) or compatible(lower):
        return "robot", "robot"
    return None


def fetch_says(agent, mode, *, https):
    """Rows 10 to 12: return (class, reason)."""
    if mode is not None and mode != "navigate":
        return "robot", "not_navigation"
    if https and mode is None and chrome_80(agent):
        return "scanner", "no_fetch_metadata"
    return "human", "human"


def network(lower):
    """Return whose fetcher it is; every name is compared in lower case."""

    def has(*names):
        return any(name.lower() in lower for name in names)

    fetchers = [
        ("other", has(*BORROWERS)),
        ("apple", has("facebookexternalhit") and has("Twitterbot")),
        ("telegram", has("TelegramBot")),
        ("linkedin", has("LinkedInBot")),
        ("x", has("Twitterbot")),
        (
            "meta",
            has("facebookexternalhit", "Facebot", "meta-externalfetcher", "meta-externalhit"),
        ),
        ("slack", has("Slackbot", "Slack-ImgProxy")),
        ("teams", has("SkypeUriPreview")),
        ("discord", has("Discordbot")),
        ("bluesky", has("cardyb", "BlueskyPreviewBot")),
        ("mastodon", has(*FEDIVERSE) and not lower.startswith("mozilla")),
        ("mattermost", has("Mattermost-Bot")),
        ("xing", has("Xing Bot")),
        ("whatsapp", lower.startswith("whatsapp")),
        ("other", has(*OTHERS) or lower.startswith(("viber", "notion/", "tumblr/"))),
    ]
    return next((name for name, holds in fetchers if holds), None)


def token_in(token, agent):
    """Say whether an in-app token stands in a user agent: case counts, 9 is any digit."""
    if not token.endswith("9"):
        return token in agent
    return any(token[:-1] + digit in agent for digit in "0123456789")


@cache
def published(agent):
    """Return the tags of each entry of the published list that fits."""
    return [tags for pattern, tags in ENTRIES if pattern.search(agent)]


def bot(lower):
    """Say whether "bot" stands anywhere but in the name of a maker of phones."""
    return "bot" in lower.replace("cubot", "-")


def compatible(lower):
    """Say whether a name follows "compatible; " that no browser puts there."""
    after = lower.split("compatible; ")[1:]
    return any(
        "a" <= rest[:1] <= "z" and not rest.startswith(("msie", "konqueror", "trident"))
        for rest in after
    )


def chrome_80(agent):
    """Say whether it calls itself Chrome 80 or later."""
    return any(int(number) >= 80 for number in re.findall(r"Chrome/([0-9]+)", agent))
