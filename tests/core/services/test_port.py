"""A web program that is told to stop gives its port back, even while its processes start."""

import contextlib
import os
import signal
import socket

import pytest

from tests.live import PAUSE, LiveSite, free_port, until


def is_free(port):
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return True
    return False


@pytest.mark.own_database
@pytest.mark.parametrize("tenths", [3, 8, 15])
def test_one_term_frees_the_port_whenever_it_comes(app, services, worker, tenths):
    config = services.config(
        f"{worker[0]}_own", redis_database=worker[1], var=app.config["VAR_DIR"]
    )
    config = type(config)(**{**vars(config), "PORT": free_port(), "WEB_PROCESSES": 2})
    config.VAR_DIR.mkdir(parents=True, exist_ok=True)
    site = LiveSite(config)
    site.start("web")
    process = site.processes["web"]
    try:
        PAUSE.wait(tenths / 10)

        process.send_signal(signal.SIGTERM)

        until(lambda: process.poll() is not None, "the program ended")
        assert is_free(config.PORT)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
