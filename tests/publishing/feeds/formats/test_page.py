"""Pages describe openings to search engines in many ways; each is read."""

import json
from datetime import date
from decimal import Decimal

import pytest

from app.publishing.feeds.formats import FORMATS
from app.publishing.feeds.formats.document import Document
from app.publishing.feeds.reading import Defaults, read_found
from app.publishing.feeds.result import UnreadableFeed

FRENCH = "Vous et nous, pour les équipes"
ADDRESS = "https://o.example/jobs/1"


def posting(**more):
    return {"@context": "https://schema.org", "@type": "JobPosting", "title": FRENCH, **more}


def html(*blocks, kind="application/ld+json"):
    scripts = "".join(
        f'<script type="{kind}">{each if isinstance(each, str) else json.dumps(each)}</script>'
        for each in blocks
    )
    return (
        f"<!doctype html><html><head><title>x</title>{scripts}</head><body><p>x</p></body></html>"
    )


def read(content, *, address=ADDRESS, content_type="text/html"):
    content = content if isinstance(content, bytes) else content.encode()
    document = Document(content=content, address=address, content_type=content_type)
    return read_found(FORMATS["page"].read(document, "fr"), Defaults())


def only(**more):
    [opening] = read(html(posting(**more))).openings
    return opening


def test_a_posting_says_what_it_has():
    opening = only(
        identifier={"@type": "PropertyValue", "value": "A-1"}, url="/jobs/2?x=1",
        description="&lt;p&gt;Bonjour&lt;/p&gt;", employmentType=["FULL_TIME", "TEMPORARY"],
        jobLocation={"@type": "Place", "address": {
            "addressLocality": "Lyon", "postalCode": "69003",
     "addressCountry": {"name": "France"}}},
        baseSalary={"currency": "EUR", "value": {"minValue": 45000, "maxValue": 55000,
                                                 "unitText": "YEAR"}},
        jobStartDate="2027-03-01", validThrough="2027-12-31T23:59",
    )  # fmt: skip

    assert (opening.external_id, opening.url) == ("A-1", "https://o.example/jobs/2?x=1")
    assert (opening.place, opening.country, opening.body) == ("Lyon", "FR", "Bonjour")
    assert (opening.contract, opening.working_time) == ("fixed_term", "full")
    assert (opening.salary_min, opening.salary_max, opening.salary_period) == (45000, 55000, "year")
    assert (opening.starts_on, opening.closes_on) == (date(2027, 3, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    "kind",
    ["application/ld+json", "APPLICATION/LD+JSON", "application/ld+json; charset=utf-8",
     " application/ld+json ", "Application/LD+Json;charset=UTF-8"],
)  # fmt: skip
def test_a_block_is_found_however_its_type_is_written(kind):
    assert len(read(html(posting(), kind=kind)).openings) == 1


@pytest.mark.parametrize("kind", ["application/json", "text/javascript", "", "ld+json"])
def test_other_scripts_are_not_read(kind):
    assert read(html(posting(), kind=kind)).openings == ()


@pytest.mark.parametrize(
    "around",
    ["<!-- {} -->", "<!--\n{}\n-->", "\n{}\n", "//<![CDATA[\n{}\n//]]>", "// <!--\n{}\n// -->",
     "/*<![CDATA[*/{}/*]]>*/", "/* <![CDATA[ */\n{}\n/* ]]> */"],
)  # fmt: skip
def test_what_is_wrapped_around_a_block_is_left(around):
    assert len(read(html(around.replace("{}", json.dumps(posting())))).openings) == 1


@pytest.mark.parametrize(
    "block",
    [
        [posting()], {"@graph": [{"@type": "WebSite"}, posting()]}, [[posting()]],
        {"@type": "ItemList", "itemListElement": [{"item": posting()}]},
        {"@type": "WebPage", "mainEntity": {"about": posting()}},
    ],
)  # fmt: skip
def test_a_posting_is_found_wherever_it_stands(block):
    assert len(read(html(block)).openings) == 1


@pytest.mark.parametrize(
    "kind",
    ["JobPosting", ["JobPosting"], ["Thing", "JobPosting"], "schema:JobPosting",
     "https://schema.org/JobPosting", "http://schema.org/JobPosting",
     "http://schema.org#JobPosting"],
)  # fmt: skip
def test_a_type_is_recognised_however_it_is_written(kind):
    assert len(read(html(posting(**{"@type": kind}))).openings) == 1


@pytest.mark.parametrize("kind", ["Organization", "JobPostings", "jobposting", None, 7, [], {}])
def test_other_things_are_no_openings(kind):
    assert read(html(posting(**{"@type": kind}))).openings == ()


@pytest.mark.parametrize(
    ("more", "external_id"),
    [
        ({"identifier": "A-1"}, "A-1"), ({"identifier": 7}, "7"),
        ({"identifier": {"value": 7}}, "7"), ({"identifier": [{"value": "x"}]}, "x"),
        ({"url": "https://o.example/jobs/9"}, "https://o.example/jobs/9"),
        ({"identifier": {"name": "Ormelune"}, "url": "/9"}, "https://o.example/9"),
        ({}, ADDRESS),
    ],
)  # fmt: skip
def test_a_posting_is_known_by_its_identifier_its_url_or_its_page(more, external_id):
    assert only(**more).external_id == external_id


def town(name, **more):
    return {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressLocality": name, **more},
    }


@pytest.mark.parametrize(
    ("location", "places", "country"),
    [
        (town("Lyon", addressCountry="FR"), ["Lyon"], "FR"),
        (town("Lyon", addressCountry={"@type": "Country", "name": "France"}), ["Lyon"], "FR"),
        ([town("Lyon"), town("Paris"), town("Lyon")], ["Lyon", "Paris"], None),
        ("75002 Paris, France", ["Paris"], "FR"),
        ({"@type": "Place", "address": "12 rue X, 75002 Paris, France"}, ["Paris"], "FR"),
        (["Lyon", town("Paris")], ["Lyon", "Paris"], None),
        ({"name": "Lyon"}, ["Lyon"], None),
        ({"address": [{"addressLocality": "Lyon"}]}, ["Lyon"], None),
        ({"address": [{"addressLocality": "Lyon"}, "75002 Paris"]}, ["Lyon", "Paris"], None),
        ({"address": {"addressLocality": ["Lyon", "Paris"]}}, ["Lyon", "Paris"], None),
        ([], [], None), (None, [], None), (7, ["7"], None),
    ],
)  # fmt: skip
def test_a_location_is_read_however_it_is_written(location, places, country):
    opening = only(jobLocation=location)

    assert [opening.place, *opening.other_places][: len(places) or 1] == (places or [None])
    assert opening.country == country


def test_where_applicants_must_be_tells_the_country_when_nothing_else_does():
    from_home = {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"name": "BE"}}

    assert (only(**from_home).country, only(**from_home).remote) == ("BE", "full")
    assert only(**from_home, jobLocation=town("Lyon", addressCountry="FR")).country == "FR"
    assert only(**from_home, jobLocation="Lyon, France").country == "FR"
    several = [{"@type": "State", "name": "Bretagne"}, {"@type": "Country", "name": "France"}]
    assert only(applicantLocationRequirements=several).country == "FR"


