"""In production a log is JSON to the last line, whoever wrote it."""

import json
import os
import subprocess
import sys

import psutil
import pytest

from app.core.jobs import enqueue_now, queue
from config import ROOT
from tests.live import environment_of, free_port, live_site, until


def every_line(path):
    """Each line of a log; fails for one that is no JSON."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def said(program, *, settings):
    """What a program writes to standard error."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
    ).stderr.splitlines()  # fmt: skip


@pytest.mark.parametrize(
    ("end", "event"),
    [
        ("raise RuntimeError('no\\nway')", "program_failed"),
        ("import threading; t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()",
         "program_failed"),
        ("import warnings; warnings.warn('old')", "old"),
        ("import logging; logging.getLogger('rq.worker').error('a \"quoted\"\\nline')",
         'a "quoted"\nline'),
    ],
)  # fmt: skip
def test_what_nobody_caught_is_one_line_of_json(services, end, event):
    settings = environment_of(services.config("none"))

    lines = said(f"from app.core.services import start; start.settings(); {end}", settings=settings)

    assert len(lines) == 1
    assert event in json.loads(lines[0])["event"]


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("DEBUG", ["debug", "info", "warning", "debug"]),
        ("INFO", ["info", "warning"]),
        ("ERROR", []),
    ],
)
def test_the_level_holds_for_lines_of_libraries_too(services, level, written):
    settings = {**environment_of(services.config("none")), "LOG_LEVEL": level}
    logs = "; ".join(
        f"logging.getLogger('a.library').{each}('{each}')" for each in ("debug", "info", "warning")
    )
    logs += "; logging.getLogger('rq').setLevel('DEBUG'); logging.getLogger('rq').debug('debug')"

    lines = said(
        f"import logging; from app.core.services import start; start.settings(); {logs}",
        settings=settings,
    )

    assert [json.loads(line)["event"] for line in lines] == written


@pytest.mark.own_database
def test_web_and_worker_write_json_when_jobs_fail_and_processes_die(app, services, worker):
    config = services.config(
        f"{worker[0]}_own", redis_database=worker[1], var=app.config["VAR_DIR"]
    )
    config = type(config)(**{**vars(config), "PORT": free_port(), "WEB_PROCESSES": 1})
    with live_site(config, ("web", "worker")) as site:
        enqueue_now("jobs.core.deliver_message", "no-uuid")
        enqueue_now("jobs.nowhere.at_all")
        failed = queue.named().scheduled_job_registry
        until(lambda: failed.count == 2, "both jobs failed and are tried again later")
        (child,) = psutil.Process(site.processes["web"].pid).children()
        child.kill()
        until(lambda: "Unexpected exit" in (config.VAR_DIR / "web.log").read_text(), "it is told")
        site.wait_until_served()

    assert {"_granian"} <= {line.get("logger") for line in every_line(config.VAR_DIR / "web.log")}
    told = every_line(config.VAR_DIR / "worker.log")
    assert any("ValueError" in line.get("exception", "") + line["event"] for line in told)
