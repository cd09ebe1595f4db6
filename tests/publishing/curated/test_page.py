"""What a page says of itself is read as networks read it, whatever the page is."""

import pytest

from app.publishing.curated.page import read_card


def card(html, content_type="text/html", address="https://www.example.org/a/b"):
    data = html if isinstance(html, bytes) else html.encode()
    return read_card(data, content_type=content_type, address=address)


def test_open_graph_comes_before_cards_and_these_before_the_page_itself():
    found = card("""<!doctype html><html><head><title>Titre</title>
      <meta name="description" content="Simple"><meta name="twitter:title" content="X">
      <meta property="og:title" content="  Les réseaux &amp; nous ">
      <meta property="og:title" content="2">
      <meta property="og:site_name" content="Le Journal"><meta property="og:image" content="/i.png">
      <meta property="og:image:alt" content="Un pont"></head><body>""")

    assert found.title == "Les réseaux & nous"
    assert (found.summary, found.source) == ("Simple", "Le Journal")
    assert (found.picture, found.picture_alt) == ("https://www.example.org/i.png", "Un pont")


def test_a_page_that_says_little_gives_its_title_and_its_host():
    found = card("<title>Un\n titre</title><p>og:title")

    assert (found.title, found.summary, found.source) == ("Un titre", "", "example.org")


def test_a_script_in_a_title_is_words_and_nothing_after_the_head_is_read():
    found = card(
        "<head><meta property=og:title content='&lt;script&gt;alert(1)&lt;/script&gt;'></head>"
        "<body><meta property=og:description content=Non>"
    )

    assert (found.title, found.summary) == ("<script>alert(1)</script>", "")


@pytest.mark.parametrize(
    "content", ["javascript:alert(1)", "data:image/png;base64,aa", "http://[", ""]
)
def test_a_picture_that_is_no_address_is_none(content):
    assert card(f'<meta property="og:image" content="{content}">').picture == ""


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<title>Été</title>".encode("cp1252"), "text/html"),
        ('<meta charset="iso-8859-1"><title>Été</title>'.encode("latin-1"), "text/html"),
        ("<title>Été</title>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("<title>Été</title>".encode("cp1252"), "text/html; charset=utf-8"),
        ("<title>Été</title>".encode(), "text/html; charset=nonsense"),
        ("<title>Été</title>".encode("utf-16"), "text/html; charset=utf-8"),
    ],
)
def test_a_page_is_read_in_its_encoding_even_where_it_says_another(data, content_type):
    assert card(data, content_type).title == "Été"


def test_long_words_are_cut_between_two():
    found = card(f"<title>{'mot ' * 100}</title>")

    assert len(found.title) <= 150
    assert found.title.endswith("mot…")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<" * 200_000,
        "<![if" * 999,
        "<title>",
        "<meta content",
        "\0<title>\0</title>",
        "<!--" * 99_999,
        "<div>" * 99_999,
    ],
)
def test_what_is_no_page_says_nothing(html):
    assert card(html).summary == ""
