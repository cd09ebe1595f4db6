"""Tracked links: what they answer, and that the click is written first."""

import errno
import gzip
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import create_environ

from app.core import calendar, clock
from app.core.database import db
from app.core.headers import security_headers
from app.core.ids import short_code, uuid7_at
from app.publishing.publish import archive, close
from app.tracking.front import employee_cookie, front, page_cache, token
from app.tracking.front.code_filter import BUDGET
from app.tracking.front.page_cache import DatabaseAway, PageCache
from app.tracking.front.pages import LandingPage
from app.tracking.journal import journal
from app.tracking.journal.lines import JournalLine, decode
from app.tracking.journal.segments import paths_in
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening, make_published_story
from tests.factories.sharing import make_link
from tests.factories.tracking import FIREFOX, driver_connection
from tests.web.test_database_away import away

BROWSER = {"User-Agent": FIREFOX, "Accept-Language": "fr-FR,fr;q=0.9", "Sec-Fetch-Mode": "navigate"}


def clicks_on(app, code):
    """The journalled clicks on a code."""
    found = []
    for path in paths_in(app.config["VAR_DIR"] / "journal"):
        for text in path.read_bytes().split(b"\n")[1:-1]:
            line = decode(text)
            if isinstance(line, JournalLine) and line.code == code:
                found.append(line)
    return found


@pytest.fixture
def link(app):
    return make_link(language="fr")


def test_a_link_answers_its_landing_page_itself(app, client, link):
    answer = client.get(f"/r/{link.code}", headers=BROWSER)

    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert link.publication.text("fr").title in answer.text.replace("&#39;", "’")
    assert link.ambassador.first_name in answer.text


def test_the_click_is_in_the_journal_when_the_answer_is_there(app, client, link):
    client.get(f"/r/{link.code}", headers=BROWSER)

    (click,) = clicks_on(app, link.code)
    assert click.method == "GET"
    assert click.user_agent == FIREFOX
    assert click.fetch_mode == "navigate"
    assert click.language == "fr"


def test_every_request_is_a_click_of_its_own(app, client, link):
    for _ in range(5):
        client.get(f"/r/{link.code}", headers=BROWSER)

    assert len({click.click_id for click in clicks_on(app, link.code)}) == 5


def test_a_page_carries_the_token_of_its_own_click(app, client, link):
    first = client.get(f"/r/{link.code}", headers=BROWSER).text
    second = client.get(f"/r/{link.code}", headers=BROWSER).text

    def clicks_in(page):
        found = [token.read(text, link.code) for text in re.findall(r"[\w-]{32}", page)]
        return {str(each.click_id) for each in found if each}

    journalled = [click.click_id for click in clicks_on(app, link.code)]
    assert {each.replace("-", "") for each in clicks_in(first)} == {journalled[0]}
    assert {each.replace("-", "") for each in clicks_in(second)} == {journalled[1]}


def test_a_browser_that_takes_gzip_gets_the_same_page_compressed(app, client, link):
    plain = client.get(f"/r/{link.code}", headers=BROWSER)
    packed = client.get(f"/r/{link.code}", headers={**BROWSER, "Accept-Encoding": "br, gzip"})

    def without_token(page):
        return re.sub(r"[\w-]{32}", "", page)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) * 0.6
    unpacked = gzip.decompress(packed.data).decode()
    assert without_token(unpacked) == without_token(plain.text)


@pytest.mark.parametrize("encodings", ["", "identity", "br", "gzip;q=0", "deflate"])
def test_a_browser_that_does_not_take_gzip_gets_plain_bytes(app, client, link, encodings):
    answer = client.get(f"/r/{link.code}", headers={**BROWSER, "Accept-Encoding": encodings})

    assert "Content-Encoding" not in answer.headers
    assert answer.text.startswith("<!doctype html>")


def test_no_cookie_is_set(app, client, link):
    assert "Set-Cookie" not in client.get(f"/r/{link.code}", headers=BROWSER).headers


def test_answers_are_kept_by_nobody_and_indexed_by_nobody(app, client, link):
    headers = client.get(f"/r/{link.code}", headers=BROWSER).headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert 'rel="canonical"' in headers["Link"]
    assert "ETag" not in headers
    assert "Last-Modified" not in headers


