"""Where files go, and what is said while that place is not there."""

import pytest
from sqlalchemy import func, select

from app.core import files
from app.core.database import db
from app.core.files import CannotStore, pictures
from app.core.models import StoredFile
from app.core.services import doctor
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


def test_a_bucket_whose_account_is_missing_is_told_in_one_line(app, monkeypatch, elsewhere):
    monkeypatch.setitem(app.config, "STORAGE_URL", "az://container")

    with pytest.raises(CannotStore) as raised:
        files.current_store()

    assert "Account must be specified" in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
