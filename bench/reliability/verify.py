"""Compare what people were answered with what is kept; each difference is a sentence."""

import contextlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from uuid import UUID

import psycopg

from app.core import activity, clock, mail
from bench.harness import environment
from bench.reliability.clients import Told
from bench.reliability.site import SECRET, Site, wait_until
from config import ROOT

CATCH_UP = 600.0  # seconds: sweeps come each minute, and a job that died waits for its turn
SHOWN = 5  # examples of each difference


def catch_up(site: Site, *, hurry: bool = False) -> float:
    """Wait until nothing is left to load, deliver or send; returns how many seconds it took.

    hurry: bring the sweeps of the next minutes forward instead of waiting for them
    raises: NeverHappened
    """

    def caught_up() -> bool:
        if hurry:
            later = clock.now() + timedelta(minutes=5)
            with site.app.app_context():
                activity.sweep(now=later)
                mail.sweep(now=later)
        return _has_caught_up(site)

    return wait_until(caught_up, "all has caught up", seconds=CATCH_UP)


def _has_caught_up(site: Site) -> bool:
    with contextlib.suppress(psycopg.Error):
        waiting = site.value(
            "SELECT (SELECT count(*) FROM activities WHERE delivered_at IS NULL)"
            " + (SELECT count(*) FROM messages WHERE state = 'queued')"
        )
        loader = site.readiness().get("loader", {})
        return waiting == 0 and loader.get("backlog") == 0
    return False


def differences(site: Site, told: Told) -> list[str]:
    """Return what is lost, doubled or contradicts itself; empty when nothing is."""
    found = list(_some("answers that nobody should get", told.strange))
    for check in (_clicks, _sums, _grades, _applications, _decisions, _links, _letters, _files):
        found += list(check(site, told))
    return found + list(_ledger(site))


def _some(what: str, which: object) -> Iterator[str]:
    """Say how many there are of a difference, and which the first are."""
    rows = list(which)  # type: ignore[call-overload]
    if rows:
        yield f"{len(rows)} {what}: {', '.join(map(str, rows[:SHOWN]))}"


def _clicks(site: Site, told: Told) -> Iterator[str]:
    stored = [row[0] for row in site.rows("SELECT id FROM clicks")]
    known = set(stored)
    yield from _some("clicks answered twice with one id", _repeats(told.clicks))
    yield from _some("clicks stored twice", _repeats(stored))
    yield from _some("answered clicks that are not stored", set(told.clicks) - known)
    more = len(known - set(told.clicks))
    if not told.unnamed <= more <= told.unnamed + told.cut:
        yield (
            f"{more} stored clicks have no answer that came whole: expected from {told.unnamed} "
            f"(answered without a name) to {told.unnamed + told.cut} (and those cut off)"
        )
    yield from _some("lines in quarantine", site.rows("SELECT reason FROM click_quarantine"))
    yield from _some("losses noted", site.rows("SELECT clicks FROM click_losses"))


def _sums(site: Site, _: Told) -> Iterator[str]:
    for table, key in (("link_days", "link_id"), ("publication_days", "publication_id")):
        counted = (
            "SELECT link.id AS link_id, link.publication_id, (clicks.at AT TIME ZONE %s)::date AS"
            " day, clicks.class, clicks.internal, count(*) AS clicks"
            " FROM clicks JOIN referral_links link ON link.id = clicks.link_id GROUP BY 1,2,3,4,5"
        )
        statement = (
            f"SELECT * FROM (SELECT {key}, day, class, internal, sum(clicks) AS counted"
            f" FROM ({counted}) AS each GROUP BY 1, 2, 3, 4) AS counted"
            f" FULL JOIN {table} AS kept USING ({key}, day, class, internal)"
            " WHERE counted.counted IS DISTINCT FROM nullif(kept.clicks, 0)"
        )
        wrong = site.rows(statement, site.config.TIMEZONE)
        yield from _some(f"rows of {table} that differ from the clicks", wrong)
        totals = table.replace("days", "totals")
        statement = (
            f"SELECT {key} FROM (SELECT {key}, sum(clicks) AS visits FROM {table}"
            f" WHERE class = 'human' AND NOT internal GROUP BY 1) AS days"
            f" FULL JOIN {totals} AS total USING ({key})"
            " WHERE coalesce(days.visits, 0) <> coalesce(total.visits, 0)"
        )
        yield from _some(f"rows of {totals} that differ from {table}", site.rows(statement))


def _grades(site: Site, _: Told) -> Iterator[str]:
    wrong = site.rows(
        "SELECT link.code FROM referral_links link"
        " LEFT JOIN relays ON relays.link_id = link.id"
        " LEFT JOIN LATERAL (SELECT id FROM clicks WHERE link_id = link.id AND class = 'human'"
        "   ORDER BY id LIMIT 1) AS first ON true"
        " WHERE relays.link_id IS NULL OR relays.confirmed_click_id IS DISTINCT FROM first.id"
    )
    yield from _some("relays whose grade is not that of their clicks", wrong)