def test_answers_have_the_security_headers_of_every_other_page(app, client, link):
    headers = client.get(f"/r/{link.code}", headers=BROWSER).headers

    of_flask = client.get("/fr", headers=BROWSER).headers
    for name, _ in security_headers(https=False):
        assert headers[name] == of_flask[name]


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Mon, 23 Nov 2099 10:00:00 GMT"},
        {"Range": "bytes=0-10"},
    ],
    ids=["etag", "date", "range"],
)
def test_conditional_and_range_requests_get_the_whole_page(app, client, link, headers):
    whole = client.get(f"/r/{link.code}", headers=BROWSER)

    answer = client.get(f"/r/{link.code}", headers={**BROWSER, **headers})

    assert answer.status_code == 200
    assert len(answer.data) == len(whole.data)


def test_head_gets_the_headers_and_no_page(app, client, link):
    page = client.get(f"/r/{link.code}", headers=BROWSER)

    answer = client.head(f"/r/{link.code}", headers=BROWSER)

    assert answer.data == b""
    assert answer.headers["Content-Length"] == str(len(page.data))
    assert clicks_on(app, link.code)[-1].method == "HEAD"


@pytest.mark.parametrize(
    ("path", "accepts", "shown"),
    [
        ("", "fr", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de, en;q=0.5, fr;q=0.4", "en"),
        ("", "de", "fr"),  # none of ours: the language of the words
        ("/en", "fr", "en"),
        ("/fr", "en", "fr"),
        ("/fr/", "en", "fr"),
        ("/EN", "fr", "en"),
        ("/", "en", "en"),
        ("", "*", "fr"),  # any will do: the language of the words
        ("", "de, *;q=0.5", "fr"),
        ("", "en, *;q=0.5", "en"),
        ("", "fr;q=0.1, en-US;q=0.2", "en"),
        ("", "fr;q=0, en;q=0.001", "en"),
        ("", "en;q=0", "fr"),
        ("", "en;q=nonsense, de", "fr"),
        ("", "en_US", "en"),
        ("", "EN", "en"),
        ("", ";;,,=;q", "fr"),
        ("", "", "fr"),
    ],
)
def test_the_page_is_in_the_visitors_language(app, client, link, path, accepts, shown):
    answer = client.get(f"/r/{link.code}{path}", headers={"Accept-Language": accepts})

    assert f'<html lang="{shown}"' in answer.text
    assert answer.headers["Content-Language"] == shown


@pytest.mark.parametrize(
    "glued",
    [
        ".", ",", ")", ").", ">", "*", "_", "!", "?", "\"", "'", "%20", "%0A", "»", "”", "\u00a0!",
        "\u200b", "…", "/.", "/en).", "&utm_source=linkedin", "/en&utm_source=x&a=b", ".?fbclid=1",
        "`", "<br>", "=", "=3D%0A", "%3Ffbclid=abc", "%2520Merci", "%20Merci%20beaucoup", "»%20a",
        ";jsessionid=1", "-", "--", "//", "/Fr", "/eN/", "//fr//", "%23apply", "(lien)", "%7B", "[",
        "%5C", "%7C", ",merci", "*merci*", "%3C/a%3E%3Cp%3Emerci", "/fr%3Ffbclid=1", "’", "'>", "$",
    ],
)  # fmt: skip
def test_what_a_chat_glued_to_a_link_loses_no_visit(app, client, link, glued):
    answer = client.get(f"/r/{link.code}{glued}", headers=BROWSER)

    assert answer.status_code == 200
    assert len(clicks_on(app, link.code)) == 1


@pytest.mark.parametrize(
    "path", ["/R/{}", "/r//{}", "//r/{}", "/r/ {}", "/r/\xc2\xa0{}", "/r/<{}>", '/r/"{}"']
)
def test_what_a_chat_put_before_a_code_loses_no_visit(app, client, link, path):
    written = {"PATH_INFO": path.format(link.code)}

    assert client.get("/", headers=BROWSER, environ_overrides=written).status_code == 200
    assert len(clicks_on(app, link.code)) == 1


@pytest.mark.parametrize("written", [str.upper, str.title, str.swapcase, str])
def test_a_code_is_read_without_case_and_counts_as_itself(app, client, link, written):
    assert client.get(f"/r/{written(link.code)}", headers=BROWSER).status_code == 200
    assert [click.code for click in clicks_on(app, link.code)] == [link.code]


def test_letters_that_look_alike_are_one(app, client):
    link = make_link()
    link.code = "0a1b01v9xk7m"
    db.session.flush()

    for read_aloud in ("oa1b01v9xk7m", "OAIBOLU9XK7M", "0alb0iu9xk7m"):
        assert client.get(f"/r/{read_aloud}", headers=BROWSER).status_code == 200
    assert len(clicks_on(app, link.code)) == 3


def test_an_earlier_code_of_ten_letters_works_exactly_as_it_was_given_out(app, client):
    link = make_link()
    link.code = "7kQ2pDxYz3"
    db.session.flush()

    assert client.get(f"/r/{link.code}).", headers=BROWSER).status_code == 200
    for other in ("7KQ2PDXYZ3", "7kq2pdxyz3", "7kQ2pDxYz3a", "7kQ2pDxYz"):
        assert client.get(f"/r/{other}", headers=BROWSER).status_code == 404
    assert len(clicks_on(app, link.code)) == 1


def test_however_a_code_is_written_it_fills_no_memory(app, client, link):
    remembered = app.extensions["relais_front"].pages.answers
    client.get(f"/r/{link.code}", headers=BROWSER)
    before = len(list(remembered.values()))

    for written in (link.code.upper(), link.code.title(), f"/{link.code}", f"{link.code}/fr/../"):
        client.get(f"/r/{written}", headers=BROWSER)

    assert len(list(remembered.values())) <= before + 1  # the page in French


@pytest.mark.parametrize(
    "glued",
    ["apply.", "apply/", "Apply", "apply)", "/apply", "apply%3E", "apply&a=b", "apply%20ici",
     "apply/fr.", "apply/EN/", "apply;jsessionid=1", "apply%3Ftoken=x"],
)  # fmt: skip
@pytest.mark.parametrize("written", [str, str.upper])
def test_what_is_glued_to_the_way_to_apply_loses_no_candidate(client, link, glued, written):
    page = client.get(f"/r/{written(link.code)}/{glued}")

    assert page.status_code == 200
    assert 'name="email"' in page.text


@pytest.mark.parametrize("more", ["apply/x", "applyx", "apply-x", "apply.php", "apply%00", "12x"])
def test_more_than_glued_behind_a_link_is_no_page(client, link, more):
    assert client.get(f"/r/{link.code}/{more}").status_code == 404


def test_what_is_glued_to_another_opening_through_a_link_loses_nobody(client, link):
    other = make_published_opening()

    assert client.get(f"/R//{link.code.upper()}/{other.number}/FR).").status_code == 200


def test_what_is_glued_to_links_fills_no_memory(app, client, link):
    remembered = app.extensions["relais_front"].pages.answers
    client.get(f"/r/{link.code}", headers=BROWSER)
    before = len(list(remembered.values()))

    for number in range(5):
        client.get(f"/r/{link.code}&{number}{'x' * 1000}", headers=BROWSER)

    assert len(list(remembered.values())) == before


@pytest.mark.parametrize(
    "more", ["x", "-x", "_x", ".php", ".%00", "%00", "%7F", "%20%1B", "/de", "/fr/x", "/fr-x"]
)
def test_what_is_more_than_glued_is_no_link(app, client, link, more):
    assert client.get(f"/r/{link.code}{more}", headers=BROWSER).status_code != 200
    assert clicks_on(app, link.code) == []


def test_a_story_is_a_landing_page_too(app, client):
    link = make_link(publication=make_published_story())

    assert client.get(f"/r/{link.code}", headers=BROWSER).status_code == 200


def test_a_closed_opening_answers_410_with_others_like_it_and_still_counts(app, client):
    opening = make_published_opening()
    near = make_published_opening(team=opening.team)
    link = make_link(publication=opening)
    close(opening, by=make_person(), now=opening.published_at)

    answer = client.get(f"/r/{link.code}", headers=BROWSER)

    assert answer.status_code == 410
    assert f'href="/r/{link.code}/{near.number}/fr"' in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers
    assert len(clicks_on(app, link.code)) == 1


def test_an_opening_is_closed_from_the_end_of_its_last_day(app, client, monkeypatch):
    today = calendar.local_date(clock.now())
    link = make_link(publication=make_published_opening(closes_on=today))
    assert client.get(f"/r/{link.code}", headers=BROWSER).status_code == 200

    over = calendar.end_of_day(today) + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: over)
    monkeypatch.setattr(page_cache, "milliseconds", lambda: over.timestamp() * 1000)
    monkeypatch.setattr(front.uuid_utils, "uuid7", lambda: uuid7_at(over))

    assert client.get(f"/r/{link.code}", headers=BROWSER).status_code == 410


