"""What each applicant tracking system keeps where, and how it leads astray."""

import json
from datetime import date
from decimal import Decimal

import pytest

from app.publishing.feeds.formats import FORMATS
from app.publishing.feeds.formats.document import Document
from app.publishing.feeds.reading import Defaults, read_found
from app.publishing.feeds.result import UnreadableFeed

FRENCH = "Vous et nous, pour les équipes"


def found(name, content, *, address="", content_type="", language="fr"):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    document = Document(content=content, address=address, content_type=content_type)
    return FORMATS[name].read(document, language)


def read(name, content, **more):
    return read_found(found(name, content, **more), Defaults(language=more.get("language", "fr")))


def only(name, content, **more):
    [opening] = read(name, content, **more).openings
    return opening


def pay_of(opening):
    return opening.salary_min, opening.salary_max, opening.salary_period


# ---- Greenhouse


def greenhouse(**job):
    return {"jobs": [{"id": 7, "internal_job_id": 3, "title": FRENCH, **job}]}


def test_greenhouse_says_what_it_has():
    opening = only("greenhouse", greenhouse(
        absolute_url="https://boards.example/jobs/7", location={"name": "69003 Lyon, France"},
        content="&lt;p&gt;R&amp;amp;D &amp;lt;3&lt;/p&gt;"
                "&lt;ul&gt;&lt;li&gt;un&lt;/li&gt;&lt;/ul&gt;",
        departments=[{"name": "Data &amp; IA"}, {"name": "Autre"}], language="fr",
        application_deadline="2027-12-31T23:59:00-05:00",
    ))  # fmt: skip

    assert (opening.external_id, opening.place, opening.country) == ("7", "Lyon", "FR")
    assert opening.body == "R&D \\<3\n\n- un"
    assert (opening.team, opening.closes_on) == ("Data & IA", date(2027, 12, 31))
    assert opening.url == "https://boards.example/jobs/7"


@pytest.mark.parametrize(
    ("metadata", "contract", "remote"),
    [
        ([("Type de contrat", "CDI"), ("Télétravail", "2 jours")], "permanent", "partial"),
        ([("Contract", "Fixed term")], "fixed_term", None),
        ([("Employment Type", "Intern")], "internship", None),
        ([("Remote", "Full remote")], None, "full"),
        ([("Workplace", "On-site")], None, "none"),
        ([("Télétravail", True)], None, "partial"),
        ([("Remote", False)], None, "none"),
        ([("Contract", ["CDD", "CDI"])], "fixed_term", None),
        ([("Contract", None), ("Remote", None)], None, None),
        ([("Contract signed", "CDI"), ("Salary", "x")], None, None),
        ([("Contract", {"unit": "EUR"})], None, None),
    ],
)
def test_greenhouse_metadata_tell_contract_and_remote(metadata, contract, remote):
    named = [{"name": name, "value": value} for name, value in metadata]
    opening = only("greenhouse", greenhouse(metadata=named, location={"name": "Lyon"}))

    assert (opening.contract, opening.remote) == (contract, remote)


@pytest.mark.parametrize(
    ("ranges", "pay", "warned"),
    [
        ([(4_500_000, 5_500_050, "EUR")], (45000, Decimal("55000.5"), "year"), []),
        ([(9_000_000, 9_900_000, "USD"), (4_500_000, 5_000_000, "EUR"), (1, 2, "EUR")],
         (45000, 50000, "year"), []),
        ([(9_000_000, 9_900_000, "USD")], (None, None, None), ["currency"]),
        ([(0, 5_000_000, "EUR")], (None, 50000, "year"), []),
        ([(1850, 2500, "EUR")], (None, None, None), ["salary"]),
        ([], (None, None, None), []),
    ],
)  # fmt: skip
def test_greenhouse_pays_cents_a_year_in_its_first_range_in_euros(ranges, pay, warned):
    named = [
        {"min_cents": low, "max_cents": high, "currency_type": currency}
        for low, high, currency in ranges
    ]
    reading = read("greenhouse", greenhouse(pay_input_ranges=named))

    assert pay_of(reading.openings[0]) == pay
    assert [each.code for each in reading.warnings] == warned


