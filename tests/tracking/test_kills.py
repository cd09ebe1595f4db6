"""kill -9 of web and loader under load: every click that was answered is stored, once."""

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.tracking import token
from app.tracking.loader import Loader, connect
from app.tracking.models import Click, LinkDay
from config import ROOT
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.factories.tracking import FIREFOX

KILLS = 20
CLIENTS = 4
ANSWERS_BETWEEN_KILLS = 40
LONGEST = 120  # seconds that anything is waited for
HEADERS = {"User-Agent": FIREFOX, "Sec-Fetch-Mode": "navigate", "Accept-Language": "fr"}


@pytest.fixture
def environment(app):
    config = app.config
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "VAR_DIR", "SECRET_KEY")
    return {
        **os.environ,
        **{name: str(config[name]) for name in names},
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }


class Programs:
    """The processes of killable.py, by name, as they come and go."""

    def __init__(self, port, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.tracking.killable", str(port)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.running = {"web": [], "loader": []}
        for _ in range(3):
            self.hear()

    def hear(self):
        name, pid = self.process.stdout.readline().split()
        self.running[name].append(int(pid))

    def kill(self, name, chance):
        """Kill one and wait until another has taken its place."""
        pid = chance.choice(self.running[name])
        self.running[name].remove(pid)
        os.kill(pid, signal.SIGKILL)
        self.hear()

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Load:
    """Clients that follow links as fast as they are answered, and note each answer's click."""

    def __init__(self, port, codes):
        self.port, self.codes = port, codes
        self.answered = []
        self.stopping = threading.Event()
        self.more = threading.Condition()
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def run(self, seed):
        chance = random.Random(seed)
        while not self.stopping.is_set():
            code = chance.choice(self.codes)
            try:
                with contextlib.closing(
                    http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                ) as c:
                    c.request("GET", f"/r/{code}", headers=HEADERS)
                    answer = c.getresponse()
                    page = answer.read()
            except (OSError, http.client.HTTPException):
                continue  # killed under us: it was not answered
            assert answer.status == 200, answer.status
            with self.more:
                self.answered.append((code, page))
                self.more.notify_all()

    def wait_for(self, count):
        with self.more:
            assert self.more.wait_for(lambda: len(self.answered) >= count, LONGEST)

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def click_of(code, page):
    """The click that a page says it was answered to."""
    found = {token.read(text, code) for text in re.findall(r"[\w-]{32}", page.decode())}
    (click,) = found - {None}
    return click.click_id


@pytest.mark.own_database
def test_twenty_kills_lose_no_answered_click_and_store_none_twice(app, environment):
    opening, ambassador = make_published_opening(), make_ambassador()
    codes = [make_link(publication=opening, ambassador=ambassador).code for _ in range(5)]
    db.session.commit()
    chance = random.Random(2026)
    port = free_port()
    programs = Programs(port, environment)
    load = Load(port, codes)
    try:
        for kill in range(1, KILLS + 1):
            load.wait_for(kill * ANSWERS_BETWEEN_KILLS)
            programs.kill("web" if kill % 2 else "loader", chance)
        load.wait_for((KILLS + 1) * ANSWERS_BETWEEN_KILLS)
    finally:
        load.stop()
        programs.stop()

    answered = [click_of(code, page) for code, page in load.answered]
    loaded = load_what_is_left(app)
    stored = set(db.session.scalars(select(Click.id)))

    assert len(set(answered)) == len(answered)
    assert set(answered) <= stored
    # written, and killed before the answer was read: at most one for each client and kill
    assert len(stored - set(answered)) <= CLIENTS * KILLS
    assert db.session.scalar(select(func.sum(LinkDay.clicks))) == len(stored)
    assert loaded < len(stored), "the loaders that were killed had loaded nothing"


def load_what_is_left(app):
    """Load the rest of the journal, as the next loader would; returns how many lines."""
    loader = Loader(app.config["VAR_DIR"] / "journal", "", ZoneInfo("Europe/Paris"))
    lines = 0
    with connect(app.config["DATABASE_URL"]) as connection:
        while list(loader.folder.glob("*.clicks")):
            lines += loader.load_once(connection)
    return lines