def test_a_recalled_story_answers_410(app, client):
    story = make_published_story()
    link = make_link(publication=story)
    archive(story, by=make_person(), now=clock.now())

    assert client.get(f"/r/{link.code}", headers=BROWSER).status_code == 410


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_outside_target_is_a_redirect_that_nobody_keeps_and_a_click(
    app, client, link, method, monkeypatch
):
    away = LandingPage(302, location="https://elsewhere.example/article?a=1&b=é")
    renderer = SimpleNamespace(page=lambda *_: away, ambassador=lambda *_: {}, quote=lambda *_: "")
    monkeypatch.setattr(app.extensions["relais_front"].pages, "_renderer", renderer)

    answer = client.open(f"/r/{link.code}", method=method, headers=BROWSER)

    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://elsewhere.example/article?a=1&b=é"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Length"] == "0"
    assert "Set-Cookie" not in answer.headers
    assert len(clicks_on(app, link.code)) == 1


def test_an_unknown_code_gets_a_page_that_helps_and_is_no_click(app, client):
    answer = client.get("/r/zzzzzzzzzz", headers=BROWSER)

    assert answer.status_code == 404
    assert "/fr/offres" in answer.text
    assert clicks_on(app, "zzzzzzzzzz") == []


@pytest.mark.parametrize(
    "code",
    [
        "", "a", "short", "0OIl000000", "toolongtobeacode", "%00%00%00%00", "..", "....//....",
        "caf%C3%A9caf%C3%A9", "a" * 65_000, "aaaaaaaaa'", "'; DROP TABLE", "%2e%2e%2f", "a\tb\nc",
        "https:x.yz", "zzzzzzzzzz-x", "zzzzzzzzzz.php", "zzzzzzzzzzz(", "0123456789abc",
    ],
    ids=lambda code: code[:12] or "empty",
)  # fmt: skip
def test_what_cannot_be_a_code_gets_a_clear_page_and_is_not_looked_up(
    app, client, statements, code
):
    client.get("/r/aaaa", headers=BROWSER)  # the page is drawn once

    with statements() as sent:
        answer = client.get(f"/r/{code}", headers=BROWSER)

    assert answer.status_code == 404
    assert [each for each in sent if "referral_links" in each] == []


