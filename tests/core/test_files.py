"""Where files go, and what is said while that place is not there."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from sqlalchemy import func, select

import settings_file
from app.core import files
from app.core.database import db
from app.core.files import CannotStore, pictures
from app.core.models import StoredFile
from app.core.services import doctor
from config import ROOT
from tests.web.admin.test_organisation import picture


@pytest.fixture
def elsewhere(app, monkeypatch, tmp_path):
    """A folder that STORAGE_URL names and that nobody has made yet, with a space in its name."""
    folder = tmp_path / "files of Relais"
    monkeypatch.setitem(app.config, "STORAGE_URL", folder.as_uri())
    monkeypatch.delitem(app.extensions, "file_store", raising=False)
    yield folder
    app.extensions.pop("file_store", None)


def keep() -> StoredFile:
    """Keep a small file."""
    return files.store(b"%PDF", media_type="application/pdf", name="cv.pdf", kind="cv")


def test_a_folder_that_is_missing_is_named_by_the_doctor(elsewhere):
    found = next(each for each in doctor.examine() if each.part == "files")

    assert f"STORAGE_URL: there is no folder {elsewhere}" in found.words
    assert "mounted" in found.advice


def test_a_folder_that_is_missing_takes_no_file_and_is_not_made(elsewhere):
    with pytest.raises(CannotStore, match="there is no folder"):
        keep()

    assert not elsewhere.exists()


def test_a_folder_that_comes_back_takes_files_without_a_restart(elsewhere):
    with pytest.raises(CannotStore):
        keep()
    elsewhere.mkdir()

    assert files.open_bytes(keep()) == b"%PDF"
    assert len(list((elsewhere / "cv").iterdir())) == 1


def test_a_page_whose_picture_cannot_be_fetched_says_to_come_back(client, elsewhere):
    elsewhere.mkdir()
    file = pictures.store_picture(picture().read(), name="a.png", max_side=100)
    db.session.commit()
    elsewhere.rename(elsewhere.with_name("away"))
    client.application.extensions.pop("file_store")

    assert client.get(f"/media/{file.id}.webp").status_code == 503


def test_credentials_of_a_bucket_are_read_from_the_settings_file(tmp_path):
    asked = []

    class Store(BaseHTTPRequestHandler):
        def do_PUT(self):
            asked.append((self.path, self.headers["Authorization"]))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("ETag", '"one"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Store)
    Thread(target=server.handle_request, daemon=True).start()
    (tmp_path / "relais.env").write_text(
        f"STORAGE_URL=s3://bucket/prefix\nAWS_ENDPOINT_URL=http://127.0.0.1:{server.server_port}\n"
        "AWS_ACCESS_KEY_ID=AK\nAWS_SECRET_ACCESS_KEY=SK\nAWS_REGION=eu-west-3\nAWS_ALLOW_HTTP=true\n"
    )
    keeps = (
        "from app import create_app; from app.core.files import current_store; import obstore\n"
        "with create_app().app_context(): obstore.put(current_store(), 'cv', b'1')"
    )

    ended = subprocess.run(
        [sys.executable, "-c", keeps], cwd=ROOT,
        env={**os.environ, settings_file.NAMED_BY: str(tmp_path / "relais.env")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    server.server_close()

    assert ended.returncode == 0, ended.stderr
    ((path, signed),) = asked
    assert path == "/bucket/prefix/cv"
    assert "Credential=AK/" in signed
    assert "/eu-west-3/s3/" in signed


def test_a_bucket_whose_account_is_missing_is_told_in_one_line(app, monkeypatch, elsewhere):
    monkeypatch.setitem(app.config, "STORAGE_URL", "az://container")

    with pytest.raises(CannotStore) as raised:
        files.current_store()

    assert "Account must be specified" in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