@pytest.mark.parametrize(
    ("salary", "low", "high", "period"),
    [
        ({"currency": "EUR", "value": 45000}, 45000, 45000, "year"),
        ({"currency": "EUR", "value": {"value": 2500, "unitText": "MONTH"}}, 2500, 2500, "month"),
        ({"currency": "EUR", "value": {"value": "18,50", "unitText": "HOUR"}},
         Decimal("18.5"), Decimal("18.5"), "hour"),
        ({"currency": "EUR", "value": 450, "unitText": "DAY"}, 450, 450, "day"),
        ({"currency": "EUR", "minValue": 40000, "maxValue": 50000, "unitText": "YEAR"},
         40000, 50000, "year"),
        ({"currency": "EUR", "value": {"minValue": "0", "maxValue": 50000}}, None, 50000, "year"),
        ({"currency": "EUR", "value": {"minValue": 0, "maxValue": 0, "value": 0}},
         None, None, None),
        ({"currency": "EUR", "value": "40 000 - 50 000"}, 40000, 50000, "year"),
        ([{"currency": "EUR", "value": 45000}], 45000, 45000, "year"),
        ("45 k€", 45000, 45000, "year"), (45000, 45000, 45000, "year"),
        ("selon profil", None, None, None), (None, None, None, None), ({}, None, None, None),
        ({"currency": "USD", "value": 45000}, None, None, None),
        ({"value": {"value": 900, "unitText": "WEEK"}}, None, None, None),
    ],
)  # fmt: skip
def test_a_salary_is_read_however_it_is_written(salary, low, high, period):
    opening = only(baseSalary=salary)

    assert (opening.salary_min, opening.salary_max, opening.salary_period) == (low, high, period)


def test_a_broken_block_is_named_and_the_others_are_read():
    reading = read(html('{"@type": "JobPosting", "title": }', posting()))

    assert [each.title for each in reading.openings] == [FRENCH]
    [error] = reading.errors
    assert (error.code, error.row, error.external_id) == ("json", 1, "")
    assert not reading.complete  # nobody knows which opening it was


def test_lines_in_a_text_break_no_block():
    assert (
        len(read(html(json.dumps(posting(description="a b")).replace("a b", "a\nb"))).openings) == 1
    )


def test_a_page_without_postings_is_empty_and_complete():
    reading = read("<html><body>Rien</body></html>")

    assert (reading.openings, reading.complete) == ((), True)


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "", "text/html"), ("cp1252", "", "text/html"),
        ("latin-1", '<meta charset="iso-8859-1">', ""),
        ("latin-1", "", "text/html; charset=ISO-8859-1"),
        ("utf-8", '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">', ""),
        ("utf-8", "", "text/html; charset=unknown"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_its_charset(encoding, declared, content_type):
    block = json.dumps(posting(jobLocation="Orléans"), ensure_ascii=False)
    content = f'{declared}<script type="application/ld+json">{block}</script>'.encode(encoding)

    assert read(content, content_type=content_type).openings[0].place == "Orléans"


def test_a_page_that_is_too_deep_or_of_another_type_is_refused():
    deep = []
    for _ in range(70):
        deep = [deep]
    for content, content_type in ((html(deep), ""), (b"{}", "application/json")):
        with pytest.raises(UnreadableFeed):
            read(content, content_type=content_type)
