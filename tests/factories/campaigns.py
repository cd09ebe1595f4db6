"""Campaigns for tests, made by the same verbs as the screens."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from app.core.database import db
from app.people.models import Person
from app.publishing.campaigns import run
from app.publishing.campaigns.models import Campaign
from app.publishing.campaigns.run import CampaignWords
from app.publishing.models import Publication
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # 10:00 in Paris
FIRST, LAST = date(2026, 11, 30), date(2026, 12, 18)


def make_campaign(
    *,
    publications: Sequence[Publication] | None = None,
    by: Person | None = None,
    launched: datetime | None = MONDAY,
    **said: Any,
) -> Campaign:
    """Make a campaign of one published opening, launched unless said otherwise.

    said: fields of CampaignWords
    """
    by = by or make_person(roles=["recruiter"])
    words = {
        "name_fr": "Hiver des données", "name_en": "Winter of data",
        "purpose_fr": "Trouver deux collègues.", "purpose_en": "Find two colleagues.",
        "first_on": FIRST, "last_on": LAST,
    }  # fmt: skip
    now = launched or MONDAY
    campaign = run.begin(CampaignWords(**{**words, **said}), by=by, now=now)
    for each in [make_published_opening()] if publications is None else publications:
        run.add_publication(campaign, each, by=by, now=now)
    if launched:
        run.launch(campaign, version=campaign.version, by=by, now=launched)
    db.session.commit()
    return campaign