def test_greenhouse_posts_for_prospects_are_no_openings():
    jobs = greenhouse()["jobs"] + greenhouse(id=8, internal_job_id=None)["jobs"]
    reading = read("greenhouse", {"jobs": jobs, "meta": {"total": 2}})

    assert [each.external_id for each in reading.openings] == ["7"]
    assert reading.complete


def test_a_board_that_holds_less_than_it_says_is_not_complete():
    assert not read("greenhouse", {**greenhouse(), "meta": {"total": 2}}).complete


# ---- Lever


def lever(**posting):
    return [{"id": "a-1", "text": FRENCH, **posting}]


def test_lever_says_what_it_has():
    opening = only("lever", lever(
        description="<div>Bonjour</div>",
        lists=[{"text": "Missions", "content": "<li>un</li><li>deux</li>"},
               {"text": "Vide", "content": ""}],
        additional="<p>Fin</p>", country="FR", hostedUrl="https://jobs.example/a-1",
        categories={"location": "Paris", "allLocations": ["Lyon", "Paris"], "team": "Data",
                    "department": "Tech", "commitment": "CDI - temps plein"},
        workplaceType="hybrid",
        salaryRange={"min": 45000, "max": 55000, "currency": "EUR", "interval": "per-year-salary"},
    ))  # fmt: skip

    assert opening.body == "Bonjour\n\n### Missions\n\n- un\n- deux\n\nFin"
    assert (opening.place, opening.other_places, opening.country) == ("Lyon", ("Paris",), "FR")
    assert (opening.team, opening.contract, opening.working_time) == ("Data", "permanent", "full")
    assert (opening.remote, pay_of(opening)) == ("partial", (45000, 55000, "year"))


def test_lever_falls_back_on_location_and_department():
    opening = only("lever", lever(
        categories={"location": "Paris", "allLocations": [], "department": "Tech"},
        workplaceType="unspecified",
    ))  # fmt: skip

    assert (opening.place, opening.team, opening.remote) == ("Paris", "Tech", None)


@pytest.mark.parametrize(
    ("workplace", "remote"), [("on-site", "none"), ("onsite", "none"), ("remote", "full")]
)
def test_lever_workplaces(workplace, remote):
    assert only("lever", lever(workplaceType=workplace)).remote == remote


@pytest.mark.parametrize(
    ("interval", "amount", "pay", "warned"),
    [
        ("per-month-salary", 2500, (2500, 2500, "month"), []),
        ("per-day-wage", 450, (450, 450, "day"), []),
        ("per-hour-wage", 18.5, (Decimal("18.5"), Decimal("18.5"), "hour"), []),
        ("per-week-salary", 900, (None, None, None), ["period"]),
        ("bi-month-salary", 2500, (None, None, None), ["period"]),
        ("one-time", 45000, (None, None, None), ["period"]),
        ("", 45000, (45000, 45000, "year"), []),
    ],
)
def test_lever_intervals(interval, amount, pay, warned):
    salary = {"min": amount, "max": amount, "currency": "EUR", "interval": interval}
    reading = read("lever", lever(salaryRange=salary))

    assert pay_of(reading.openings[0]) == pay
    assert [each.code for each in reading.warnings] == warned


# ---- Ashby


def ashby(**job):
    return {"jobs": [{"id": "b-1", "title": FRENCH, **job}]}


def place_of(town, **more):
    return {"postalAddress": {"addressLocality": town, **more}}


def test_ashby_says_what_it_has():
    component = {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "EUR",
                 "minValue": 45000, "maxValue": 55000}  # fmt: skip
    opening = only("ashby", ashby(
        descriptionHtml="<p>Bonjour</p>", location="HQ",
        address=place_of("Lyon", addressCountry="France"),
        secondaryLocations=[{"location": "Paris office", "address": place_of("Paris")},
                            {"location": "Rennes office",
                             "address": {"addressLocality": "Rennes"}},
                            {"location": "Nantes"}],
        team="Data", department="Tech", employmentType="FullTime", workplaceType="Hybrid",
        isRemote=True, jobUrl="https://jobs.example/ormelune/b-1",
        compensation={"summaryComponents": [
            {"compensationType": "EquityPercentage", "interval": "NONE"}, component]},
    ))  # fmt: skip

    assert (opening.place, opening.other_places) == ("Lyon", ("Paris", "Rennes", "Nantes"))
    assert (opening.country, opening.team, opening.remote) == ("FR", "Data", "partial")
    assert (opening.contract, opening.working_time) == ("permanent", "full")
    assert pay_of(opening) == (45000, 55000, "year")


