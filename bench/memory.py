"""Q8: the memory of one web process after a million clicks on 100,000 links.

    python -m bench.memory [CLICKS]

Every link is followed once, then links at random until half a million clicks, then until the whole
million: memory must not grow between. Prints the resident memory, and what of it is its own
(shared libraries not counted).
"""

import http.client
import sys
from contextlib import closing

from bench.harness import HEADERS, Rows, fill, installation, load, report, serving

CLICKS = 1_000_000
LINKS = 100_000
STEP_SECONDS = 5


def follow_each(port: int, paths: list[str]) -> None:
    """Follow links one after the other."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        for path in paths:
            connection.request("GET", path, headers=HEADERS)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"{path} answered {answer.status}")


def main() -> None:
    """Measure and print."""
    clicks = int(sys.argv[1]) if len(sys.argv) > 1 else CLICKS
    rows: Rows = {}
    with installation() as config:
        paths = [f"/r/{code}" for code in fill(config, links=LINKS, openings=20, ambassadors=100)]
        with serving("wsgi:app", config) as server:

            def note(name: str) -> None:
                memory = server.process.memory_full_info()
                rows[f"{name}, MB"] = memory.rss / 1e6
                rows[f"{name}, its own, MB"] = memory.uss / 1e6
                print(name, f"{memory.rss / 1e6:.1f} MB", flush=True)

            note("at the start")
            follow_each(server.port, paths)
            note("each link followed once")
            done = LINKS
            for goal in (clicks // 2, clicks):
                while done < goal:
                    done += int(load(server, paths, seconds=STEP_SECONDS).rate * STEP_SECONDS)
                note(f"after {goal:,} clicks")
    report(f"Q8 memory of a web process, {LINKS:,} links (goal: 150 MB, flat)", rows)


if __name__ == "__main__":
    main()
