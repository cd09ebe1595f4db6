"""`make bench`: every measurement of docs/performance.md, one after the other, in half an hour.

Each prints a table and a line of JSON. One that fails does not keep the others from running.
"""

import subprocess
import sys
import time

from config import ROOT

# what it measures, and how
MEASUREMENTS = {
    "Q1, a tracked landing page against a bare redirect": ["bench.tracked_link"],
    "Q2, a tracked redirect against a bare redirect": ["bench.tracked_redirect"],
    "Q3, the loader": ["bench.loader"],
    "Q3, the loader on tables that hold clicks": ["bench.loader", "--on", "10000000"],
    "What pages cost a large company": ["bench.pages", "--size", "M"],
    "A click beside colleagues who read pages": ["bench.links_beside_staff"],
    "Q5, replaying the ledger": ["bench.replay"],
    "What JOURNAL_DURABILITY costs": ["bench.durability"],
    "Q8, memory of a web process": ["bench.memory"],
    "P8, importing 10,000 openings twice": ["bench.importing"],
    "Credits of candidates' journeys": ["bench.attribution_journeys", "--journeys", "500"],
}


def main() -> int:
    """Run all; returns how many failed."""
    failed, took = 0, dict[str, float]()
    for title, command in MEASUREMENTS.items():
        print(f"\n== {title}: python -m {' '.join(command)}", flush=True)
        begun = time.monotonic()
        ended = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False)
        failed += ended.returncode != 0
        took[title] = time.monotonic() - begun
    print(f"\n== {sum(took.values()) / 60:.1f} minutes in all")
    for title, seconds in took.items():
        print(f"{seconds:6.0f} s  {title}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