@pytest.mark.parametrize(
    ("job", "field", "value"),
    [
        ({"id": None, "jobUrl": "https://jobs.example/o/c-9/"}, "external_id", "c-9"),
        ({"location": "Nantes"}, "place", "Nantes"),
        ({"location": "Remote", "isRemote": True}, "remote", "full"),
        ({"location": "Nantes", "isRemote": True}, "remote", "full"),
        ({"location": "Nantes", "isRemote": False}, "remote", None),
        ({"workplaceType": "OnSite", "isRemote": True}, "remote", "none"),
        ({"department": "Tech"}, "team", "Tech"),
        ({"employmentType": "Intern"}, "contract", "internship"),
        ({"employmentType": "PartTime"}, "working_time", "part"),
        ({"employmentType": "PartTime"}, "contract", None),
        ({"employmentType": "Contract"}, "contract", "freelance"),
        ({"employmentType": "Temporary"}, "contract", "fixed_term"),
    ],
)
def test_ashby_falls_back(job, field, value):
    assert getattr(only("ashby", ashby(**job)), field) == value


@pytest.mark.parametrize(
    ("interval", "amount", "pay"),
    [
        ("1 MONTH", 2500, (2500, 2500, "month")), ("1 HOUR", 20, (20, 20, "hour")),
        ("1 DAY", 450, (450, 450, "day")), ("2 WEEK", 2500, (None, None, None)),
        ("1 WEEK", 2500, (None, None, None)),
    ],
)  # fmt: skip
def test_ashby_intervals(interval, amount, pay):
    component = {"compensationType": "Salary", "interval": interval, "currencyCode": "EUR",
                 "minValue": amount, "maxValue": amount}  # fmt: skip
    tiers = {"compensationTiers": [{"components": [component]}]}

    assert pay_of(only("ashby", ashby(compensation=tiers))) == pay


def test_what_ashby_does_not_list_is_skipped():
    jobs = ashby()["jobs"] + ashby(id="b-2", isListed=False)["jobs"]

    assert [each.external_id for each in read("ashby", {"jobs": jobs}).openings] == ["b-1"]


# ---- Recruitee


def recruitee(**offer):
    return {"offers": [{"id": 5, "title": FRENCH, **offer}]}


def test_recruitee_says_what_it_has():
    opening = only("recruitee", recruitee(
        translations={"en": {"title": "Dev", "description": "<p>Hi</p>"},
                      "fr": {"title": "Développeur", "description": "<p>Bonjour</p>",
                             "requirements": ""}},
        description="<p>Autre</p>", requirements="<p>Curieux</p>", city="Lyon", country_code="FR",
        locations=[{"city": "Lyon", "country_code": "FR"}, {"name": "Paris", "city": ""}],
        department="Data", hybrid=True, remote=False, on_site=False,
        employment_type_code="fulltime_permanent", experience_code="mid_level",
        salary={"min": "45000", "max": "55000", "period": "year", "currency": "EUR"},
        close_at="2027-12-31T00:00:00.000Z", careers_url="https://o.example/o/dev",
        status="published",
    ))  # fmt: skip

    assert (opening.title, opening.language) == ("Développeur", "fr")
    assert opening.body == "Bonjour\n\nCurieux"
    assert (opening.place, opening.other_places, opening.country) == ("Lyon", ("Paris",), "FR")
    assert (opening.contract, opening.working_time) == ("permanent", "full")
    assert (opening.seniority, opening.remote) == ("confirmed", "partial")
    assert (pay_of(opening), opening.closes_on) == ((45000, 55000, "year"), date(2027, 12, 31))


