"""Files, each written once under a random name outside the web root: in a folder or in S3."""

import hashlib
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from flask import current_app
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from app.core import clock
from app.core.database import after_commit, db
from app.core.models import StoredFile


class CannotStore(Exception):
    """The store cannot be used now: its disk is full or not there, or its server is away."""


def current_store() -> ObjectStore:
    """Return where files are: what STORAGE_URL names, or a folder under VAR_DIR.

    It is opened when it is first needed, and again until that succeeds.

    raises: CannotStore that says what is wrong with it
    """
    opened: ObjectStore | None = current_app.extensions.get("file_store")
    if opened is None:
        opened = current_app.extensions["file_store"] = _open(current_app.config["STORAGE_URL"])
    return opened


def _open(url: str) -> ObjectStore:
    where = urlsplit(url)
    folder = Path(unquote(where.path)) if url else current_app.config["VAR_DIR"] / "files"
    try:
        if url and where.scheme != "file":
            return from_url(url)
        if not url:
            folder.mkdir(parents=True, exist_ok=True)
        elif not folder.is_dir():  # not made here: a disk may not be mounted
            raise CannotStore(f"STORAGE_URL: there is no folder {folder}")
        return LocalStore(folder)
    except (BaseError, OSError, ValueError) as refused:
        raise CannotStore(f"STORAGE_URL: {str(refused).splitlines()[0]}") from refused


def store(
    data: bytes,
    *,
    media_type: str,
    name: str,
    kind: str,
    width: int | None = None,
    height: int | None = None,
) -> StoredFile:
    """Keep a file and return its row, in the caller's transaction.

    The bytes are written first: a crash leaves at worst a file without a row, which retention
    removes, never a row without its file.

    raises: CannotStore
    """
    key = f"{kind}/{secrets.token_urlsafe(18)}"
    try:
        obstore.put(current_store(), key, data)
    except (BaseError, OSError) as refused:
        raise CannotStore(str(refused)) from refused
    file = StoredFile(
        key=key,
        kind=kind,
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        width=width,
        height=height,
        created_at=clock.now(),
    )
    db.session.add(file)
    db.session.flush()
    return file


def open_bytes(file: StoredFile) -> bytes:
    """Return what a stored file holds. raises: FileNotFoundError when it is gone; CannotStore"""
    try:
        return bytes(obstore.get(current_store(), file.key).bytes())
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as refused:
        raise CannotStore(str(refused)) from refused


def remove(file: StoredFile) -> None:
    """Forget a file: its row with the transaction, its bytes after the commit."""
    key, where = file.key, current_store()
    db.session.delete(file)
    after_commit(lambda: obstore.delete(where, key))
