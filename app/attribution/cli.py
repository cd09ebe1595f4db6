"""Commands: decide a case by hand, verify the ledger, check a receipt."""

import json
import sys
from dataclasses import asdict
from typing import Any, BinaryIO, NoReturn, TextIO

import click
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError

from app.attribution.ledger import checkpoints, receipts
from app.attribution.ledger.document import Case, read_case, write_decision
from app.attribution.ledger.evidence import Unreadable
from app.attribution.ledger.replay import Replayed, count_decisions, replay
from app.attribution.ledger.signing_key import (
    BadSignature,
    own_public_key,
    public_keys,
    unknown_keys,
)
from app.attribution.ledger.verify import IN_WORDS, verify_ledger
from app.attribution.rule.resolve import UnknownPolicy, decide
from app.attribution.wording.sentences import explain
from app.core import clock
from app.core.database import transaction
from app.core.i18n import LANGUAGES
from app.core.services.commands import Commands
from app.core.text.documents import WrongDocument, parse, parse_each

ALTERED, UNABLE = 1, 2  # exit statuses
PROGRESS_EACH = 10_000  # decisions

attribution = Commands("attribution", help="Who is credited for an application, and why.")
ledger = Commands("ledger", help="The append-only list of attribution decisions.")
receipt = Commands("receipt", help="What ambassadors are given when they share.")


@attribution.command("decide", cls=click.Command)  # reads no database
def decide_command() -> None:
    """Decide the case read from standard input, or each of a list of them.

    A case is a JSON document {facts, touches, policies}, described by
    docs/attribution-document.schema.json. Each decision is printed on a line of JSON, with its
    sentence in French and in English. A case that cannot be read is named by its path, with what
    was expected there; nothing is decided then, and the exit status is 2.
    """
    lines, problems = decide_each(sys.stdin.buffer.read())
    if problems:
        for each in problems:
            click.echo(str(each), err=True)
        sys.exit(UNABLE)
    for line in lines:
        click.echo(line)


@attribution.command("replay")
def replay_command() -> None:
    """Make every decision of the ledger again, and list those that come out otherwise.

    Each difference is a line of JSON on standard output. Exit status: 0 none, 1 some, 2 unable.
    """
    done = differing = 0
    try:
        total = count_decisions(in_force=False)
        for each in replay():
            done += 1
            if each.differs:
                differing += 1
                click.echo(json.dumps(difference(each)))
            if done % PROGRESS_EACH == 0:
                click.echo(f"{done} of {total}", err=True)
    except SQLAlchemyError as away:
        _unable(f"the ledger cannot be read: {str(away).splitlines()[0]}")
    except UnknownPolicy as missing:
        _unable(f"{missing}; `flask ledger verify` tells more")
    except (Unreadable, WrongDocument):
        _unable("a decision or a policy was altered; `flask ledger verify` tells more")
    click.echo(f"{done} decisions made again, {differing} differ", err=True)
    if differing:
        sys.exit(ALTERED)


def difference(replayed: Replayed) -> dict[str, Any]:
    """Write what a decision was and what it comes to."""
    return {
        "seq": replayed.row.seq,
        "application": str(replayed.row.application),
        "before": asdict(replayed.before),
        "after": asdict(replayed.after),
    }


def decide_each(raw: bytes) -> tuple[list[bytes], list[WrongDocument]]:
    """Decide a document or each of a list, one after the other.

    returns: a line of JSON in UTF-8 for each that could be read, and what is wrong with the others
    """
    lines, problems = list[bytes](), list[WrongDocument]()
    try:
        for path, document in parse_each(raw):
            try:
                line = json.dumps(decided(read_case(document, path)), ensure_ascii=False)
            except WrongDocument as wrong:
                problems.append(wrong)
            else:
                lines.append(line.encode())
    except WrongDocument as unreadable:
        problems.append(unreadable)
    return lines, problems


def decided(case: Case) -> dict[str, Any]:
    """Decide a case, and say why in each language."""
    decision = decide(case.facts, case.touches, case.policies)
    sentences = {}
    for language in LANGUAGES:
        with force_locale(language):
            sentences[language] = str(explain(case, decision))
    return {**write_decision(decision), "sentences": sentences}


@ledger.command("verify")
@click.option("--checkpoint", type=click.File("rb"), help="A checkpoint that was kept outside.")
@click.option("--replay", is_flag=True, help="Also decide each application again.")
def verify_command(checkpoint: BinaryIO | None, replay: bool) -> None:
    """Verify that nothing in the ledger was altered.

    Exit status: 0 intact, 1 altered (the first altered row is named), 2 unable to tell.
    """
    try:
        witness = None
        if checkpoint:
            witness = checkpoints.read_file(parse(checkpoint.read()), keys=public_keys())
        report = verify_ledger(witness=witness, replay=replay)
    except WrongDocument as wrong:
        _unable(f"the checkpoint cannot be read: {wrong}")
    except BadSignature:
        _unable("the checkpoint was not signed by this installation")
    except SQLAlchemyError as away:
        _unable(f"the ledger cannot be read: {str(away).splitlines()[0]}")
    if report.finding is None:
        click.echo(f"intact: {report.head.seq} rows, the last one {report.head.hash}")
        return
    altered = report.finding
    click.echo(f"altered: row {altered.seq}, {altered.alteration}: {IN_WORDS[altered.alteration]}")
    sys.exit(ALTERED)


@ledger.command("keys")
def keys_command() -> None:
    """Print the public keys that are believed, and those of the database that are not.

    What stands first in a line is what RETIRED_SIGNING_KEYS takes. Exit status: 1 if the database
    holds a key that is not believed.
    """
    own = own_public_key()
    for kid, key in public_keys().items():
        click.echo(f"{key['x']}  {'signs now' if kid in own else 'retired'}")
    unknown = unknown_keys()
    for row in unknown:
        used = row.first_used_at.isoformat(timespec="seconds")
        click.echo(f"{row.jwk.get('x')}  not believed, in the database since {used}")
    sys.exit(ALTERED if unknown else 0)


@ledger.command("checkpoint")
def checkpoint_command() -> None:
    """Print a signed checkpoint of the ledger's end, to be kept elsewhere."""
    with transaction():
        checkpoint = checkpoints.make_checkpoint(now=clock.now())
    if checkpoint is None:
        _unable("the ledger is empty")
    click.echo(json.dumps(checkpoints.as_file(checkpoint)))


@receipt.command("verify", cls=click.Command)  # does without a database
@click.argument("file", type=click.File("r"), default="-")
@click.option("--keys", type=click.File("rb"), help="Public keys kept from relais-keys.json.")
def verify_receipt_command(file: TextIO, keys: BinaryIO | None) -> None:
    """Check a receipt, without a network; with --keys, without this installation either.

    Prints what it says, as JSON. Exit status: 0 signed by one of the keys, 1 not, 2 unable.
    """
    try:
        trusted = receipts.read_key_set(parse(keys.read())) if keys else public_keys()
    except WrongDocument as wrong:
        _unable(f"the keys cannot be read: {wrong}")
    try:
        statement = receipts.read_receipt(file.read(), keys=trusted)
    except UnicodeDecodeError:
        _unable("the receipt cannot be read: expected a text")
    except BadSignature:
        click.echo("invalid: none of the keys signed this", err=True)
        sys.exit(ALTERED)
    click.echo(json.dumps(statement.as_document()))


def _unable(why: str) -> NoReturn:
    click.echo(f"unable: {why}", err=True)
    sys.exit(UNABLE)
