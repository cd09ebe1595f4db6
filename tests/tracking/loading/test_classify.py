"""What made a click: every row of the table in docs/tracking.md, and 300 real user agents."""

import pytest

from app.tracking.loading.classify import ClickEvidence, classify
from app.tracking.rules import CHANNEL_NETWORKS, ClickClass, PreviewFetcher
from bench.user_agents import cases

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{} Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LINKEDIN = "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
IN_APP = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) [LinkedInApp]/9.29"


def judged(user_agent=FIREFOX, *, method="GET", https=True, **evidence):
    return classify(ClickEvidence(method, https, user_agent, **evidence))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.user_agent[:70])
def test_a_user_agent_is_what_its_vendor_says(case):
    verdict = judged(case.user_agent, fetch_mode=case.fetch_mode)

    assert (verdict.kind, verdict.reason, verdict.network) == (
        case.kind,
        case.reason,
        case.network,
    )


def test_the_table_of_user_agents_is_large_enough_to_mean_something():
    kinds = [case.kind for case in cases()]

    assert len(kinds) >= 300
    assert kinds.count("human") >= 120
    assert len({case.network for case in cases() if case.network}) == len(PreviewFetcher)


# Each row before the next: a request that both fit goes by the earlier one.
@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ({"method": "HEAD", "purpose": "prefetch"}, ("head", "head")),
        ({"user_agent": None, "purpose": "prefetch"}, ("prefetch", "prefetch")),
        ({"user_agent": LINKEDIN, "purpose": "preview"}, ("prefetch", "prefetch")),
        ({"purpose": "prefetch;prerender"}, ("prefetch", "prefetch")),
        ({"purpose": "something-else"}, ("human", "human")),
        ({"user_agent": None, "own": True}, ("robot", "no_user_agent")),
        ({"user_agent": "   "}, ("robot", "no_user_agent")),
        ({"user_agent": LINKEDIN, "own": True}, ("preview", "preview")),
        ({"user_agent": IN_APP, "own": True}, ("own", "own")),
        ({"user_agent": "curl/8.14.1", "own": True}, ("own", "own")),
        ({"user_agent": f"{IN_APP} proofpoint"}, ("human", "in_app")),
        ({"user_agent": "Barracuda bot"}, ("scanner", "scanner")),
        ({"user_agent": "somebot/1.0"}, ("robot", "not_a_browser")),
        ({"user_agent": "Mozilla/5.0 Nessus crawler"}, ("scanner", "scanner")),
        (
            {"user_agent": "Mozilla/5.0 unheard-of-crawler", "fetch_mode": "cors"},
            ("robot", "robot"),
        ),
        ({"fetch_mode": "cors"}, ("robot", "not_navigation")),
        ({"fetch_mode": ""}, ("robot", "not_navigation")),
        ({"fetch_mode": "navigate"}, ("human", "human")),
        # what browsers say of themselves is a word of theirs, not any spelling of it
        ({"fetch_mode": "Navigate"}, ("robot", "not_navigation")),
        ({"purpose": "PREFETCH"}, ("human", "human")),
        ({"user_agent": CHROME.format("142.0.0.0")}, ("scanner", "no_fetch_metadata")),
        ({"user_agent": CHROME.format("80.0")}, ("scanner", "no_fetch_metadata")),
        ({"user_agent": CHROME.format("79.9")}, ("human", "human")),
        ({"user_agent": CHROME.format("142.0"), "https": False}, ("human", "human")),
        ({"user_agent": CHROME.format("142.0"), "fetch_mode": "cors"}, ("robot", "not_navigation")),
        ({"user_agent": CHROME.format("142.0"), "fetch_mode": "navigate"}, ("human", "human")),
    ],
)
def test_the_first_row_that_holds_decides(evidence, expected):
    verdict = judged(**evidence)

    assert (verdict.kind, verdict.reason) == expected


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        ("LINKEDINBOT/1.0", "preview"),  # row 4 ignores case
        ("Mozilla/5.0 PROOFPOINT", "scanner"),  # row 7 too
        ("Mozilla/5.0 CRAWL", "robot"),  # and row 9's words
        ("mozilla/5.0 (X11; Linux x86_64)", "robot"),  # row 8 does not
        ("Mozilla/5.0 (iPhone) [linkedinapp]/9", "human"),  # in-app tokens do not: a plain human
        ("Mozilla/5.0 Mastodon/4.4", "robot"),  # not the software itself, so no preview
        ("Mozilla/5.0 (Linux; Android 9; CUBOT_X18) Firefox/120", "human"),
        ("Mozilla/5.0 (Linux; Android 9; robot phone) Firefox/120", "robot"),
        ("Mozilla/5.0 (compatible; unknown thing)", "robot"),
        ("Mozilla/5.0 (compatible; 123)", "human"),
        ("Mozilla/5.0 (Linux; Android 15; CPH2557 Build/AP3A.240617.008; wv)", "human"),
        ("Mozilla/5.0 googlebot", "robot"),  # by the words: the published list keeps case
        ("Mozilla/5.0 NESSUS", "human"),
    ],
)
def test_case_and_exceptions_are_as_written(user_agent, expected):
    assert judged(user_agent, fetch_mode="navigate").kind == expected


def test_an_in_app_browser_reports_its_reason():
    verdict = judged(IN_APP)

    assert verdict.kind is ClickClass.HUMAN
    assert verdict.reason == "in_app"


@pytest.mark.parametrize(
    ("channel", "counts", "does_not"),
    [
        ("linkedin", PreviewFetcher.LINKEDIN, PreviewFetcher.X),
        ("facebook", PreviewFetcher.META, PreviewFetcher.WHATSAPP),
        ("threads", PreviewFetcher.META, PreviewFetcher.BLUESKY),
        ("whatsapp", PreviewFetcher.WHATSAPP, PreviewFetcher.META),
    ],
)
def test_only_the_channels_own_network_shows_that_a_share_was_posted(channel, counts, does_not):
    assert counts in CHANNEL_NETWORKS[channel]
    assert does_not not in CHANNEL_NETWORKS[channel]


def test_a_copied_link_counts_any_network_and_a_mailed_or_printed_one_none():
    assert all(
        CHANNEL_NETWORKS[channel] == set(PreviewFetcher) for channel in ("copy", "sms", "sheet")
    )
    assert not CHANNEL_NETWORKS["email"]
    assert not CHANNEL_NETWORKS["qr"]


def test_every_channel_says_which_networks_show_a_post():
    from app.sharing.models import Channel

    assert set(CHANNEL_NETWORKS) == {str(channel) for channel in Channel}
