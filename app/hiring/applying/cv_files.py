"""Keep CVs: while a form is being corrected, then with its application."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, func, select

from app.core import files, signing
from app.core.database import db
from app.core.models import StoredFile
from app.hiring.applying.cv import CheckedCv
from app.hiring.models import RepeatedForm

PENDING, KEPT = "cv_pending", "cv"
REPEATED = "cv_repeated"  # of a form that changed nothing: soon forgotten
PURPOSE = "kept-cv"
KEEP_PENDING = timedelta(hours=24)
MOST_PENDING = 1024**3  # bytes, of all the forms that are being corrected
AT_ONCE = 200


def keep(cv: CheckedCv) -> StoredFile:
    """Store a CV that no application has yet, in the caller's transaction."""
    return files.store(cv.data, media_type=cv.format.media_type, name=cv.name, kind=PENDING)


def fits() -> bool:
    """Say whether the files of all the forms that are being corrected stay within their room."""
    kept = select(func.coalesce(func.sum(StoredFile.size), 0)).where(
        StoredFile.kind.in_((PENDING, REPEATED))
    )
    return bool(db.session.scalars(kept).one() <= MOST_PENDING)


def reference(file: StoredFile, *, now: datetime) -> str:
    """Return what a form carries instead of the file, so that it need not be chosen again."""
    return signing.sign(PURPOSE, file.id.hex, expires=now + KEEP_PENDING)


def find(token: str) -> StoredFile | None:
    """Return the file that a form's reference names; None when forged, too old or gone."""
    try:
        key = UUID(hex=signing.unsign(PURPOSE, token))
    except (signing.BadToken, ValueError):
        return None
    file = db.session.get(StoredFile, key)
    return file if file and file.kind in (PENDING, KEPT, REPEATED) else None


def claim(file: StoredFile) -> StoredFile:
    """Give a stored CV to an application that is being made; a copy when another has it."""
    db.session.refresh(file, with_for_update=True)
    if file.kind == PENDING:
        file.kind = KEPT
        return file
    return files.store(
        files.open_bytes(file), media_type=file.media_type, name=file.name, kind=KEPT
    )


def set_apart(file: StoredFile) -> None:
    """Keep the CV of a form that changed nothing as long as one of a form being corrected."""
    if file.kind == PENDING:
        file.kind = REPEATED


def drop(file: StoredFile) -> None:
    """Forget a CV that no application and no form has."""
    of_form = select(RepeatedForm.id).where(RepeatedForm.cv_id == file.id)
    if file.kind == PENDING or (file.kind == REPEATED and not db.session.scalar(of_form.limit(1))):
        files.remove(file)


def forget_pending(*, now: datetime) -> int:
    """Forget the CVs of forms that were never finished, or changed nothing; returns how many.

    One of a form that changed nothing lasts from when that form was sent.
    """
    since = now - KEEP_PENDING
    fresh = exists().where(RepeatedForm.cv_id == StoredFile.id, RepeatedForm.at >= since)
    old = db.session.scalars(
        select(StoredFile)
        .where(
            StoredFile.kind.in_((PENDING, REPEATED)),
            StoredFile.created_at < since,
            ~fresh,
        )
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for file in old:
        files.remove(file)
    return len(old)
