"""The classifier agrees with a second, naive reading of its rules, on real and on made requests."""

import json

from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.tracking.cli import evidence_in
from app.tracking.loading.classify import classify
from bench.user_agents import cases
from tests.tracking.loading import classifier_oracle as table
from tests.tracking.loading.classifier_oracle import oracle

PUBLISHED = [text for entry in CRAWLER_USER_AGENTS_DATA for text in entry.get("instances", ())]
TABLE = [case.user_agent for case in cases()]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def answer(request):
    verdict = classify(evidence_in(json.dumps(request).encode()))
    return str(verdict.kind), verdict.network and str(verdict.network), verdict.reason


def requests_of(user_agent):
    """The ways in which a request with this user agent may come, one for each row's test."""
    for more in (
        {},
        {"Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Mode": "cors"},
        {"Purpose": "prefetch"},
    ):
        for rest in ({}, {"scheme": "http"}, {"self_is_owner": True}, {"method": "HEAD"}):
            yield {"headers": {"User-Agent": user_agent, **more}, **rest}


def test_they_agree_on_every_user_agent_that_is_published():
    differences = [
        (request, oracle(request), answer(request))
        for user_agent in [*PUBLISHED, *TABLE]
        for request in requests_of(user_agent)
        if oracle(request) != answer(request)
    ]

    assert differences == []


def spelled(fragments):
    """A fragment as it is, in another case, or with a letter too many."""
    return st.one_of(
        st.sampled_from(fragments),
        st.sampled_from(fragments).map(str.lower),
        st.sampled_from(fragments).map(str.upper),
        st.sampled_from(fragments).map(lambda text: text[:-1]),
        st.sampled_from(fragments).map(lambda text: text.replace("9", "7")),
    )


FETCHERS = [
    *table.BORROWERS, *table.FEDIVERSE, *table.OTHERS, "facebookexternalhit", "Twitterbot",
    "TelegramBot", "LinkedInBot", "Facebot", "meta-externalfetcher", "meta-externalhit",
    "meta-externalagent", "Slackbot", "Slack-ImgProxy", "SkypeUriPreview", "Discordbot", "cardyb",
    "BlueskyPreviewBot", "Mattermost-Bot", "Xing Bot", "WhatsApp/2", "Viber/22", "Notion/1",
    "Tumblr/14", "BingPreview/1.0b",
]  # fmt: skip
ROBOTS = [
    "bot", "Cubot", "CUBOT_X18", "cucubotbot", "crawl", "spider", "headless", "preview", "monitor",
    "://", "compatible; ", "compatible; x", "compatible; MSIE 9.0", "compatible; msie",
    "compatible; Konqueror", "compatible; Trident/7.0", "compatible; 7", "compatible;x",
    "HeadlessChrome/120.0", "Nessus", "nessus", "AP3A.240617.008", "Googlebot", "googlebot",
    "curl/8", "Go-http-client", "python-requests",
]  # fmt: skip
BROWSERS = [
    "Chrome/79.0", "Chrome/80.0", "Chrome/100.0", "Chrome/8", "Chrome/", "chrome/100", "CriOS/142",
    "Chrome/79 Chrome/100", "Firefox/140.0", "Version/18.5 Safari/605", "(iPhone; CPU)", "Outlook-",
]  # fmt: skip
SCANNERS = [*table.SCANNERS, "Outlook-iOS", "Outlook-x", "forti", "microsoft", "outlook"]
STARTS = [*table.STARTS, "", "Mozilla", "WhatsApp", "Viber", "Notion/", "Tumblr/", "Outlook-", "x"]

user_agents = st.builds(
    lambda start, parts, between: start + between.join(parts),
    spelled(STARTS),
    st.lists(
        st.one_of(
            *map(spelled, (FETCHERS, list(table.IN_APP), SCANNERS, ROBOTS, BROWSERS)),
            st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=5),
        ),
        max_size=4,
    ),
    st.sampled_from(["", " ", "; ", "/"]),
)


def header(name, values):
    return st.dictionaries(
        st.sampled_from([name, name.lower(), name.upper()]), st.sampled_from(values), max_size=1
    )


requests = st.builds(
    lambda agents, modes, purposes, rest: {
        "headers": {**agents, **modes, **{k: v for each in purposes for k, v in each.items()}},
        **rest,
    },
    st.dictionaries(st.sampled_from(["User-Agent", "user-agent"]), user_agents, max_size=1),
    header(
        "Sec-Fetch-Mode", ["navigate", "navigate", "cors", "no-cors", "", "Navigate", "navigate, x"]
    ),
    st.lists(
        st.sampled_from(["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz", "X-Else"]).flatmap(
            lambda name: header(
                name, ["prefetch", "prefetch;prerender", "a, preview", "prerender", "x", "Prefetch"]
            )
        ),
        max_size=2,
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "method": st.sampled_from(["GET", "GET", "GET", "HEAD"]),
            "scheme": st.sampled_from(["http", "https"]),
            "self_is_owner": st.booleans(),
        },
    ),
)


@settings(max_examples=1500, deadline=None)
@given(requests)
@example({"headers": {}})
@example({"headers": {"User-Agent": ""}})
@example({"headers": {"User-Agent": " \t "}})
def test_they_agree_on_any_combination_of_what_the_rules_name(request):
    assert answer(request) == oracle(request)
