"""Each day: verify the whole ledger, sign its end, and send that outside."""

from datetime import datetime

import structlog
from flask import current_app

from app.attribution import letters
from app.attribution.ledger import checkpoints
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import Checkpoint, Verification
from app.core.database import db

log = structlog.get_logger(__name__)


def verify_and_note(*, now: datetime) -> Verification:
    """Verify the ledger, decide it all again, and keep what was seen, for the screens."""
    report = verify_ledger(replay=True)
    finding = report.finding
    noted = Verification(
        at=now,
        rows=report.rows,
        altered_seq=finding.seq if finding else None,
        alteration=str(finding.alteration) if finding else None,
    )
    db.session.add(noted)
    db.session.flush()
    if finding:
        log.error("ledger_altered", seq=finding.seq, alteration=str(finding.alteration))
    return noted


def send_checkpoint(*, now: datetime) -> Checkpoint | None:
    """Sign the ledger's end and send it to the address that keeps checkpoints, if there is one.

    returns: None when there was nothing to sign
    """
    checkpoint = checkpoints.make_checkpoint(now=now)
    address = current_app.config["CHECKPOINTS_TO"]
    if checkpoint and address:
        language = current_app.config["DEFAULT_LANGUAGE"]
        letters.send_checkpoint(address, checkpoints.as_file(checkpoint), language, now=now)
    return checkpoint
