"""What came of a campaign: figures of its publications on its days, whoever relayed them."""

from datetime import timedelta

from app.core.database import db
from app.measures.campaigns import Progress, progress_of
from app.tracking.models import LinkTotal
from tests.factories.campaigns import FIRST, LAST, MONDAY, make_campaign
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

DAY = timedelta(days=1)


def test_relays_of_its_days_count_with_their_visits_and_no_other(app):
    opening, zoe = make_published_opening(), make_ambassador()
    campaign = make_campaign(publications=[opening], goal=20)
    for now in (MONDAY - DAY, MONDAY, MONDAY + 3 * DAY, MONDAY + 30 * DAY):
        link = make_link(publication=opening, ambassador=zoe, now=now)
        db.session.add(LinkTotal(link_id=link.id, visits=10))
    make_link(ambassador=zoe, now=MONDAY)  # something else
    db.session.flush()

    assert progress_of(campaign, today=LAST + 60 * DAY) == Progress(relays=2, visits=20)
    assert progress_of(campaign, today=FIRST) == Progress(relays=1, visits=10)
    assert progress_of(make_campaign(launched=None), today=LAST) == Progress()


def test_a_goal_is_told_from_five_relays_on_and_never_above_itself():
    assert Progress(relays=4).of_goal(8) is None
    assert Progress(relays=5).of_goal(8) == 62
    assert Progress(relays=50).of_goal(8) == 100
    assert Progress(relays=50).of_goal(None) is None
