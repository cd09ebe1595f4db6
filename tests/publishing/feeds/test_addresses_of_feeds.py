"""The documents of a source are found by what people type of it."""

import pytest

from app.publishing.feeds.addresses import document_address, format_of

GREENHOUSE = (
    "https://boards-api.greenhouse.io/v1/boards/ormelune/jobs?content=true&pay_transparency=true"
)


@pytest.mark.parametrize(
    ("name", "typed", "address"),
    [
        ("greenhouse", "ormelune", GREENHOUSE),
        ("greenhouse", "https://boards.greenhouse.io/ormelune", GREENHOUSE),
        ("greenhouse", "https://job-boards.eu.greenhouse.io/ormelune/jobs/1", GREENHOUSE),
        ("lever", "https://jobs.lever.co/ormelune/1",
         "https://api.lever.co/v0/postings/ormelune?mode=json"),
        ("lever", "https://jobs.eu.lever.co/ormelune",
         "https://api.eu.lever.co/v0/postings/ormelune?mode=json"),
        ("ashby", "https://jobs.ashbyhq.com/ormelune",
         "https://api.ashbyhq.com/posting-api/job-board/ormelune?includeCompensation=true"),
        ("recruitee", "https://ormelune.recruitee.com/o/dev",
         "https://ormelune.recruitee.com/api/offers/"),
        ("smartrecruiters", "https://careers.smartrecruiters.com/Ormelune",
         "https://api.smartrecruiters.com/v1/companies/Ormelune/postings?limit=100&offset=0"),
        ("teamtailor", "https://jobs.ormelune.example/fr", "https://jobs.ormelune.example/jobs.json"),
        ("workable", "https://apply.workable.com/ormelune/",
         "https://apply.workable.com/api/v1/widget/accounts/ormelune?details=true"),
        ("personio", "ormelune", "https://ormelune.jobs.personio.de/xml?language=fr"),
        ("personio", "https://ormelune.jobs.personio.com/",
         "https://ormelune.jobs.personio.com/xml?language=fr"),
        ("indeed", "https://o.example/jobs.xml", "https://o.example/jobs.xml"),
        ("table", "https://docs.google.com/spreadsheets/d/1AbC/edit#gid=7",
         "https://docs.google.com/spreadsheets/d/1AbC/export?format=csv&gid=7"),
        ("table", "https://docs.google.com/spreadsheets/d/1AbC/edit",
         "https://docs.google.com/spreadsheets/d/1AbC/export?format=csv&gid=0"),
    ],
)  # fmt: skip
def test_the_documents_of_a_source_are_found(name, typed, address):
    assert document_address(name, typed, "fr") == address
    assert format_of(address) in (name, "")
