"""Which addresses are one mailbox: docs/attribution.md, "The candidate"."""

import pytest

from app.hiring.candidates.mailbox import domains_that_fold, fold

SAME = [
    ("spaces and capitals", " Zoé.Lambert@Ormelune.FR ", "zoé.lambert@ormelune.fr"),
    ("two ways of writing an accent", "zoe\u0301@ormelune.fr", "zoé@ormelune.fr"),
    ("a domain in its own letters", "a@exämple.fr", "a@xn--exmple-cua.fr"),
    ("dots and tag at gmail", "l.i.n.a+cv@gmail.com", "lina@gmail.com"),
    ("gmail's other name", "Lina@googlemail.com", "lina@gmail.com"),
    ("only a tag at gmail", "+cv@gmail.com", "+cv@gmail.com"),
    ("only dots at gmail", "...@gmail.com", "...@gmail.com"),
    ("a tag at icloud", "lina+cv@icloud.com", "lina@icloud.com"),
    ("dots stay at icloud", "l.ina@icloud.com", "l.ina@icloud.com"),
    ("a tag at proton", "lina+cv@proton.me", "lina@proton.me"),
    ("a tag at protonmail", "lina+cv@protonmail.com", "lina@protonmail.com"),
    ("a tag at fastmail", "lina+cv@fastmail.com", "lina@fastmail.com"),
    ("a tag at outlook", "lina+cv@outlook.com", "lina@outlook.com"),
    ("a tag at outlook in a country", "lina+cv@outlook.fr", "lina@outlook.fr"),
    ("a tag at hotmail in a country's co", "lina+cv@hotmail.co.uk", "lina@hotmail.co.uk"),
    ("a tag at live in a country's com", "lina+cv@live.com.au", "lina@live.com.au"),
    ("dots stay at outlook", "l.ina@outlook.com", "l.ina@outlook.com"),
    ("only a tag at outlook", "+cv@outlook.com", "+cv@outlook.com"),
    ("a minus tag stays", "lina-cv@gmail.com", "lina-cv@gmail.com"),
    ("a company's tag stays", "lina+cv@ormelune.fr", "lina+cv@ormelune.fr"),
    ("a company's dots stay", "l.ina@ormelune.fr", "l.ina@ormelune.fr"),
    ("one brand is not another", "lina@protonmail.com", "lina@protonmail.com"),
    ("a domain that only looks like one", "a+b@outlook.dev", "a+b@outlook.dev"),
    ("a domain below one", "a+b@mail.outlook.com", "a+b@mail.outlook.com"),
    ("a domain that ends like one", "a+b@notgmail.com", "a+b@notgmail.com"),
    ("an @ in the local part", '"a@b"@gmail.com', '"a@b"@gmail.com'),
    ("no @ at all", " Lina ", "lina"),
]


@pytest.mark.parametrize(
    ("address", "mailbox"), [row[1:] for row in SAME], ids=[row[0] for row in SAME]
)
def test_a_mailbox_is_the_same_however_it_is_written(address, mailbox):
    assert fold(address) == mailbox


@pytest.mark.parametrize("address", [row[1] for row in SAME], ids=[row[0] for row in SAME])
def test_folding_twice_changes_nothing_more(address):
    assert fold(fold(address)) == fold(address)


def test_a_domain_that_no_name_server_could_hold_is_left_as_it_is():
    assert fold("a@exa mple..fr") == "a@exa mple..fr"


@pytest.mark.parametrize(
    ("folded", "domains"),
    [
        ("lina@gmail.com", {"gmail.com", "googlemail.com"}),
        ("lina@outlook.fr", {"outlook.fr"}),
        ("lina@proton.me", {"proton.me"}),
        ("lina@ormelune.fr", set()),
        ("lina", set()),
    ],
)
def test_a_mailbox_is_written_otherwise_where_its_provider_folds(folded, domains):
    assert domains_that_fold(folded) == domains
