"""XML in Indeed's form, as most systems can write it."""

from app.publishing.feeds.formats.document import Document, wrong_type
from app.publishing.feeds.formats.xml_document import Element, read_records
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import read_body

CARRIED = frozenset({"body", "place", "other_places", "country", "url"})


def read(document: Document, _language: str) -> FoundOpenings:
    """Read the jobs of a source.

    raises: UnreadableFeed
    """
    read = read_records(document, lambda name, depth: name.lower() == "job" and depth == 1)
    if read.root.lower() != "source" and not read.records:
        raise wrong_type()
    sources = (_source(row, each) for row, each in enumerate(read.records, 1))
    return FoundOpenings(sources=tuple(sources), carried=CARRIED)


def _source(row: int, job: Element) -> SourceOpening:
    for each in job.children:
        each.name = each.name.lower()  # referencenumber, referenceNumber
    return SourceOpening(
        row=row,
        external_id=job.said("referencenumber"),
        title=job.said("title"),
        body=read_body(job.said("description")),
        language=job.said("language"),
        places=(job.said("city"),),
        country=job.said("country"),
        contract=job.said("jobtype"),
        remote=job.said("remotetype"),
        salary=job.said("salary"),
        seniority=job.said("experience"),
        closes_on=job.said("expirationdate"),
        url=job.said("url"),
        columns={
            "external_id": "referencenumber", "closes_on": "expirationdate", "contract": "jobtype",
        },
    )  # fmt: skip
