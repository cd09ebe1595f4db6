"""The same-origin check that stands for a CSRF token on public forms."""

import pytest
from werkzeug.datastructures import Headers

from app.web.origins import comes_from, origin_of

OURS = {"https://carrieres.ormelune.example"}


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "https://carrieres.ormelune.example"}, True),
        ({"Origin": "http://carrieres.ormelune.example"}, False),
        ({"Origin": "https://carrieres.ormelune.example:8443"}, False),
        ({"Origin": "https://carrieres.ormelune.example.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Referer": "https://carrieres.ormelune.example/r/x/apply"}, True),
        ({"Referer": "https://evil.example/?carrieres.ormelune.example"}, False),
        ({"Referer": "https://["}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_send_our_forms(headers, ours):
    assert comes_from(Headers(headers), OURS) is ours


@pytest.mark.parametrize(
    ("address", "origin"),
    [("https://a.example:1/x?y", "https://a.example:1"), ("/x", ""), ("", ""), ("https://[", "")],
)
def test_an_origin_is_a_scheme_a_host_and_a_port(address, origin):
    assert origin_of(address) == origin
