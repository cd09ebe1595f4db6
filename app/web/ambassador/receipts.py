"""Receipts: one's own, and a page where anyone can check one."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict

from app.attribution import letters
from app.attribution.ledger import receipts
from app.attribution.ledger.receipts import ReceiptStatement
from app.attribution.ledger.signing_key import BadSignature, public_keys
from app.attribution.wording.short import moment_words
from app.core import clock
from app.core.database import transaction
from app.core.i18n import gettext as _
from app.extensions import limiter
from app.people.permissions import Permission
from app.sharing import wording
from app.sharing.models import Channel
from app.sharing.queries import titles
from app.web.access import allowed, public
from app.web.ambassador import bp
from app.web.ambassador.forms import ReceiptForm
from app.web.public_forms import public_form
from app.web.site.frame import alternates, same_page

SHOWN = 200
MAILS = "5 per hour"


@bp.get("/receipts")
@allowed(Permission.RELAY)
def my_receipts() -> ResponseReturnValue:
    """List one's receipts, the latest first."""
    given = receipts.receipts_of(current_user.id, limit=SHOWN)
    return render_template(
        "ambassador/receipts/mine.html",
        receipts=given,
        titles=titles({each.publication_id for each in given}, current_user.language),
        moment=moment_words,
        channels=wording.NAMES,
        icons=wording.ICONS,
    )


@bp.get("/receipts/<uuid:act_id>.jws")
@allowed(Permission.RELAY)
def download_receipt(act_id: UUID) -> ResponseReturnValue:
    """Send one of one's receipts, of a link or of a recommendation, as a file."""
    receipt = receipts.receipt_of(act_id)
    if receipt is None or receipt.person_id != current_user.id:
        abort(404)
    response = Response(receipt.jws + "\n", mimetype="application/jose")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{act_id}.jws"'
    return response


@bp.post("/receipts/mail")
@allowed(Permission.RELAY)
@limiter.limit(MAILS, key_func=lambda: f"receipts:{current_user.id}")
def mail_receipts() -> ResponseReturnValue:
    """Send oneself all of one's receipts."""
    given = receipts.receipts_of(current_user.id, limit=SHOWN)
    mine = [each.receipt.jws for each in given]
    if mine:
        with transaction():
            letters.send_receipts(current_user, mine, now=clock.now())
        flash(_("Your receipts are on their way to your mailbox."))
    return redirect(url_for(".my_receipts"))


@bp.route("/fr/recus", methods=["GET", "POST"], defaults={"language": "fr"})
@bp.route("/en/receipts", methods=["GET", "POST"], defaults={"language": "en"})
@public
@public_form
def check_receipt(language: str) -> ResponseReturnValue:
    """Check a receipt that someone holds: who signed it, what it says."""
    if request.method == "GET":
        return _page_of_receipt(ReceiptForm(), language)
    form = ReceiptForm(CombinedMultiDict([request.files, request.form]))
    form.read_file()
    if not form.validate():
        return _page_of_receipt(form, language), 422
    try:
        statement = receipts.read_receipt(form.receipt.data, keys=public_keys())
    except BadSignature:
        return _page_of_receipt(form, language, forged=True), 422
    return _page_of_receipt(
        form,
        language,
        statement=statement,
        when=moment_words(statement.at),
        channel=_channel(statement),
        title=_title(statement, language),
        in_ledger=receipts.still_in_ledger(statement.ledger),
    )


def _page_of_receipt(form: ReceiptForm, language: str, **found: Any) -> str:
    """Show the form, and below its title what was found of the receipt that was sent."""
    return render_template(
        "ambassador/receipts/check.html",
        form=form,
        in_language=language,
        alternates=alternates(language, same_page(".check_receipt")),
        **found,
    )


def _channel(statement: ReceiptStatement) -> LazyString | None:
    """Return where a link was shared; None for a recommendation, which has no link."""
    if statement.channel == receipts.RECOMMENDATION:
        return None
    return wording.NAMES[Channel(statement.channel)]


def _title(statement: ReceiptStatement, language: str) -> str:
    """Return the title of what was shared, or for which somebody was recommended; "" once gone."""
    try:
        publication = UUID(statement.publication)
    except ValueError:
        return ""
    return titles({publication}, language).get(publication, "")


@bp.get("/.well-known/relais-keys.json")
@public
def keys() -> ResponseReturnValue:
    """Publish the keys that receipts and checkpoints are checked with."""
    response = jsonify(receipts.key_set(public_keys()))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
