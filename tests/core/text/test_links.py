"""What is glued to an address is dropped; what belongs to another address is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text.links import SignedPaths, clean_page, read_tracked, without_glue

CODE = "0123456789ab"
SIGNED = SignedPaths(["/s/<token>", "/s/<token>/received", "/sign-in/link/<token>"])
# ends an address wherever it stands, so anything may follow
ENDING = st.sampled_from(list(" \t\n<>\"'`()[]{}=;&?#|\\^*,!%éà’»…\u00a0\u200b"))
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(
    behind=st.sampled_from(["", "/fr", "/apply", "/apply/12/en", "/12/fr"]), end=ENDING, text=TEXT
)
def test_whatever_follows_the_end_of_an_address_is_dropped(behind, end, text):
    link = read_tracked(f"/r/{CODE}{behind}{end}{text}")

    assert link is not None
    assert (link.code, link.behind) == (CODE, behind)
    assert SIGNED.clean(f"/s/mAb-C_d9{end}{text}") == "/s/mAb-C_d9"
    assert clean_page(f"/fr/offres/a-12{end}{text}") == "/fr/offres/a-12"


@given(st.text(max_size=60))
def test_a_cleaned_path_is_clean_and_stays_on_this_site(path):
    clean = clean_page("/" + path)

    assert clean_page(clean) == clean
    assert clean.startswith("/")
    assert clean == "/" + path or not clean.startswith(("//", "/\\"))


@given(st.text(st.sampled_from("/rs 0aA.-%<\0\n"), max_size=40))
def test_a_path_read_once_reads_the_same_again(path):
    if link := read_tracked(path):
        assert link.code is None or read_tracked(link.clean) == link
    assert SIGNED.clean(SIGNED.clean(path)) == SIGNED.clean(path)


@pytest.mark.parametrize("joined", list("-._~:@+$/"))
def test_a_mark_that_addresses_have_too_is_glued_only_alone(joined):
    assert read_tracked(f"/r/{CODE}{joined}") is not None
    assert read_tracked(f"/r/{CODE}{joined}x") is None


@pytest.mark.parametrize("control", ["\0", "\x07", "\x0b", "\x1b", "\x7f"])
def test_control_characters_are_glued_by_nobody(control):
    assert read_tracked(f"/r/{CODE}{control}") is None
    assert read_tracked(f"/r/{CODE} {control}") is None
    assert SIGNED.clean(f"/s/mAb{control}") == f"/s/mAb{control}"
    assert clean_page(f"/fr{control}") == f"/fr{control}"


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("/S//mAb/Received/", "/s/mAb/received"),
        ("/sign-in/link/mAb_", "/sign-in/link/mAb"),
        ("/Sign-In/Link/mAb--", "/sign-in/link/mAb"),
        ("/s/mAb/other", "/s/mAb/other"),
        ("/s/mAb.x", "/s/mAb.x"),
        ("/s/", "/s/"),
        ("/sx/mAb.", "/sx/mAb."),
    ],
)
def test_the_path_of_a_token_keeps_its_token_as_it_is(path, clean):
    assert SIGNED.clean(path) == clean


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("/", "/"),
        ("/).", "/"),
        ("//evil.example/", "/evil.example"),
        ("/fr//offres/", "/fr/offres"),
        ("/FR/Offres/Titre-12.", "/FR/Offres/Titre-12"),
        ("/fr/a-1>.php", "/fr/a-1"),
    ],
)
def test_the_path_of_a_page_keeps_its_case(path, clean):
    assert clean_page(path) == clean


def test_a_word_loses_what_was_glued_to_it():
    assert without_glue("refuse).") == "refuse"
    assert without_glue("refuse\0") == ""
