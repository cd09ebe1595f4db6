"""What was answered about the referrer on a landing page, on its way to the form.

The bar of a landing page sends it by POST and is led to a form that GET opens, so that going back
to the form asks for nothing and loses nothing. No cookie and no storage: it travels sealed in the
address, where nobody reads the name that was typed.
"""

import json

from flask import request

from app.core import signing
from app.web.candidate.forms import CHOICES, ApplyForm

PURPOSE = "landing-answer"
LONGEST_NAME = 500  # characters: more than a name may have, so that one too long is told as such


def carried(form: ApplyForm) -> str | None:
    """Return what the form's address carries; nothing when nothing was answered."""
    choice, named = form.referrer.data, (form.named.data or "")[:LONGEST_NAME]
    if not form.referrer.raw_data or choice not in CHOICES:
        return None
    return signing.seal(PURPOSE, json.dumps([choice, named]))


def show(form: ApplyForm) -> None:
    """Fill a form in with what its address carries; an altered one fills in nothing."""
    try:
        choice, named = json.loads(signing.unseal(PURPOSE, request.args.get("answer", "")))
    except signing.BadToken:
        return
    form.referrer.data, form.named.data = choice, named
