"""Q1: a landing page with its click on disk, against a bare Flask `redirect()`.

    python -m bench.tracked_link

Both are served by Granian with the same settings on the same machine, in turn. The page is the
site's own (15 KB or more before compression), asked for by 1,000 links as a browser does.
"""

from bench.harness import Load, fill, installation, load, serving

SECONDS = 5
ROUNDS = 5
LINKS = 1000


def main() -> None:
    """Measure and print."""
    found: dict[str, list[Load]] = {"bare": [], "landing": [], "landing, identity": []}
    with installation() as config:
        codes = fill(config, links=LINKS)
        paths = [f"/r/{code}" for code in codes]
        with (
            serving("bench.harness:bare", config) as (bare, _),
            serving("wsgi:app", config) as (relais, _),
        ):
            for port in (bare, relais):
                load(port, paths, seconds=2)
            plain = {"User-Agent": "bench", "Accept-Language": "fr"}
            for _ in range(ROUNDS):
                found["bare"].append(load(bare, paths, seconds=SECONDS))
                found["landing"].append(load(relais, paths, seconds=SECONDS))
                found["landing, identity"].append(
                    load(relais, paths, seconds=SECONDS, headers=plain)
                )
    print(found)


if __name__ == "__main__":
    main()
