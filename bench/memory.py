"""Q8: the memory of one web process after a million clicks on 100,000 links.

    python -m bench.memory [--clicks N]
    python -m bench.memory --staff L [--keep FOLDER]

Every link is followed once, then links at random until half a million clicks, then until the whole
million: memory must not grow between. Prints the resident memory, and what of it is its own
(shared libraries not counted).

--staff asks a process for every page of bench.pages instead, in turn and by four browsers at once,
of a company filled up to a size.
"""

import argparse
import http.client
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from app import create_app
from bench.filling import SIZES
from bench.harness import HEADERS, Rows, Server, fill, installation, load, report, serving
from bench.links_beside_staff import cookie_of
from bench.pages import PAGES, Visitors, companies, standing
from config import Config

CLICKS = 1_000_000
LINKS = 100_000
STEP_SECONDS = 5
BROWSERS = 4
TURNS = 4


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
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--clicks", type=int, default=CLICKS)
    given.add_argument("--staff", choices=sorted(SIZES), help="pages, at this size")
    given.add_argument("--keep", type=Path, help="where the companies stand, as of bench.pages")
    asked = given.parse_args()
    if asked.staff:
        with standing(asked.keep) as folder, companies(folder, asked.staff) as found:
            rows = of_pages(found[asked.staff])
        report(f"Q8 memory of a process of pages, size {asked.staff} (goal: 200 MB)", rows)
    else:
        rows = of_links(asked.clicks)
        report(f"Q8 memory of a web process, {LINKS:,} links (goal: 150 MB, flat)", rows)


def _note(server: Server, rows: Rows, name: str) -> None:
    memory = server.process.memory_full_info()
    rows[f"{name}, MB"] = memory.rss / 1e6
    rows[f"{name}, its own, MB"] = memory.uss / 1e6
    print(name, f"{memory.rss / 1e6:.1f} MB", flush=True)


def of_links(clicks: int) -> Rows:
    """Follow links as often as wanted."""
    rows: Rows = {}
    with installation() as config:
        paths = [f"/r/{code}" for code in fill(config, links=LINKS, openings=20, ambassadors=100)]
        with serving("wsgi:app", config) as server:
            _note(server, rows, "at the start")
            follow_each(server.port, paths)
            _note(server, rows, "each link followed once")
            done = LINKS
            for goal in (clicks // 2, clicks):
                while done < goal:
                    done += int(load(server, paths, seconds=STEP_SECONDS).rate * STEP_SECONDS)
                _note(server, rows, f"after {goal:,} clicks")
    return rows


def of_pages(config: Config) -> Rows:
    """Ask for every page, again and again."""
    visitors = Visitors(create_app(config))
    asked = [(visitors.address(where), who) for _, who, where in PAGES]
    cookies = {who: cookie_of(config, who) for _, who in asked if who}
    pages = [(path, {"Cookie": cookies[who]} if who else {}) for path, who in asked if path]
    rows: Rows = {}
    with serving("wsgi:app", config, threads=4) as server:

        def ask_for_all(_: int) -> None:
            with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as it:
                for path, headers in pages:
                    it.request("GET", path, headers=headers)
                    it.getresponse().read()

        _note(server, rows, "at the start")
        with ThreadPoolExecutor(max_workers=BROWSERS) as browsers:
            for turn in range(1, TURNS + 1):
                list(browsers.map(ask_for_all, range(BROWSERS)))
                _note(server, rows, f"after {turn * BROWSERS * len(pages):,} pages")
    return rows


if __name__ == "__main__":
    main()