def test_recruitee_translations():
    offer = {"translations": {"en": {"title": "Dev"}, "fr": {"title": "Développeur"}}}

    assert only("recruitee", recruitee(**offer), language="en").title == "Dev"
    del offer["translations"]["fr"]
    english = only("recruitee", recruitee(**offer))
    assert (english.title, english.language) == ("Dev", "en")
    dutch = read("recruitee", recruitee(translations={"nl": {"title": "Ontwikkelaar"}}))
    assert [each.code for each in dutch.errors] == ["language"]


@pytest.mark.parametrize(
    ("flags", "remote"),
    [
        ((True, False, False), "partial"), ((False, True, True), "partial"),
        ((False, True, False), "full"), ((False, False, True), "none"),
        ((False, False, False), None), ((True, True, True), "partial"),
    ],
)  # fmt: skip
def test_recruitee_work_from_home(flags, remote):
    named = dict(zip(("hybrid", "remote", "on_site"), flags, strict=True))

    assert only("recruitee", recruitee(city="Lyon", **named)).remote == remote


@pytest.mark.parametrize(
    ("low", "high", "period", "pay"),
    [
        ("18.50", "18.50", "month", (Decimal("18.5"), Decimal("18.5"), "hour")),
        (45000, 50000, "month", (45000, 50000, "month")),
        (45000, 50000, "hour", (45000, 50000, "year")),
        (2000, 2500, "year", (2000, 2500, "month")),
        (2000, 2500, "", (2000, 2500, "month")),
        (500, 600, "year", (None, None, None)),
        (0, 0, "year", (None, None, None)),
        (None, None, None, (None, None, None)),
    ],
)
def test_recruitee_periods_are_often_wrong(low, high, period, pay):
    salary = {"min": low, "max": high, "period": period, "currency": "EUR"}

    assert pay_of(only("recruitee", recruitee(salary=salary))) == pay


def test_what_recruitee_does_not_publish_is_skipped():
    offers = recruitee()["offers"] + recruitee(id=6, status="draft")["offers"]

    assert [each.external_id for each in read("recruitee", {"offers": offers}).openings] == ["5"]


# ---- SmartRecruiters

LIST = "https://api.smartrecruiters.com/v1/companies/ormelune/postings?limit=100&offset=0"


def posting(**more):
    return {"id": "744", "name": FRENCH, **more}


def test_smartrecruiters_says_what_it_has():
    opening = only("smartrecruiters", posting(
        location={"city": "Lyon", "country": "fr", "remote": False, "hybrid": True},
        department={"label": "Data"}, typeOfEmployment={"id": "permanent", "label": "Full-time"},
        experienceLevel={"label": "Mid-Senior Level"}, language={"code": "fr"},
        postingUrl="https://jobs.example/744", active=True,
        jobAd={"sections": {
            "companyDescription": {"title": "Qui sommes-nous ?", "text": "<p>Nous</p>"},
            "jobDescription": {"title": "Poste", "text": "<ul><li>un</li></ul>"},
            "qualifications": {"title": "Profil", "text": ""},
            "additionalInformation": {"title": "Plus", "text": "<p>Fin</p>"}}},
    ))  # fmt: skip

    assert opening.body == "## Qui sommes-nous ?\n\nNous\n\n## Poste\n\n- un\n\n## Plus\n\nFin"
    assert (opening.place, opening.country, opening.remote) == ("Lyon", "FR", "partial")
    assert (opening.team, opening.contract, opening.seniority) == ("Data", "permanent", "senior")
    assert opening.url == "https://jobs.example/744"


@pytest.mark.parametrize(
    ("location", "remote"),
    [
        ({"remote": False, "hybrid": False}, "none"), ({"remote": True, "hybrid": False}, "full"),
        ({"remote": True, "hybrid": True}, "partial"), ({"remote": False}, "none"), ({}, None),
    ],
)  # fmt: skip
def test_smartrecruiters_work_from_home(location, remote):
    assert only("smartrecruiters", posting(location={"city": "Lyon", **location})).remote == remote