def test_ten_thousand_guesses_cost_the_database_almost_nothing(
    app, client, link, statements, monkeypatch
):
    client.get(f"/r/{link.code}", headers=BROWSER)
    codes = app.extensions["relais_front"].codes
    codes.refresh(driver_connection())
    monkeypatch.setattr(codes, "_clock", lambda: codes._spent_at)  # all within one moment
    wsgi, status = app.wsgi_app, []

    with statements() as sent:
        for _ in range(10_000):
            environ = create_environ(f"/r/{short_code()}")
            list(wsgi(environ, lambda line, _: status.append(line)))

    assert set(status) == {"404 Not Found"}
    assert len([each for each in sent if "referral_links" in each]) <= BUDGET
    assert client.get(f"/r/{link.code}", headers=BROWSER).status_code == 200


def test_a_code_is_looked_up_once(app, client, link, statements):
    path = f"/r/{link.code}"
    client.get(path, headers=BROWSER)

    with statements() as sent:
        for encodings in ("gzip", "identity", "gzip"):
            client.get(path, headers={**BROWSER, "Accept-Encoding": encodings})

    assert sent == []


def test_another_link_of_an_ambassador_costs_one_statement(app, client, link, statements):
    other = make_link(publication=link.publication, ambassador=link.ambassador)
    words, path = other.words, f"/r/{other.code}"
    client.get(f"/r/{link.code}", headers=BROWSER)

    with statements() as sent:
        page = client.get(path, headers=BROWSER).text

    assert words in page
    assert len(sent) == 1


def test_other_links_to_a_page_draw_only_the_ambassador(app, client, link, statements):
    client.get(f"/r/{link.code}", headers=BROWSER)
    other = make_link(publication=link.publication, ambassador=make_link().ambassador)

    with statements() as sent:
        page = client.get(f"/r/{other.code}", headers=BROWSER).text

    assert other.ambassador.first_name in page
    assert not [each for each in sent if "process_steps" in each]


