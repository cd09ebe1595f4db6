"""What Relais writes on this machine is read by Relais alone: CVs, queues, salts, clicks."""

import contextlib
import os
import secrets
from dataclasses import replace
from pathlib import Path

from config import Config

FOLDERS = ("files", "journal", "valkey")  # under VAR_DIR, that hold what others must not read


def keep_to_ourselves(folder: Path) -> None:
    """Make new files of this process our own, and close the folders that stand open to others.

    As root, PostgreSQL runs as somebody else: they may pass through the folder to reach theirs, and
    list nothing in it.
    """
    os.umask(0o077)
    with contextlib.suppress(OSError):  # not ours to change: what is written in it still is
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if os.getuid() == 0 else 0o700)
        for each in (folder / name for name in FOLDERS):
            if each.is_dir():
                each.chmod(0o700)


def with_secret(config: Config) -> Config:
    """Return the settings with a secret: in development, one drawn once and kept under VAR_DIR.

    Production has its own, or does not start.
    """
    if config.SECRET_KEY or config.ENVIRONMENT == "production":
        return config
    return replace(config, SECRET_KEY=_kept_secret(config.VAR_DIR))


def with_passing_secret(config: Config) -> Config:
    """Return the settings with a secret of this process alone: nothing of it is kept anywhere."""
    return replace(config, SECRET_KEY=config.SECRET_KEY or secrets.token_urlsafe(48))


def _kept_secret(folder: Path) -> str:
    """Return the secret of a folder; the first of several programs that start at once draws it."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        drawn = folder / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(drawn, path)
        drawn.unlink()
    return path.read_text(encoding="ascii")