def _applications(site: Site, told: Told) -> Iterator[str]:
    rows = site.rows(
        "SELECT form_id, email, candidate_id, opening_id,"
        " (SELECT array_agg(source ORDER BY source) FROM touches"
        "   WHERE touches.candidate_id = applications.candidate_id),"
        " (SELECT code FROM referral_links WHERE id = link_id) FROM applications"
    )
    kept = {
        (str(form), email, str(opening), *cast(list[str], touches or []), code or "")
        for form, email, _, opening, touches, code in rows
    }
    expected = {
        (a.form_id, a.email, a.opening.id, *([f"click:{a.click}"] if a.click else []), a.code)
        for a in told.applications
    }
    yield from _some("applications received that are not kept as sent", expected - kept)
    yield from _some("applications kept that nobody was told of", kept - expected)
    yield from _some("applications stored twice", _repeats(row[0] for row in rows))
    again = site.rows("SELECT form_id FROM repeated_forms")
    yield from _some("forms taken for another one of the same person", again)


def _decisions(site: Site, _: Told) -> Iterator[str]:
    wrong = site.rows(
        "SELECT applications.id, count(ledger.seq),"
        " count(ledger.seq) FILTER (WHERE newer.seq IS NULL)"
        " FROM applications LEFT JOIN ledger ON ledger.application = applications.id"
        " LEFT JOIN ledger newer ON newer.supersedes = ledger.seq"
        " GROUP BY applications.id HAVING count(ledger.seq) <> 1"
        " OR count(ledger.seq) FILTER (WHERE newer.seq IS NULL) <> 1"
    )
    yield from _some("applications without exactly one decision", wrong)
    wrong = site.rows(
        "SELECT applications.id, outcome, reason, ambassadors FROM applications"
        " JOIN ledger ON ledger.application = applications.id"
        " LEFT JOIN referral_links link ON link.id = applications.link_id"
        " LEFT JOIN ledger_salts salt"
        "   ON salt.subject_id = link.ambassador_id AND salt.subject_kind = 'person'"
        " WHERE CASE WHEN link.id IS NULL THEN ambassadors <> '[]'::jsonb"
        " ELSE ambassadors <> jsonb_build_array(jsonb_build_array(salt.pseudonym, 10000)) END"
    )
    yield from _some("decisions that do not credit the link's own ambassador", wrong)
    told_twice = site.rows(
        "SELECT subject_id, kind FROM activities"
        " WHERE kind IN ('application.submitted', 'link.created')"
        " GROUP BY 1, 2 HAVING count(*) <> 1"
    )
    yield from _some("acts noted more than once", told_twice)
    silent = site.rows(
        "SELECT id FROM applications WHERE NOT EXISTS (SELECT FROM activities"
        " WHERE subject_id = applications.id AND kind = 'application.submitted')"
    )
    yield from _some("applications that nobody was told of", silent)


def _links(site: Site, told: Told) -> Iterator[str]:
    kept = {str(row[0]) for row in site.rows("SELECT id FROM referral_links WHERE words LIKE %s",
                                             "On recrute (%")}  # fmt: skip
    yield from _some("shares answered that are not kept", set(told.links) - kept)
    yield from _some("links kept that nobody was told of", kept - set(told.links))
    yield from _some("shares answered by two links", _repeats(told.links))
    wrong = site.rows(
        "SELECT code, count(receipts.id) FROM referral_links link"
        " LEFT JOIN receipts ON receipts.link_id = link.id"
        " GROUP BY code HAVING count(receipts.id) <> 1"
    )
    yield from _some("links without exactly one receipt", wrong)


def _letters(site: Site, told: Told) -> Iterator[str]:
    rows = site.rows("SELECT to_address, state, id FROM messages")
    written = Counter(str(row[0]) for row in rows)
    expected = Counter(each.email for each in told.applications)
    yield from _some("candidates without exactly one letter", (written - expected).keys())
    yield from _some("candidates whose letter is missing", (expected - written).keys())
    yield from _some("letters that have not left", [r for r in rows if r[1] != "sent"])
    came = {each.strip("<>").partition("@")[0] for each in site.postbox.received}
    left = {str(row[2]) for row in rows}
    yield from _some("letters that never came", left - came)
    yield from _some("letters that came and are not kept", came - left)


def _files(site: Site, _: Told) -> Iterator[str]:
    folder = site.config.VAR_DIR / "files"
    wanted = {str(row[0]) for row in site.rows("SELECT key FROM stored_files")}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    yield from _some("files that are kept and are not there", wanted - there)
    unread = site.rows("SELECT id FROM applications WHERE cv_id IS NULL OR cv_read_at IS NULL")
    yield from _some("applications whose CV was not read", unread)


def _ledger(site: Site) -> Iterator[str]:
    settings = {**environment(site.config), "SECRET_KEY": SECRET}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "ledger", "verify", "--replay"]
    said = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )
    if said.returncode:
        yield f"flask ledger verify --replay: {said.stdout.strip()} {said.stderr.strip()}"


def _repeats(which: object) -> list[object]:
    """Return what stands more than once in a list."""
    counted: Counter[UUID] = Counter(which)  # type: ignore[call-overload]
    return [each for each, times in counted.items() if times > 1]
