"""Kill everything, again and again, under load; then look for anything lost or doubled (Z1).

    python -m bench.reliability [--kills 200] [--seed N]
    python -m bench.reliability --drill database [--seconds 120]     (Z2)

Drills: database, redis, both, disk, bodies, fresh, clock.

Exit status 1, with the first differences, when something is.
"""

import argparse
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.harness import Rows, report
from bench.reliability.clients import Crowd, Told
from bench.reliability.drills import DRILLS
from bench.reliability.kills import KINDS, Kills
from bench.reliability.site import running_site
from bench.reliability.verify import catch_up, differences


@dataclass
class Outcome:
    """What a run found."""

    told: Told
    kills: Kills
    seconds: float
    caught_up_after: float
    differences: list[str] = field(default_factory=list)

    def rows(self) -> Rows:
        """Return the figures for a table."""
        told, kills = self.told, self.kills
        return {
            "kills": float(kills.times.total()),
            **{
                f"  {name} (slowest to come back, s)": f"{times} ({kills.slowest[name]:.1f})"
                for name, times in sorted(kills.times.items())
            },
            "minutes under load": round(self.seconds / 60, 1),
            "links answered whole": float(len(told.clicks)),
            "links answered without a name (503)": float(told.unnamed),
            "links whose answer was cut": float(told.cut),
            "applications received": float(len(told.applications)),
            "shares made": float(len(told.links)),
            "forms sent again, no answer came": float(told.retried),
            "forms sent again, nothing was recorded (503)": float(told.refused),
            "forms sent twice": float(told.repeated),
            "all caught up after, s": round(self.caught_up_after, 1),
            "lost, doubled or wrong": float(len(self.differences)),
        }


def run(
    *,
    kills: int,
    seed: int,
    hurry: bool = False,
    progress: bool = False,
    keep_log: Path | None = None,
) -> Outcome:
    """Run the load and the kills, let all catch up, and compare.

    kills: how many; the first ones take each kind in turn, so that none is left out
    hurry: bring the sweeps of the next minutes forward when the load is over
    """
    done = Kills(seed)
    with running_site(keep_log=keep_log) as site:
        crowd, started = Crowd(site), time.monotonic()
        crowd.start()
        for number in range(kills):
            kinds = [KINDS[number]] if number < len(KINDS) else KINDS
            name = done.at_random(site, among=kinds)
            if progress:
                told = crowd.told
                print(
                    f"{number + 1:>4} {time.monotonic() - started:7.1f} s  {name}"
                    f"  ({len(told.clicks)} clicks, {len(told.applications)} applications,"
                    f" {len(told.links)} shares)",
                    flush=True,
                )
        told, seconds = crowd.stop(), time.monotonic() - started
        waited = catch_up(site, hurry=hurry)
        return Outcome(told, done, seconds, waited, differences(site, told))


def main() -> int:
    """Run what the arguments ask for. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.reliability")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--drill", choices=sorted(DRILLS))
    parser.add_argument("--seconds", type=float, default=120, help="how long an accident lasts")
    parser.add_argument("--quiet", action="store_true", help="no line for each kill")
    parser.add_argument("--log", type=Path, help="keep here what the programs said")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the installation is stopped
    if asked.drill:
        drilled = DRILLS[asked.drill](asked.seconds)
        report(f"Z2, {asked.drill}, {asked.seconds:.0f} s", drilled.rows)
        return told(drilled.differences)
    outcome = run(kills=asked.kills, seed=asked.seed, progress=not asked.quiet, keep_log=asked.log)
    report(f"Z1, {asked.kills} kills, seed {asked.seed}", outcome.rows())
    return told(outcome.differences)


def told(wrong: list[str]) -> int:
    """Print what is wrong, and return the exit status."""
    for each in wrong:
        print(f"WRONG: {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
