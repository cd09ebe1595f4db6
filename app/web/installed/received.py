"""What people share to the installed application from elsewhere on their phone."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.core import clock
from app.core.text.clean import tidy_line
from app.core.text.links import read_tracked
from app.people.permissions import Permission, permissions_of
from app.publishing import career_site
from app.publishing.kinds import FAMILIES
from app.sharing import queries
from app.web.access import allowed
from app.web.installed import bp
from app.web.origins import origin_of

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
LONGEST = 2000


@bp.get("/received")
@allowed(Permission.RELAY)
def received() -> ResponseReturnValue:
    """Open the share kit of one of our own pages; say of any other address what can be done.

    Some applications give the address in the text.
    """
    given = [tidy_line(request.args.get(name))[:LONGEST] for name in ("url", "text", "title")]
    address = next((found[0] for each in given if (found := _ADDRESS.search(each))), "")
    if address and origin_of(address) == origin_of(current_app.config["BASE_URL"]):
        publication = _publication_at(urlsplit(address).path)
        if publication and queries.to_relay(current_user, [publication], now=clock.now()):
            return redirect(url_for("ambassador.kit", publication_id=publication))
        return render_template("installed/received.html", address=address, ours=True)
    return render_template(
        "installed/received.html",
        address=address,
        ours=False,
        writes=Permission.READ_PUBLICATIONS in permissions_of(current_user.roles),
    )


def _publication_at(path: str) -> UUID | None:
    """Return which publication one of our addresses shows: a link, a public page, a share kit."""
    if tracked := read_tracked(path):
        link = queries.link_by_code(tracked.code) if tracked.code else None
        return link.publication_id if link else None
    try:
        endpoint, values = current_app.url_map.bind("").match(path)
        if "publication_id" in values:
            return UUID(str(values["publication_id"]))
        family = FAMILIES.get(endpoint.removeprefix("site.").removesuffix("_by_number"))
        shown = career_site.by_number(family, values["number"]) if family else None
    except (HTTPException, KeyError):  # no page of ours, or none of a publication
        return None
    return UUID(str(shown.id)) if shown else None
