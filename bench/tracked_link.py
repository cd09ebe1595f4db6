"""Q1: a landing page with its click on disk, against a bare Flask `redirect()`.

    python -m bench.tracked_link

Both are served by Granian, one process and the same settings, on the same machine, in turn. The
page is the site's own (15 KB or more before compression), asked for through 1,000 links as a
browser asks. Afterwards the journal must hold a click for each answer.
"""

import sys

from bench.harness import (
    HEADERS,
    cost_ratio,
    fill,
    in_turn,
    installation,
    load,
    ratio,
    report,
    rows_of,
    serving,
)

LINKS = 1000
SECONDS = 5
PLAIN = {name: value for name, value in HEADERS.items() if name != "Accept-Encoding"}


def main() -> None:
    """Measure and print."""
    with installation() as config:
        paths = [f"/r/{code}" for code in fill(config, links=LINKS)]
        with (
            serving("bench.harness:bare", config) as bare,
            serving("wsgi:app", config) as relais,
        ):
            for server, headers in ((bare, HEADERS), (relais, HEADERS), (relais, PLAIN)):
                load(server, paths, seconds=5, headers=headers)  # every page is in memory then
            loads = in_turn(
                {
                    "bare redirect()": lambda: load(bare, paths, seconds=SECONDS),
                    "landing page": lambda: load(relais, paths, seconds=SECONDS),
                    "landing page, not compressed": lambda: load(
                        relais, paths, seconds=SECONDS, headers=PLAIN
                    ),
                }
            )
        lines = sum(
            path.read_bytes().count(b"\n") - 1
            for path in (config.VAR_DIR / "journal").glob("*.clicks")
        )
    report(
        "Q1 tracked landing page against a bare redirect() (goal: 3.5 times, p99 no worse)",
        {
            **rows_of(loads),
            "ratio": ratio(loads["landing page"], loads["bare redirect()"]),
            "ratio, not compressed": ratio(
                loads["landing page, not compressed"], loads["bare redirect()"]
            ),
            "ratio of processor time": cost_ratio(loads["landing page"], loads["bare redirect()"]),
            "clicks in the journal": float(lines),
        },
    )
    answered = sum(
        found.rate * SECONDS for name, all_ in loads.items() if "landing" in name for found in all_
    )
    if lines < answered * 0.99:
        sys.exit(f"{answered:.0f} links were answered, and the journal has {lines} clicks")


if __name__ == "__main__":
    main()
