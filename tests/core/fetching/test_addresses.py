"""Only what is public is asked, and only as the Web is."""

from ipaddress import ip_address

import pytest

from app.core.fetching.addresses import checked, cut, is_public
from app.core.fetching.refusals import SENTENCES, Unfetchable

PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07::1", "2a01:e0a::1"]
NOT_PUBLIC = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254",
    "172.16.0.1", "192.168.1.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "64:ff9b::7f00:1", "fe80::1",
    "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2001:0:53aa::1", "2002:7f00:1::1", "3fff::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_machine_of_the_internet_is_asked(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public_is_not_asked(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([], "dns"),
        (["93.184.215.14", "127.0.0.1"], "private_address"),
        (["fe80::1%eth0"], "private_address"),
        (["nonsense"], "private_address"),
    ],
)
def test_one_answer_that_is_not_public_refuses_the_name(answers, code):
    with pytest.raises(Unfetchable) as refused:
        checked(answers)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("http://example.org/", "scheme"),
        ("example.org/jobs", "scheme"),
        ("", "scheme"),
        ("https://claire@example.org/", "user"),
        ("https://claire:secret@example.org/", "user"),
        ("https://@example.org/", "user"),
        ("https://example.org:8080/", "port"),
        ("https://example.org:22/", "port"),
        ("https://example.org:99999/", "address"),
        ("https:///jobs", "address"),
        ("https://[::1/", "address"),
        (f"https://{'a' * 64}.example/", "address"),
        (f"https://example.org/{'a' * 2000}", "address"),
    ],
)
def test_an_address_that_is_not_read_says_why(url, code):
    with pytest.raises(Unfetchable) as refused:
        cut(url, http=False)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://example.org", "https://example.org/"),
        (" HTTPS://Example.ORG/Jobs?a=1#part ", "https://example.org/Jobs?a=1"),
        ("https://example.org:443/", "https://example.org:443/"),
        ("http://example.org:80/", "http://example.org:80/"),
        ("https://exämple.org/é è?q=é", "https://xn--exmple-cua.org/%C3%A9%20%C3%A8?q=%C3%A9"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://[2606:2800::1]/", "https://[2606:2800::1]/"),
        ("https://example.org./", "https://example.org/"),
    ],
)
def test_an_address_is_asked_as_a_request_writes_it(url, asked):
    assert cut(url, http=True).geturl() == asked


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_each_reason_is_a_sentence(code):
    assert str(Unfetchable(code).sentence).endswith(".")
