"""Drills: a service away for minutes, a full disk, a clock set back, while people go on (Z2).

Each plays an accident under load, looks at what people are answered meanwhile and at what
/readyz says, mends it, lets all catch up, and compares. What a drill prints are facts found; what
should not be is a sentence among its differences.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import requests
from sqlalchemy import select

from app.core import freshness
from app.core.database import db
from app.core.services import embedded
from app.core.services.embedded import Postgres, Valkey
from app.sharing.models import ReferralLink
from bench.company import printed_cv
from bench.harness import Figure, Rows
from bench.reliability.clients import Crowd, Told, words
from bench.reliability.shifted_clock import shifted_clock
from bench.reliability.site import Site, running_site, wait_until
from bench.reliability.slow_bodies import SlowClients
from bench.reliability.verify import catch_up, differences

WARM = 60  # clicks answered before an accident: every link is in every process's memory by then


@dataclass
class Drilled:
    """What a drill found."""

    rows: Rows = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def expect(self, holds: bool, what: str) -> None:
        """Note something that does not hold."""
        if not holds:
            self.differences.append(f"not so: {what}")


@dataclass
class Since:
    """How many answers of each kind came since a moment."""

    told: Told
    before: dict[str, int]

    @classmethod
    def now(cls, told: Told) -> "Since":
        """Begin to count."""
        return cls(told, cls.counts(told))

    @staticmethod
    def counts(told: Told) -> dict[str, int]:
        """Count all answers so far."""
        return {
            "links answered": len(told.clicks),
            "links answered without a name (503)": told.unnamed,
            "links whose answer was cut": told.cut,
            "applications received": len(told.applications),
            "shares made": len(told.links),
            "forms answered that nothing was recorded (503)": told.refused,
        }

    def found(self) -> dict[str, int]:
        """Return how many came since."""
        return {name: n - self.before[name] for name, n in self.counts(self.told).items()}


def _warm(site: Site, crowd: Crowd) -> None:
    crowd.start()
    wait_until(lambda: len(crowd.told.clicks) > WARM * len(site.codes) / 10, "links are warm")


def _states(site: Site) -> dict[str, object]:
    return {name: part.get("state") for name, part in site.readiness().items()}


def _form_keeps(site: Site, path: str, fields: dict[str, str]) -> str:
    """Send a form; returns "" when it says 503 and has what was typed, else what it said."""
    try:
        answer = requests.post(
            site.url + path, data=fields, headers={"Origin": site.url}, timeout=30
        )
    except requests.RequestException as cut:
        return f"{path}: no answer ({type(cut).__name__})"
    kept = all(text in answer.text for text in fields.values())
    return (
        ""
        if answer.status_code == 503 and kept
        else f"{path}: {answer.status_code} {words(answer)}"
    )


def away(which: tuple[str, ...], seconds: float) -> Drilled:
    """Take PostgreSQL, Redis or both away for a while."""
    drilled = Drilled()
    with running_site(with_services=True) as site:
        assert site.services is not None
        crowd = Crowd(site)
        _warm(site, crowd)
        services: dict[str, Postgres | Valkey] = {
            "database": embedded.postgres_of(site.services),
            "redis": embedded.valkey_of(site.services),
        }
        since = Since.now(crowd.told)
        for name in which:
            services[name].stop()
        wait_until(lambda: all(_states(site).get(n) == "down" for n in which), "/readyz says so")
        if "database" in which:
            problem = _form_keeps(
                site,
                site.openings[0].path,
                {"name": "Lina Haddad", "message": "Je tente ma chance"},
            )
            drilled.expect(not problem, f"a form keeps what was typed ({problem})")
        time.sleep(seconds)
        during = since.found()
        states = _states(site)
        drilled.expect(site.readiness() != {}, "/readyz answers")
        drilled.expect(during["links answered"] > seconds, "links in memory are answered")
        if "database" in which:
            drilled.expect(during["shares made"] <= 1, "no share says that it was made")
            away_parts = {"database", "landing_pages"} | ({"redis"} if "redis" in which else set())
            drilled.expect(
                all(states.get(part) in ("down", "degraded") for part in away_parts),
                f"/readyz names {sorted(away_parts)}: {states}",
            )
        else:
            drilled.expect(
                during["applications received"] > 0, "applications come in without Redis"
            )
            drilled.expect(during["shares made"] > 0, "shares are made without Redis")
            drilled.expect(states.get("landing_pages") == "ok", f"pages are fresh: {states}")
        for name in which:
            services[name].start_again()
        back = wait_until(lambda: set(_states(site).values()) == {"ok"}, "/readyz is ok again")
        told = crowd.stop()
        waited = catch_up(site)
        drilled.differences += differences(site, told)
        drilled.rows |= {
            "seconds away": float(seconds),
            **{f"meanwhile: {name}": float(number) for name, number in during.items()},
            "/readyz meanwhile": ", ".join(f"{n} {s}" for n, s in states.items() if s != "ok"),
            "/readyz ok again after, s": round(back, 1),
            "all caught up after, s": round(waited, 1),
        }
    return drilled


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a small disk in memory. raises: SystemExit when this machine lets nobody"""
    folder = Path(tempfile.mkdtemp(prefix="relais-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        folder.rmdir()
        sys.exit("This drill mounts a small disk, which only root may.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        with contextlib.suppress(OSError):
            folder.rmdir()


def fill(folder: Path, *, leave: int = 0) -> Path:
    """Take all the room that a disk has, but for some bytes."""
    path = folder / "filler"
    block = b"\0" * 65536
    with path.open("ab", buffering=0) as filler, contextlib.suppress(OSError):
        while shutil.disk_usage(folder).free > leave:
            if filler.write(block[: max(1, min(65536, shutil.disk_usage(folder).free))]) == 0:
                break
    return path


def disk(seconds: float) -> Drilled:
    """Fill the disk of the journal and the files; give it room again."""
    drilled = Drilled()
    with small_disk(160) as small, running_site(base=small, with_services=True) as site:
        crowd = Crowd(site, ambassadors=0)
        _warm(site, crowd)

        def part() -> dict[str, object]:
            return site.readiness().get("journal", {})

        journal = site.config.VAR_DIR / "journal"
        drilled.expect((journal / "ballast").exists(), "there is a reserve")
        filler = fill(small)
        wait_until(lambda: not (journal / "ballast").exists(), "the reserve is given up")
        drilled.expect(part().get("state") == "degraded", f"/readyz tells of the reserve: {part()}")
        reserve = Since.now(crowd.told)
        wait_until(
            lambda: reserve.found()["links answered"] > 50, "links are answered on the reserve"
        )

        fill(small)
        wait_until(lambda: part().get("state") == "down", "/readyz says that clicks are lost")
        full = Since.now(crowd.told)
        problem = _file_is_refused(site)
        drilled.expect(not problem, f"a form with a file keeps what was typed ({problem})")
        time.sleep(seconds)
        during = full.found()
        drilled.expect(during["links answered"] > seconds, "links are answered on a full disk")
        filler.unlink()
        wait_until(lambda: part().get("state") in ("ok", "degraded"), "clicks are written again")
        after = Since.now(crowd.told)
        wait_until(lambda: after.found()["links answered"] > 100, "links are answered after")
        told = crowd.stop()
        waited = catch_up(site)
        lost = site.value("SELECT coalesce(sum(clicks), 0)::bigint FROM click_losses")
        stored = {row[0] for row in site.rows("SELECT id FROM clicks")}
        missing = len(set(told.clicks) - stored)
        drilled.expect(
            missing <= lost <= missing + told.cut + told.unnamed,
            f"the losses told ({lost}) are the answered clicks that are missing ({missing})",
        )
        drilled.expect(lost > 0, "clicks were lost and told")
        drilled.differences += [
            each
            for each in differences(site, told)
            if "not stored" not in each and "losses noted" not in each
            and "have no answer" not in each and "answered clicks" not in each
        ]  # fmt: skip
        drilled.rows |= {
            "on the reserve, then full for, s": float(seconds),
            **{f"on a full disk: {name}": float(number) for name, number in during.items()},
            "clicks answered and missing": float(missing),
            "clicks told as lost": float(lost),
            "all caught up after, s": round(waited, 1),
        }
    return drilled


def _file_is_refused(site: Site) -> str:
    """Apply with a file; "" when the form comes back with what was typed."""
    page = requests.get(site.url + site.openings[0].path, timeout=30)
    form_id = page.text.split('name="form_id"')[1].split('value="')[1].split('"')[0]
    answer = requests.post(
        site.url + site.openings[0].path,
        data={"form_id": form_id, "name": "Lina Haddad", "email": "lina@courriel.example",
              "referrer_sees": "applied"},
        files={"cv": ("CV.pdf", printed_cv(), "application/pdf")},
        headers={"Origin": site.url, "X-Forwarded-For": "203.0.113.9"},
        allow_redirects=False, timeout=60,
    )  # fmt: skip
    fine = answer.status_code == 503 and "Lina Haddad" in answer.text
    return "" if fine else f"{answer.status_code} {words(answer)}"


SHOWN_BY_ALL = 24  # answers in a row, each by a new connection: every process is among them
SOON, AT_LAST = 2.0, 10.0  # seconds


def show_a_change(site: Site, *, cut: bool) -> float:
    """Change a page; returns how many seconds later no process shows the old one any more.

    cut: end the connections by which the processes listen, just before
    raises: NeverHappened
    """
    title = f"Intitulé {uuid4().hex[:8]}"
    code = site.codes[0]
    if cut:
        address = embedded.postgres_of(site.config.VAR_DIR).url(user="postgres")
        with psycopg.connect(address) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'relais-front'"
            )
    with site.app.app_context():
        link = db.session.scalars(select(ReferralLink).where(ReferralLink.code == code)).one()
        french = link.publication.text("fr")
        assert french is not None
        french.title = title
        freshness.changed("publication", link.publication_id)
        db.session.commit()
        db.session.remove()

    def all_show_it() -> bool:
        answers = (requests.get(f"{site.url}/r/{code}/fr", timeout=20) for _ in range(SHOWN_BY_ALL))
        return all(title in answer.text for answer in answers)

    return wait_until(all_show_it, f"{title} is on the page everywhere")


def fresh(seconds: float) -> Drilled:
    """Change a page again and again: every process hears of it, also after a cut connection."""
    drilled = Drilled()
    with running_site() as site:
        crowd = Crowd(site, candidates=0, ambassadors=0)
        _warm(site, crowd)
        end = time.monotonic() + seconds
        heard: list[float] = []
        after_cut: list[float] = []
        while time.monotonic() < end:
            heard.append(show_a_change(site, cut=False))
            after_cut.append(show_a_change(site, cut=True))
        crowd.stop()
    drilled.expect(max(heard) <= SOON, f"a change is everywhere within {SOON} s: {max(heard):.1f}")
    drilled.expect(
        max(after_cut) <= AT_LAST, f"also after a cut, within {AT_LAST} s: {max(after_cut):.1f}"
    )
    drilled.rows |= {
        "changes": float(len(heard) + len(after_cut)),
        "everywhere after, s": Figure.of(heard),
        "everywhere after, s, connections cut": Figure.of(after_cut),
    }
    return drilled


def clock(seconds: float) -> Drilled:
    """Set the clock of every program back, right again, a day ahead, and right again."""
    drilled = Drilled()
    with shifted_clock() as its, running_site(variables=its.variables) as site:
        crowd = Crowd(site, sign_ins_may_end=True)
        _warm(site, crowd)
        for what, ahead in CLOCKS.items():
            its.set(ahead)
            since = Since.now(crowd.told)
            time.sleep(seconds / len(CLOCKS))
            during = since.found()
            for done in ("links answered", "applications received", "shares made"):
                drilled.expect(during[done] > 0, f"{what}: {done}")
            states = _states(site)
            drilled.expect(states.get("journal") == "ok", f"{what}: clicks are written: {states}")
            drilled.rows |= {f"{what}: {name}": float(number) for name, number in during.items()}
        told = crowd.stop()
        waited = catch_up(site)
        drilled.differences += differences(site, told)
        drilled.rows |= {
            "signed out by it": float(told.signed_out),
            "all caught up after, s": round(waited, 1),
        }
    return drilled


def bodies(seconds: float) -> Drilled:
    """Hold many connections that send a form a byte a second, others that stop in the middle."""
    drilled = Drilled()
    with running_site() as site:
        crowd = Crowd(site)
        _warm(site, crowd)
        for what, silent in (("a byte a second", False), ("silent", True)):
            since, waits = Since.now(crowd.told), Waits(site)
            with SlowClients(site.config.HOST, site.config.PORT, SLOW, silent=silent) as slow:
                waits.look(seconds / 2)
            during = since.found()
            for name, found in waits.seconds.items():
                drilled.expect(max(found) < PATIENCE, f"{what}: {name} answers: {max(found):.1f} s")
                drilled.rows[f"{what}: {name} after, s"] = Figure.of(found)
            drilled.expect(during["links whose answer was cut"] == 0, f"{what}: no link is cut")
            drilled.expect(during["applications received"] > 0, f"{what}: people can apply")
            told_off = [after for status, after in slow.answers if status == "408"]
            drilled.expect(bool(told_off), f"{what}: slow clients get 408")
            drilled.rows |= {f"{what}: {name}": float(number) for name, number in during.items()}
            drilled.rows[f"{what}: slow forms refused (408)"] = float(len(told_off))
            if told_off:
                drilled.rows[f"{what}: refused after, s"] = Figure.of(told_off)
        told = crowd.stop()
        waited = catch_up(site)
        drilled.differences += differences(site, told)
        drilled.rows["all caught up after, s"] = round(waited, 1)
    return drilled


@dataclass
class Waits:
    """How long a link and the probe of a load balancer take to answer."""

    site: Site
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def look(self, seconds: float) -> None:
        """Ask again and again; what does not answer counts as long as was waited for it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for name, path in PROBES.items():
                asked = time.monotonic()
                with contextlib.suppress(requests.RequestException):
                    requests.get(self.site.url + path, timeout=PATIENCE * 2)
                self.seconds.setdefault(name, []).append(time.monotonic() - asked)
            time.sleep(0.2)


SLOW = 50  # connections
PROBES = {"a link that nobody made": "/r/aaaaaaaaaa", "/healthz": "/healthz"}  # no click to count
PATIENCE = 5.0  # seconds
CLOCKS = {
    "an hour back": timedelta(hours=-1),
    "right again": timedelta(),
    "a day ahead": timedelta(days=1),
    "and back": timedelta(),
}
DRILLS: dict[str, Callable[[float], Drilled]] = {
    "database": lambda seconds: away(("database",), seconds),
    "redis": lambda seconds: away(("redis",), seconds),
    "both": lambda seconds: away(("database", "redis"), seconds),
    "disk": disk,
    "bodies": bodies,
    "fresh": fresh,
    "clock": clock,
}
