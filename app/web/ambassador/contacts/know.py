"""Who do I know? A page with which a browser compares its owner's contacts with the openings.

Nothing of them comes here: app/static/js/contacts/ reads them, and sends what is chosen of one of
them as the pages of recommendations and relays would.
"""

from collections.abc import Callable
from uuid import uuid4

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.core.i18n import ngettext
from app.hiring import queries
from app.people.charter import has_accepted
from app.people.permissions import Permission
from app.web.access import allowed
from app.web.ambassador import bp
from app.web.ambassador.forms import RecommendForm
from app.web.context import organisation_of_page


@bp.get("/who-do-i-know")
@allowed(Permission.RELAY)
def who_do_i_know() -> ResponseReturnValue:
    """Show the page on which a browser finds, among its owner's contacts, whom to tell of what."""
    asked = request.args.get("opening", type=int)
    if not has_accepted(current_user):
        back = url_for(".who_do_i_know", opening=asked)
        return redirect(url_for("account.charter", next=back))
    openings = queries.openings_to_recommend_for(current_user, now=clock.now())
    company = organisation_of_page()
    form = RecommendForm(formdata=None, form_id=uuid4(), language=current_user.language)
    return render_template(
        "ambassador/contacts/know.html",
        asked=asked,
        offered={
            "offered": {each.number: str(each.id) for each in openings},
            "company": company.name if company else "",
        },
        form=form,
        words=_words(),
        index=url_for("site.index", language=language_now()),
    )


def _words() -> dict[str, str | tuple[str, str]]:
    """Return what the script says: a sentence, or one for one thing and one for several.

    What stands in braces is put there by the script: counts, what a contact is called.
    """
    counted = {name: (say(1), say(2)) for name, say in COUNTED.items()}
    return {**_problems(), **counted, **_of_one_contact()}


# {n} is the number
COUNTED: dict[str, Callable[[int], str]] = {
    "reading": lambda n: ngettext("{n} contact read…", "{n} contacts read…", n),
    "comparing": lambda n: ngettext("{n} contact compared…", "{n} contacts compared…", n),
    "read": lambda n: ngettext("{n} contact read.", "{n} contacts read.", n),
    "colleagues": lambda n: ngettext(
        "{n} works here already and is left out.", "{n} work here already and are left out.", n
    ),
    "found": lambda n: ngettext(
        "{n} contact whom an opening may suit", "{n} contacts whom an opening may suit", n
    ),
}


def _of_one_contact() -> dict[str, str]:
    return {
        "option": "{opening} ({n})",
        "title": _("In their title: “{words}”"),
        "place": _("In {place}, like the opening"),
        "company": _("Their company is close to this work"),
        "recommended": _(
            "Sent, unless they asked not to be written to. If they accept, you will read it in My"
            " relays."
        ),
        "sent": _("Your link is made and your message is open: send it from there."),
        "copied": _("Your link is made and your message is copied: paste it where you write."),
        "failed": _("No answer: nothing was sent. Try again in a moment."),
        "follow": _("Follow this relay"),
    }


def _problems() -> dict[str, str]:
    return {
        "empty": _("This file holds no contact. Choose the file that you exported."),
        "heavy": _("This file is over 50 MB: export your contacts alone, or a part of them."),
        "archive": _("This is an archive: open it first, then choose Connections.csv in it."),
        "unknown": _(
            "This file is no list of contacts. Choose Connections.csv of LinkedIn, a table (.csv) "
            "whose first line names its columns, or cards (.vcf)."
        ),
        "away": _("The openings could not be read. Load this page again in a moment."),
    }