def test_a_page_of_smartrecruiters_names_what_must_be_read_too():
    page = {"totalFound": 1, "content": [posting()]}

    assert found("smartrecruiters", page, address=LIST).more == (
        "https://api.smartrecruiters.com/v1/companies/ormelune/postings/744",
    )
    assert not read("smartrecruiters", page, address=LIST).complete


def test_a_company_that_smartrecruiters_does_not_know_is_empty_and_complete():
    reading = read("smartrecruiters", {"totalFound": 0, "content": []}, address=LIST)

    assert (reading.openings, reading.complete) == ((), True)


def test_smartrecruiters_skips_what_is_not_active_and_refuses_other_languages():
    page = {
        "content": [
            posting(active=False, jobAd={}),
            posting(id="2", language={"code": "de"}, jobAd={}),
        ]
    }
    reading = read("smartrecruiters", page)

    assert (reading.openings, [each.code for each in reading.errors]) == ((), ["language"])


# ---- Workable


def workable(**job):
    return {"name": "Ormelune", "jobs": [{"shortcode": "W1", "title": FRENCH, **job}]}


def test_workable_says_what_it_has():
    opening = only("workable", workable(
        description="<p>Bonjour</p>", employment_type="Full-time", department="Data",
        city="Paris", country="France", telecommuting=True, workplace_type="hybrid",
        experience="Mid-Senior level", url="https://apply.example/j/W1",
        locations=[{"city": "Secret", "countryCode": "DE", "hidden": True},
                   {"city": "Lyon", "countryCode": "FR", "hidden": False}, {"city": "Nantes"}],
    ))  # fmt: skip

    assert (opening.place, opening.other_places, opening.country) == ("Lyon", ("Nantes",), "FR")
    assert (opening.contract, opening.working_time, opening.remote) == (
        "permanent",
        "full",
        "partial",
    )
    assert (opening.team, opening.seniority) == ("Data", "senior")


def test_workable_falls_back_on_its_city_and_on_telecommuting():
    opening = only("workable", workable(city="Lyon", country="France", telecommuting=True))

    assert (opening.place, opening.country, opening.remote) == ("Lyon", "FR", "full")
    assert only("workable", workable(city="Lyon", telecommuting=False)).remote is None


# ---- Teamtailor


def test_teamtailor_says_what_it_has():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "next_url": "/jobs.json?page=2",
        "items": [{
            "id": "t-1", "url": "https://o.example/jobs/1", "title": FRENCH,
            "content_html": "<p>Bonjour</p>",
            "_jobposting": {
                "@type": "JobPosting", "title": "Autre", "description": "<p>Autre</p>",
                "identifier": {"value": 99}, "employmentType": "FULL_TIME",
                "validThrough": "2027-12-31", "jobLocationType": "TELECOMMUTE",
                "jobLocation": [{"address": {"addressLocality": "Lyon", "addressCountry": "FR"}}],
            },
        }],
    }  # fmt: skip
    read_feed = found("teamtailor", feed, address="https://o.example/jobs.json")
    opening = read_found(read_feed, Defaults()).openings[0]

    assert read_feed.more == ("https://o.example/jobs.json?page=2",)
    assert (opening.external_id, opening.title, opening.body) == ("t-1", FRENCH, "Bonjour")
    assert (opening.place, opening.country, opening.remote) == ("Lyon", "FR", "full")
    assert (opening.closes_on, opening.url) == (date(2027, 12, 31), "https://o.example/jobs/1")


# ---- all of them

LISTS = {
    "greenhouse": ("jobs", {"id": 1}), "lever": ("", {"id": "1"}), "ashby": ("jobs", {"id": "1"}),
    "recruitee": ("offers", {"id": 1}), "smartrecruiters": ("content", {"id": "1", "jobAd": {}}),
    "workable": ("jobs", {"shortcode": "1"}), "teamtailor": ("items", {"id": "1"}),
}  # fmt: skip