@pytest.mark.parametrize("path", ["", "/fr", "/en/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused_with_those_that_work_and_are_no_clicks(
    app, client, link, method, path
):
    answer = client.open(f"/r/{link.code}{path}", method=method, headers=BROWSER)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert "Cette adresse ne fonctionne pas ainsi" in answer.text
    assert (
        answer.headers["Content-Security-Policy"]
        == dict(security_headers(https=False))["Content-Security-Policy"]
    )
    assert "Set-Cookie" not in answer.headers
    assert clicks_on(app, link.code) == []


def test_any_address_tells_which_methods_it_takes(client):
    assert "GET" in client.delete("/sign-in").headers["Allow"].split(", ")


def test_the_pages_behind_a_link_fall_through_to_flask(app, client, link):
    client.get(f"/r/{link.code}/apply", headers=BROWSER)

    assert clicks_on(app, link.code) == []


@pytest.mark.parametrize("query", ["", "?utm_source=x", "?b=2&a=1", "?fbclid=" + "x" * 500])
def test_query_strings_change_nothing(app, client, link, query):
    answer = client.get(f"/r/{link.code}{query}", headers=BROWSER)

    assert answer.status_code == 200
    assert [click.code for click in clicks_on(app, link.code)] == [link.code]


def test_the_employee_cookie_says_whose_click_it_is(app, client, link):
    client.set_cookie(
        employee_cookie.NAME,
        employee_cookie.cookie_for(link.ambassador.id),
        path=employee_cookie.PATH,
    )

    client.get(f"/r/{link.code}", headers=BROWSER)

    assert clicks_on(app, link.code)[0].person == link.ambassador.id.hex


@pytest.mark.parametrize("value", ["", "x", "a" * 5000, "é", "AAAA" * 10])
def test_a_forged_employee_cookie_says_nothing(app, client, link, value):
    answer = client.get(
        f"/r/{link.code}", headers={**BROWSER, "Cookie": f"{employee_cookie.NAME}={value}"}
    )

    assert answer.status_code == 200
    assert clicks_on(app, link.code)[0].person == ""


def test_headers_as_large_as_servers_let_through_are_answered(app, client, link):
    headers = {
        "User-Agent": "x" * 60_000,
        "Accept-Language": "fr," * 9_000,
        "Accept-Encoding": "gzip," * 9_000,
        "Referer": "https://example.com/" + "a" * 50_000,
        "Cookie": "a=" + "b" * 50_000,
    }

    answer = client.get(f"/r/{link.code}", headers=headers)

    assert answer.status_code == 200
    assert len(clicks_on(app, link.code)[0].user_agent) == 512


def test_a_click_is_answered_even_when_it_cannot_be_written(app, client, link, monkeypatch):
    def full(fd, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    client.get(f"/r/{link.code}", headers=BROWSER)
    monkeypatch.setattr(journal, "write_at_once", full)

    answer = client.get(f"/r/{link.code}", headers=BROWSER)

    monkeypatch.undo()
    assert answer.status_code == 200
    assert len(clicks_on(app, link.code)) == 1
    assert app.extensions["relais_front"].journal.lost == 1


def test_with_the_database_away_a_link_in_memory_answers_and_counts(app, client, link):
    db.session.commit()
    client.get(f"/r/{link.code}", headers=BROWSER)
    title = link.publication.text("fr").title

    code = link.code

    with away() as refused:
        answer = client.get(f"/r/{code}", headers=BROWSER)

    assert refused == []
    assert answer.status_code == 200
    assert title in answer.text.replace("&#39;", "’")
    assert len(clicks_on(app, code)) == 2


def test_with_the_database_away_a_link_not_in_memory_says_so_and_counts(app, client, link):
    code = link.code
    db.session.commit()

    with away() as refused:
        answer = client.get(f"/r/{code}", headers=BROWSER)

    assert refused
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "<h1" in answer.text
    assert len(clicks_on(app, code)) == 1
    assert client.get(f"/r/{code}", headers=BROWSER).status_code == 200


def test_while_one_request_waits_for_the_database_the_others_do_not(app, link):
    """One thread finds out whether the database is back; the others answer other links."""
    waits, goes_on = threading.Event(), threading.Event()

    class Hanging:
        def page(self, publication_id, language):
            waits.set()
            goes_on.wait(30)
            raise OperationalError("SELECT", {}, Exception("timeout"))

    pages = PageCache(app, Hanging())

    def draw():
        with app.app_context():
            return pages._publication_page(link.publication_id, "fr")

    goes_on.set()
    with pytest.raises(OperationalError):
        draw()
    goes_on.clear()
    waits.clear()
    with ThreadPoolExecutor() as threads:
        first = threads.submit(draw)
        assert waits.wait(30)
        with pytest.raises(DatabaseAway):
            draw()
        goes_on.set()
        assert isinstance(first.exception(), OperationalError)


def test_once_the_database_answers_again_everybody_asks_it(app, link):
    pages = PageCache(app, app.extensions["relais_front"].pages._renderer)
    db.session.commit()
    code = link.code
    with away(), pytest.raises(OperationalError):
        pages._look_up(code)

    pages._look_up(code)

    pages._trying.acquire()
    assert pages._look_up(code).publication_id == link.publication_id
