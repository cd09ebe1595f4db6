"""What a person wrote and relayed, as a file of theirs."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.people.permissions import Permission
from app.sharing import queries, wording
from app.sharing.links import address_of
from app.tracking import queries as tracking
from app.tracking.models import Grade
from app.web.access import allowed
from app.web.ambassador import bp, relay_words
from app.web.downloads.spreadsheet import spreadsheet


@bp.get("/my-relays/export.csv")
@allowed(Permission.RELAY)
def relays_csv() -> ResponseReturnValue:
    """Give all of one's relays for a spreadsheet, the latest first."""
    headings = (
        _("Relayed on"), _("Publication"), _("Network"), _("Language"), _("Your text"),
        _("Said with it"), _("Link"), _("Grade"), _("Visits"),
    )  # fmt: skip
    rows = [
        (
            each["relayed_at"][:10],
            each["publication"],
            wording.name(each["channel"]),
            each["language"],
            each["words"],
            each["disclosure"],
            each["address"],
            str(relay_words.GRADES[each["grade"]]),
            str(each["visits"]),
        )
        for each in _history()
    ]
    return spreadsheet([headings, *rows], name=_name())


@bp.get("/my-relays/export.json")
@allowed(Permission.RELAY)
def relays_json() -> ResponseReturnValue:
    """Give the same for programs."""
    answer: Response = jsonify(list(_history()))
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name()}.json"'
    return answer


def _name() -> str:
    return _("my-relays") + f"-{local_date(clock.now()).isoformat()}"


def _history() -> Iterator[Mapping[str, Any]]:
    history = tracking.whole_history(current_user)
    titles = queries.titles(
        {link.publication_id for link, _relay, _visits in history}, current_user.language
    )
    for link, relay, visits in history:
        yield {
            "relayed_at": link.created_at.isoformat(),
            "publication": titles.get(link.publication_id, ""),
            "channel": link.channel,
            "language": link.language,
            "words": link.words,
            "disclosure": link.disclosure,
            "address": address_of(link),
            "grade": relay.grade if relay else Grade.DECLARED,
            "visits": visits,
        }
