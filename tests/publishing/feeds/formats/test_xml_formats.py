"""XML of Personio, of Indeed's form, RSS and Atom."""

from datetime import date

import pytest

from app.publishing.feeds.formats import FORMATS
from app.publishing.feeds.formats.document import Document
from app.publishing.feeds.reading import Defaults, read_found
from app.publishing.feeds.result import UnreadableFeed

FRENCH = "Vous et nous, pour les équipes"


def read(name, content, *, address="", content_type="", language="fr"):
    content = content if isinstance(content, bytes) else content.encode()
    document = Document(content=content, address=address, content_type=content_type)
    return read_found(FORMATS[name].read(document, language), Defaults(language=language))


def only(name, content, **more):
    [opening] = read(name, content, **more).openings
    return opening


def personio(inside):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <workzag-jobs><position><id>12</id><name>{FRENCH}</name>{inside}</position></workzag-jobs>"""


def test_personio_says_what_it_has():
    opening = only("personio", personio("""
        <office>Lyon</office>
        <additionalOffices><office>Paris</office><office>Nantes</office></additionalOffices>
        <department>Data</department><recruitingCategory>Tech</recruitingCategory>
        <jobDescriptions>
          <jobDescription><name>Vos missions</name>
            <value><![CDATA[<ul><li>un</li></ul>]]></value></jobDescription>
          <jobDescription><name>Vide</name><value></value></jobDescription>
          <jobDescription><name>Profil</name><value>&lt;p&gt;Curieux&lt;/p&gt;</value></jobDescription>
        </jobDescriptions>
        <employmentType>permanent</employmentType><seniority>experienced</seniority>
        <schedule>full-time</schedule><yearsOfExperience>10-15</yearsOfExperience>
    """), address="https://ormelune.jobs.personio.de/xml?language=fr")  # fmt: skip

    assert opening.external_id == "12"
    assert opening.body == "## Vos missions\n\n- un\n\n## Profil\n\nCurieux"
    assert (opening.place, opening.other_places) == ("Lyon", ("Paris", "Nantes"))
    assert (opening.team, opening.contract, opening.working_time) == ("Data", "permanent", "full")
    assert (opening.seniority, opening.url) == (
        "confirmed", "https://ormelune.jobs.personio.de/job/12"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        ("<employmentType>intern</employmentType>", "contract", "internship"),
        ("<employmentType>trainee</employmentType>", "contract", "apprenticeship"),
        ("<employmentType>working_student</employmentType>", "contract", "fixed_term"),
        ("<employmentType>freelance</employmentType>", "contract", "freelance"),
        ("<employmentType>temporary</employmentType>", "contract", "fixed_term"),
        ("<schedule>part-time</schedule>", "working_time", "part"),
        ("<schedule>full-or-part-time</schedule>", "working_time", None),
        ("<schedule>full-time</schedule>", "contract", "permanent"),
        ("<seniority>entry-level</seniority>", "seniority", "entry"),
        ("<seniority>executive</seniority>", "seniority", "lead"),
        ("<seniority>student</seniority>", "seniority", "entry"),
        ("<yearsOfExperience>lt-1</yearsOfExperience>", "seniority", "entry"),
        ("<yearsOfExperience>1-2</yearsOfExperience>", "seniority", "entry"),
        ("<yearsOfExperience>5-7</yearsOfExperience>", "seniority", "confirmed"),
        ("<yearsOfExperience>gt-15</yearsOfExperience>", "seniority", "senior"),
        ("<office>Remote</office>", "remote", "full"),
        ("<office>Berlin, Deutschland</office>", "place", "Berlin"),
    ],
)
def test_personio_values(inside, field, value):
    assert getattr(only("personio", personio(inside)), field) == value


def test_personio_without_its_address_has_no_page():
    assert only("personio", personio("")).url is None


def job(inside, root="source"):
    title = f"<title><![CDATA[{FRENCH}]]></title>"
    return f"<{root}><publisher>x</publisher><job>{title}{inside}</job></{root}>"


def test_indeed_says_what_it_has():
    opening = only("indeed", job("""
        <date>2026-12-01</date><referencenumber><![CDATA[ R-1 ]]></referencenumber>
        <requisitionid>9</requisitionid><url><![CDATA[https://o.example/1?a=1&b=2]]></url>
        <city>75002 Paris</city><state>IDF</state><country>FR</country>
        <postalcode>75002</postalcode>
        <description><![CDATA[<p>Bonjour</p>]]></description>
        <salary><![CDATA[45 k€ - 50 k€ par an]]></salary><jobtype>fulltime</jobtype>
        <remotetype>Hybrid remote</remotetype><experience>5+ years</experience>
        <expirationdate>2027-12-31</expirationdate>
    """))  # fmt: skip

    assert (opening.external_id, opening.url) == ("R-1", "https://o.example/1?a=1&b=2")
    assert (opening.place, opening.country, opening.body) == ("Paris", "FR", "Bonjour")
    assert (opening.salary_min, opening.salary_max, opening.salary_period) == (45000, 50000, "year")
    assert (opening.contract, opening.working_time) == ("permanent", "full")
    assert (opening.remote, opening.seniority) == ("partial", "confirmed")
    assert opening.closes_on == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        ("<jobtype>parttime</jobtype>", "working_time", "part"),
        ("<jobtype>contract</jobtype>", "contract", "freelance"),
        ("<jobtype>internship</jobtype>", "contract", "internship"),
        ("<jobtype>temporary</jobtype>", "contract", "fixed_term"),
        ("<jobtype>fulltime, permanent</jobtype>", "contract", "permanent"),
        ("<remotetype>Fully remote</remotetype>", "remote", "full"),
        ("<remotetype>COVID-19</remotetype>", "remote", None),
        ("<country>Belgique</country>", "country", "BE"),
        ("<description>&lt;p&gt;R&amp;amp;D&lt;/p&gt;</description>", "body", "R&D"),
        ("<expirationdate></expirationdate>", "closes_on", None),
        ("<expirationdate>Fri, 31 Dec 2027 23:00:00 GMT</expirationdate>", "closes_on",
         date(2027, 12, 31)),
        ("<language>en</language>", "language", "en"),
    ],
)  # fmt: skip
def test_indeed_values(inside, field, value):
    assert getattr(only("indeed", job(inside)), field) == value


def test_a_job_without_a_number_has_one_by_what_it_says():
    assert only("indeed", job("<city>Lyon</city>")).external_id.startswith("row:")


def test_a_job_in_a_job_is_not_another():
    assert len(read("indeed", job("<job><title>x</title></job>")).openings) == 1


RSS = """<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Ormelune</title><link>https://o.example</link><language>fr-fr</language>
<atom:link rel="self" href="https://o.example/rss"/>
<item><media:title>non</media:title>
<title>R&amp;amp;D &amp;lt;b&amp;gt;CDI&amp;lt;/b&amp;gt;</title>
<link>/jobs/1</link><guid isPermaLink="false">g-1</guid>
<description>Court</description><content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item>
<item><title>Stage data</title><link>https://o.example/jobs/2</link>
<description>&lt;p&gt;Court&lt;/p&gt;</description></item></channel></rss>"""


def test_rss_says_what_it_has():
    first, second = read("rss", RSS, address="https://o.example/rss").openings

    assert (first.external_id, first.title, first.body) == ("g-1", "R&D CDI", "Long")
    assert (first.url, first.language, first.contract) == (
        "https://o.example/jobs/1", "fr", "permanent"
    )  # fmt: skip
    assert (second.external_id, second.body) == ("https://o.example/jobs/2", "Court")
    assert second.contract == "internship"


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:x</id><title>O</title>
<link href="https://o.example/"/>
<entry><id>urn:1</id><title type="html">R&amp;amp;D</title>
<link rel="edit" href="/edit"/><link rel="alternate" href="/jobs/1"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One<br/>two
<b>&lt;3</b></p></div></content>
</entry><entry xml:lang="fr"><title>Deux</title><link href="https://o.example/2"/>
<summary type="html">&lt;p&gt;Court&lt;/p&gt;</summary></entry></feed>"""


@pytest.mark.parametrize("prefixed", [False, True])
def test_atom_says_what_it_has(prefixed):
    content = ATOM
    if prefixed:
        for name in ("feed", "entry", "id", "title", "link", "content", "summary"):
            content = content.replace(f"<{name}", f"<a:{name}").replace(f"</{name}", f"</a:{name}")
        content = content.replace(
            'xmlns="http://www.w3.org/2005', 'xmlns:a="http://www.w3.org/2005'
        )
    first, second = read("rss", content, address="https://o.example/atom").openings

    assert (first.external_id, first.title, first.language) == ("urn:1", "R&D", "en")
    assert (first.body, first.url) == ("One  \ntwo **\\<3**", "https://o.example/jobs/1")
    assert (second.external_id, second.body, second.language) == (
        "https://o.example/2", "Court", "fr"
    )  # fmt: skip


def test_rss_1_says_what_it_has():
    content = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
     xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel><title>x</title><dc:language>fr</dc:language></channel>
    <item><title>{FRENCH}</title><link>https://o.example/1</link></item></rdf:RDF>"""

    assert only("rss", content).external_id == "https://o.example/1"


def test_a_feed_in_another_language_is_refused():
    reading = read("rss", RSS.replace("fr-fr", "de"))

    assert [each.code for each in reading.errors] == ["language", "language"]


EMPTY = {
    "personio": "<workzag-jobs></workzag-jobs>", "indeed": "<source></source>",
    "rss": "<rss><channel></channel></rss>",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_a_feed_without_openings_is_empty_and_complete(name):
    reading = read(name, EMPTY[name], content_type="application/xml; charset=utf-8")

    assert (reading.openings, reading.problems, reading.complete) == ((), (), True)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize("name", sorted(EMPTY))
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda x: BOMB + x, "dtd"),
        (lambda x: '<!DOCTYPE source SYSTEM "http://127.0.0.1/x.dtd">' + x, "dtd"),
        (lambda x: x.replace("></", ">&unknown;</", 1), "document"),
        (lambda x: x[:-3], "document"),
        (lambda _: "", "document"),
        (lambda _: "{}", "document"),
        (lambda _: "<html><body>404</body></html>", "type"),
        (lambda x: x.replace("></", f">{'<a>' * 70}{'</a>' * 70}</", 1), "depth"),
    ],
)
def test_what_is_hostile_or_no_feed_is_refused_whole(name, change, code):
    with pytest.raises(UnreadableFeed) as refused:
        read(name, change(EMPTY[name]))

    assert refused.value.code == code


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_a_feed_of_another_type_is_refused(name):
    with pytest.raises(UnreadableFeed) as refused:
        read(name, EMPTY[name], content_type="text/html")

    assert refused.value.code == "type"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "UTF-8"), ("latin-1", "ISO-8859-1"), ("cp1252", "windows-1252"),
     ("utf-16", "UTF-16")],
)  # fmt: skip
def test_a_feed_is_read_in_the_charset_that_it_declares(encoding, declared):
    content = f'<?xml version="1.0" encoding="{declared}"?>' + job("<city>Orléans</city>")

    assert only("indeed", content.encode(encoding)).place == "Orléans"


def test_a_feed_that_declares_no_charset_is_read_in_that_of_its_type():
    content = "<rss><channel><item><title>Développeur</title></item></channel></rss>"
    kind = "application/xml; charset=ISO-8859-1"

    assert only("rss", content.encode("latin-1"), content_type=kind).title == "Développeur"


def test_items_without_links_are_told_apart_by_what_they_say():
    items = "<item><title>A</title></item><item><title>B</title></item>"
    reading = read("rss", f"<rss><channel>{items}</channel></rss>", address="https://o.example/rss")

    assert [(each.title, each.url) for each in reading.openings] == [("A", None), ("B", None)]


def test_the_names_of_a_job_are_read_whatever_their_capitals():
    content = job("<referenceNumber>7</referenceNumber><CITY>Lyon</CITY>")
    [opening] = [each for each in read("indeed", content).openings if each.external_id == "7"]

    assert opening.place == "Lyon"


def test_space_before_the_declaration_harms_nobody():
    assert only("indeed", '\n <?xml version="1.0"?>' + job("")).title == FRENCH


def test_too_many_openings_are_refused():
    with pytest.raises(UnreadableFeed) as refused:
        read("indeed", f"<source>{'<job/>' * 20_001}</source>")

    assert refused.value.code == "too_many"
