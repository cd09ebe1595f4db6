"""Which Chromium browser tests drive; `python -m tests.chromium` sees that there is one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--no-first-run", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


def find() -> str | None:
    """Return the browser's path: CHROMIUM, one on PATH, else the one that Playwright has put."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    caches = Path.home() / ".cache" / "ms-playwright"
    return next((str(path) for path in sorted(caches.glob("chromium*/*/chrome"))), None)


def provide() -> str:
    """Return a browser, installing one when this machine has none and lets us.

    raises: SystemExit with what to do
    """
    if found := find():
        return found
    if os.getuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            **quiet,
        )
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if found := find():
        return found
    raise SystemExit(
        "The browser tests need Chromium and none could be installed: install the package "
        "`chromium`, or set CHROMIUM to a browser's path."
    )


if __name__ == "__main__":
    provide()