def document(name, *items):
    key, _item = LISTS[name]
    return {key: list(items)} if key else list(items)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_an_opening_that_is_no_object_is_refused_alone(name):
    title = {"title": FRENCH, "text": FRENCH, "name": FRENCH}
    reading = read(name, document(name, {**LISTS[name][1], **title}, None, "x", ["y"]))

    assert [each.external_id for each in reading.openings] == ["1"]
    assert [(each.code, each.row) for each in reading.errors] == [("json", n) for n in (2, 3, 4)]


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("odd", [None, 7, "x", [], ["x"], {}, {"a": {"b": []}}, True, [[[]]]])
def test_whatever_stands_in_a_field_harms_nobody(name, odd):
    fields = """
        title text name content description descriptionHtml lists location categories departments
        metadata pay_input_ranges salaryRange salary compensation address secondaryLocations
        translations locations jobAd language employmentType employment_type _jobposting country
        typeOfEmployment department status close_at application_deadline jobUrl url city
    """
    read(name, document(name, {**LISTS[name][1], **dict.fromkeys(fields.split(), odd)}))


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"<html></html>", "text/html"), (b"[", ""), (b"{}", "application/json"), (b"7", ""),
        (b'"x"', ""), (b"\xff\xfe[]", ""), (b"", ""), (b"[]", "text/html; charset=utf-8"),
        (b"[" * 100_000, ""), (b'{"jobs": null, "content": 3, "offers": {}, "items": ""}', ""),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_whole(name, content, content_type):
    with pytest.raises(UnreadableFeed):
        read(name, content, content_type=content_type)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_depth_and_number_are_bounded(name):
    deep = []
    for _ in range(70):
        deep = [deep]
    with pytest.raises(UnreadableFeed) as refused:
        read(name, document(name, {**LISTS[name][1], "deep": deep}))
    assert refused.value.code == "depth"

    with pytest.raises(UnreadableFeed) as refused:
        read(name, document(name, *([{}] * 20_001)))
    assert refused.value.code == "too_many"


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_feed_without_openings_is_empty_and_complete(name):
    reading = read(name, document(name), content_type="application/json; charset=utf-8")

    assert (reading.openings, reading.problems, reading.complete) == ((), (), True)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_letters_that_no_text_can_hold_are_replaced(name):
    item = LISTS[name][1]
    named = "text" if name == "lever" else "name" if name == "smartrecruiters" else "title"
    raw = json.dumps(document(name, {**item, named: "Dev"})).replace("Dev", "Dev\\ud800").encode()

    assert only(name, raw).title == "Dev?"


@pytest.mark.parametrize(
    ("name", "item", "value"),
    [
        ("lever", {"salaryRange": {"min": 90, "max": 100.5, "currency": "USD"}}, "90 - 100.5 USD"),
        ("recruitee", {"salary": {"min": "450", "max": None, "currency": "EUR"}}, "450 EUR"),
        ("greenhouse", {"pay_input_ranges": [
            {"min_cents": 10**13, "max_cents": 10**13, "currency_type": "EUR"}]},
         "10000000000 EUR"),
    ],
)  # fmt: skip
def test_amounts_that_are_dropped_are_shown(name, item, value):
    title = {"title": FRENCH, "text": FRENCH}
    [warning] = read(name, document(name, {**LISTS[name][1], **title, **item})).warnings

    assert warning.value == value


@pytest.mark.parametrize(
    ("languages", "title"),
    [(["en", "fr"], "fr"), (["en", "fr-FR"], "fr-FR"), (["en", "nl"], "en")],
)
def test_recruitee_is_read_in_the_wanted_language_else_in_its_first(languages, title):
    translations = {each: {"title": each} for each in languages}
    opening = only("recruitee", {"offers": [{"id": 1, "translations": translations}]})

    assert opening.title == title


def test_an_identifier_that_no_database_keeps_is_kept_otherwise():
    url = "https://jobs.example/\0a"
    postings = [
        {"id": "a\0b", "text": FRENCH, "hostedUrl": url},
        {"id": "x" * 5000, "text": FRENCH},
        {"id": "x" * 5001, "text": FRENCH},
        {"id": "ab", "text": "\0"},
    ]
    reading = read("lever", postings)

    first, second, third = reading.openings
    assert (first.external_id, first.url) == ("ab", "https://jobs.example/a")
    assert second.external_id != third.external_id
    assert len(second.external_id) < 100
    assert [(each.code, each.value) for each in reading.errors] == [("duplicate_id", "ab")]
