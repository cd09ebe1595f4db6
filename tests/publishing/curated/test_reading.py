"""The page of a curated link fills what is empty, over real connections, and nothing else."""

from functools import partial
from io import BytesIO

import pytest
from PIL import Image

from app.core.database import db
from app.core.fetching.fetch import fetch
from app.core.models import StoredFile
from app.publishing.content import content_of
from app.publishing.curated import reading
from app.publishing.curated.models import PageReading, PageReadingState
from app.publishing.curated.reading import LARGEST, LEFT_FOR, LOST_AFTER, ask, read_page
from app.publishing.models import PublicationState, StoryKind
from tests.core.fetching.machine import machine
from tests.factories.publishing import make_story
from tests.publishing.conftest import NOON

PAGE = b"""<!doctype html><html lang="fr"><head><title>Des ponts sans voitures</title>
<meta name="description" content="Trois villes racontent.">
<meta property="og:site_name" content="Le Journal">
<meta property="og:image" content="/pont.jpg"></head>"""


@pytest.fixture
def site(app, monkeypatch):
    monkeypatch.setitem(app.config, "FETCH_HTTP", True)
    with machine() as found:
        found.page("/article", PAGE, Content_Type="text/html; charset=utf-8")
        found.page("/pont.jpg", jpeg(), Content_Type="image/jpeg")
        yield found


def jpeg(width=1300, height=700):
    data, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "taken at 47.2184 N"
    Image.new("RGB", (width, height), "#0f5f57").save(data, "JPEG", exif=exif)
    return data.getvalue()


def curated(address="http://example.org/article", **fields):
    empty = {"title": "", "summary": "", "variants": [], "languages": ["fr"]}
    story = make_story(
        story_kind=StoryKind.CURATED, source_url=address, **empty | {"body": "Pourquoi."} | fields
    )
    ask(story, story.source_url, "fr", by=story.author, now=NOON)
    return story


def read(site, story):
    read_page(story.id, now=NOON, ask=partial(fetch, network=site.network()))
    found = db.session.get(PageReading, story.id)
    return found.state, found.refusal or found.picture_refusal


def test_what_is_empty_is_filled_with_its_source_named(site):
    story = curated()

    assert read(site, story) == (PageReadingState.READ, "")

    content = content_of(story)
    words = content.words["fr"]
    assert (words.title, words.summary) == ("Des ponts sans voitures", "Trois villes racontent.")
    assert (words.body, content.source_name, content.cover_credit) == (
        "Pourquoi.", "Le Journal", "Le Journal",
    )  # fmt: skip
    assert (story.cover.media_type, story.cover.width) == ("image/webp", 1300)
    assert db.session.get(PageReading, story.id).taken == [
        "title", "summary", "cover_id", "source_name",
    ]  # fmt: skip


def test_the_camera_s_notes_of_a_picture_are_not_kept(site):
    from app.core import files

    story = curated()
    read(site, story)

    assert b"47.2184" not in files.open_bytes(story.cover)
    assert not Image.open(BytesIO(files.open_bytes(story.cover))).getexif()


def test_nothing_that_was_typed_is_replaced(site):
    story = curated(title="Mon titre", source_name="Moi")

    read(site, story)

    content = content_of(story)
    assert (content.words["fr"].title, content.source_name) == ("Mon titre", "Moi")
    assert content.words["fr"].summary == "Trois villes racontent."


def test_a_second_run_and_an_address_that_was_changed_find_nothing_to_do(site):
    story = curated()
    read(site, story)
    version, asked = story.version, len(site.asked)

    assert read(site, story) == (PageReadingState.READ, "")
    assert (story.version, len(site.asked)) == (version, asked)

    def meanwhile(address, *more, **options):
        ask(story, story.source_url, "fr", by=story.author, now=NOON)
        db.session.get(PageReading, story.id).address = "http://example.org/other"
        return fetch(address, *more, network=site.network(), **options)

    ask(story, story.source_url, "fr", by=story.author, now=NOON)
    read_page(story.id, now=NOON, ask=meanwhile)
    assert db.session.get(PageReading, story.id).state is PageReadingState.WAITING


def test_what_is_online_is_left_as_it_is(site):
    story = curated(state=PublicationState.PUBLISHED, title="En ligne")

    assert read(site, story)[0] is PageReadingState.READ
    assert story.cover_id is None


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/large", (b"a" * (LARGEST + 1), 200, {"Content_Type": "text/html"}), "too_large"),
        ("/loop", (b"", 302, {"Location": "/loop"}), "redirects"),
        ("/inside", (b"", 302, {"Location": "http://inside.example/"}), "private_address"),
        ("/port", (b"", 302, {"Location": "http://example.org:8080/"}), "port"),
        ("/gone", (b"", 410, {}), "http"),
        ("/pdf", (b"%PDF", 200, {"Content_Type": "application/pdf"}), "no_page"),
        ("/mute", (b"<body>", 200, {"Content_Type": "text/html"}), "says_nothing"),
    ],
)
def test_a_page_that_is_not_read_says_why_and_changes_nothing(site, path, answer, code):
    body, status, headers = answer
    site.page(path, body, status, **headers)
    story = curated(f"http://example.org{path}")
    version = story.version

    assert read(site, story) == (PageReadingState.REFUSED, code)
    assert (story.version, story.cover_id) == (version, None)
    assert str(reading.NOT_READ[code])


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "bad_picture"),
        (jpeg(80, 80), "bad_picture"),
        (b"<html>", "bad_picture"),
        (b"a" * (10 * 1024 * 1024 + 1), "too_large"),
        (None, "http"),
    ],
)
def test_a_picture_that_is_not_taken_leaves_the_words(site, picture, code):
    if picture is None:
        site.pages.pop("/pont.jpg")
    else:
        site.page("/pont.jpg", picture, Content_Type="image/svg+xml")
    story = curated()

    assert read(site, story) == (PageReadingState.READ, code)
    assert content_of(story).words["fr"].title == "Des ponts sans voitures"
    assert db.session.query(StoredFile).count() == 0


def test_a_page_that_a_crash_left_is_handed_on_again_for_a_while(site):
    story = curated()

    assert reading.left_waiting(now=NOON) == []
    assert reading.left_waiting(now=NOON + LEFT_FOR * 1.5) == [story.id]
    assert reading.left_waiting(now=NOON + LOST_AFTER * 2) == []


def test_the_credit_leaves_with_the_picture_it_was_of(site):
    from dataclasses import replace

    from app.publishing.write import save

    story = curated()
    read(site, story)
    content = replace(content_of(story), cover_id=None)

    save(story, content, version=story.version, by=story.author, now=NOON)

    assert story.cover_credit == ""
