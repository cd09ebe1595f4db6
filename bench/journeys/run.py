"""Play journeys on a whole installation, and note whom each way of tracking credits."""

import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.core.database import db
from app.core.services import embedded
from bench.journeys.browser import ORIGIN
from bench.journeys.company import open_company
from bench.journeys.comparisons import Cookie, UtmSession, credited_by
from bench.journeys.plan import Assumption, Journey, draw_journeys
from bench.journeys.relais import Relais
from bench.journeys.score import Outcome
from config import ROOT, Config

# Nothing of it must survive a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def play_all(
    assumptions: Sequence[Assumption], *, count: int, seed: int, processes: int
) -> list[Outcome]:
    """Draw and play journeys, shared between processes that each have their own installation."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = [
            pool.submit(_play_part, tuple(assumptions), count, seed, part, processes)
            for part in range(processes)
        ]
        return [outcome for part in parts for outcome in part.result()]


def _play_part(
    assumptions: Sequence[Assumption], count: int, seed: int, part: int, parts: int
) -> list[Outcome]:
    journeys = list(islice(draw_journeys(count, assumptions, seed), part, None, parts))
    with _installation() as config, running(config) as app:
        return outcomes_of(app, journeys)


@contextmanager
def _installation() -> Iterator[Config]:
    """Start a PostgreSQL and a Valkey in a folder that is deleted afterwards; migrate."""
    with tempfile.TemporaryDirectory(prefix="relais-journeys-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user must be able to enter
        postgres = embedded.start_postgres(folder, settings=FORGETFUL)
        valkey = embedded.start_valkey(folder)
        try:
            embedded.prepare_database(postgres)
            (folder / "static").symlink_to(ROOT / "var" / "static")
            config = embedded.with_addresses(
                Config(
                    ENVIRONMENT="production",
                    SECRET_KEY=secrets.token_urlsafe(),
                    BASE_URL=ORIGIN,
                    VAR_DIR=folder,
                    LOG_LEVEL="ERROR",
                )
            )
            with create_app(config).app_context():
                upgrade()
            yield config
        finally:
            valkey.stop()
            postgres.stop()


@contextmanager
def running(config: Config) -> Iterator[Flask]:
    """Run the whole application, with its front, on a migrated database."""
    app = create_app(config)
    try:
        yield app
    finally:
        app.extensions["relais_front"].changes.stop()
        with app.app_context():
            db.engine.dispose()


def outcomes_of(app: Flask, journeys: Iterable[Journey]) -> list[Outcome]:
    """Play journeys on Relais and on both comparisons."""
    journeys = list(journeys)
    played = Relais(app, open_company(app)).play(journeys)
    return [
        Outcome(
            row=journey.row,
            drawn=journey.drawn,
            truth=journey.truth,
            credits={
                "relais": played.credits[journey.number],
                "cookie": credited_by(Cookie(journey)),
                "cookie_of_server": credited_by(Cookie(journey, by_script=False)),
                "utm": credited_by(UtmSession(journey)),
            },
            reason=played.reasons[journey.number],
            cookies_set=played.cookies_set[journey.number],
        )
        for journey in journeys
    ]
