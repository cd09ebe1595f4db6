"""Pictures for anyone, and nothing else."""

from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from app.core import files
from app.core.database import db
from app.core.files import pictures
from tests.web.admin.test_organisation import picture


def test_a_picture_is_kept_by_browsers_for_good(client: FlaskClient) -> None:
    file = pictures.store_picture(picture().read(), name="a.png", max_side=100)
    db.session.commit()

    answer = client.get(f"/media/{file.id}.webp")

    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_cv_has_no_public_address(client: FlaskClient) -> None:
    file = files.store(b"%PDF", media_type="application/pdf", name="cv.pdf", kind="cv")
    db.session.commit()

    assert client.get(f"/media/{file.id}.webp").status_code == 404


def test_a_picture_that_is_not_there_is_not_found(client: FlaskClient, app: Flask) -> None:
    file = pictures.store_picture(picture().read(), name="a.png", max_side=100)
    db.session.commit()
    (app.config["VAR_DIR"] / "files" / file.key).unlink()

    assert client.get(f"/media/{uuid4()}.webp").status_code == 404
    assert client.get(f"/media/{file.id}.webp").status_code == 404
    assert client.get("/media/..%2F..%2Fetc.webp").status_code == 404
