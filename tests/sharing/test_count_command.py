"""`flask share count`: lengths and addresses, a line for a line."""

import json

import pytest

LINK = "https://emploi.example.org/r/3f9kq2m7xw0d"


@pytest.fixture
def count(app):
    """Give lines to the command; returns its exit status, its answers and what it complains of."""

    def run(*lines: bytes | dict):
        given = b"\n".join(
            line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
        )
        result = app.test_cli_runner().invoke(args=["share", "count"], input=given)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        return result.exit_code, answers, result.stderr

    return run


ENC = LINK.replace(":", "%3A").replace("/", "%2F")
ADDRESSES = [
    ({"channel": "linkedin", "words": "Venez"},
     f"https://www.linkedin.com/sharing/share-offsite/?url={ENC}"),
    ({"channel": "x", "words": "l'été (à 2) !* + ~"},
     "https://x.com/intent/tweet?text=l%27%C3%A9t%C3%A9%20%28%C3%A0%202%29%20%21%2A%20%2B%20~"
     f"%0A%0A{ENC}"),
    ({"channel": "bluesky", "words": "R&D #1=?"},
     f"https://bsky.app/intent/compose?text=R%26D%20%231%3D%3F%0A%0A{ENC}"),
    ({"channel": "mastodon", "words": "100 %", "instance": "@zoe@Piaille.FR"},
     f"https://piaille.fr/share?text=100%20%25%0A%0A{ENC}"),
    ({"channel": "mastodon", "words": "", "instance": ""},
     f"https://share.joinmastodon.org/#text={ENC}"),
    ({"channel": "mastodon", "words": "a", "instance": "élan.example"},
     f"https://xn--lan-9la.example/share?text=a%0A%0A{ENC}"),
    ({"channel": "facebook", "words": "Venez"},
     f"https://www.facebook.com/sharer/sharer.php?u={ENC}"),
    ({"channel": "threads", "words": "👩🏽\u200d💻"},
     "https://www.threads.com/intent/post?text=%F0%9F%91%A9%F0%9F%8F%BD%E2%80%8D%F0%9F%92%BB"
     f"%0A%0A{ENC}"),
    ({"channel": "whatsapp", "words": "a\r\nb\rc"}, f"https://wa.me/?text=a%0Ab%0Ac%0A%0A{ENC}"),
    ({"channel": "xing", "words": "Venez"}, f"https://www.xing.com/spi/shares/new?url={ENC}"),
    ({"channel": "email", "words": "a\nb", "subject": "R&D : à voir"},
     f"mailto:?subject=R%26D%20%3A%20%C3%A0%20voir&body=a%0D%0Ab%0D%0A%0D%0A{ENC}"),
    ({"channel": "sms", "words": "a\nb"}, f"sms:?&body=a%0Ab%0A%0A{ENC}"),
    ({"channel": "teams", "words": ""}, f"https://teams.microsoft.com/share?href={ENC}"),
    ({"channel": "teams", "words": "🎉" * 200},
     f"https://teams.microsoft.com/share?href={ENC}&msgText={'%F0%9F%8E%89' * 200}"),
    ({"channel": "teams", "words": "🎉" * 201}, f"https://teams.microsoft.com/share?href={ENC}"),
    ({"channel": "slack", "words": "Venez"}, None),
    ({"channel": "copy", "words": "Venez"}, None),
    ({"channel": "qr", "words": "Venez"}, None),
    ({"channel": "sheet", "words": "Venez"}, None),
    ({"channel": "x", "words": "e\u200e\u0301\u061c\ue000\U000f1234 \u202e"},
     f"https://x.com/intent/tweet?text=%C3%A9%0A%0A{ENC}"),
    ({"channel": "x", "words": "é" * 1400}, f"https://x.com/intent/tweet?text={ENC}"),
    ({"channel": "sms", "words": "é" * 1400}, f"sms:?&body={ENC}"),
    ({"channel": "whatsapp", "words": "é" * 1000},
     f"https://wa.me/?text={'%C3%A9' * 1000}%0A%0A{ENC}"),
    ({"channel": "email", "words": "é" * 400, "subject": "S"},
     f"mailto:?subject=S&body={ENC}"),
    ({"channel": "email", "words": "a", "link": "", "subject": ""}, "mailto:?subject=&body=a"),
    ({"channel": "x", "words": "a", "link": ""}, "https://x.com/intent/tweet?text=a"),
]  # fmt: skip


@pytest.mark.parametrize(("post", "address"), ADDRESSES)
def test_each_channel_opens_its_own_address(count, post, address):
    status, (answer,), _ = count({"link": LINK, **post})

    assert status == 0
    assert answer["address"] == address
    assert set(answer) == {"count", "unit", "limit", "over", "address"}


def test_answers_stand_in_the_order_of_the_lines_and_blank_ones_are_passed_over(count):
    status, answers, _ = count(
        b'\xef\xbb\xbf{"channel": "x", "words": "abc"}',
        b"",
        {"channel": "sms", "words": "abc", "link": LINK, "subject": None},
        {"channel": "x", "words": "x" * 292},
    )

    assert status == 0
    assert [(each["count"], each["unit"], each["limit"], each["over"]) for each in answers] == [
        (3, "weighted", 280, 0),
        (None, None, None, 0),
        (292, "weighted", 280, 12),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"nonsense", "not JSON"),
        (b"[]", "not an object"),
        (b"{}", "channel: expected one of linkedin, x,"),
        (b'{"channel": "fax"}', "channel: expected one of"),
        (b'{"channel": 3}', "channel: expected a text"),
        (b'{"channel": "x", "words": ["a"]}', "words: expected a text"),
        (b'{"channel": "x", "words": "\\ud83c"}', "words: half a character"),
        (b'{"channel": "x", "words": "\xff"}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_wrong_line_is_named_and_those_before_it_are_answered(count, line, said):
    status, answers, complaint = count({"channel": "x", "words": "abc"}, line, {"channel": "x"})

    assert status == 2
    assert len(answers) == 1
    assert complaint.startswith(f"line 2: {said}")
