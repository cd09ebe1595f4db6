"""French is compiled by itself, so that no start speaks English in its place."""

import os

import pytest

from app.core.i18n import catalogues
from app.core.i18n.catalogues import compiled_of, folder_of, init_app, is_stale

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "Yes"\nmsgstr "Oui"\n'


@pytest.fixture(autouse=True)
def source(app, tmp_path, monkeypatch):
    """A catalogue of one message, in a folder of its own."""
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    folder_of("fr").mkdir(parents=True)
    path = folder_of("fr") / "core.po"
    path.write_text(PO)
    return path


def test_a_start_compiles_what_was_never_compiled(app):
    init_app(app)

    assert b"Oui" in compiled_of("fr").read_bytes()
    assert [path.name for path in folder_of("fr").iterdir()].count("messages.mo") == 1
    assert not compiled_of("en").exists()


def test_a_start_compiles_again_what_has_changed_since(app, source):
    init_app(app)
    source.write_text(PO.replace("Oui", "Si fait"))
    os.utime(compiled_of("fr"), (0, 0))

    assert is_stale("fr")
    init_app(app)

    assert b"Si fait" in compiled_of("fr").read_bytes()
    assert not is_stale("fr")


def test_a_start_leaves_alone_what_is_fresh(app):
    init_app(app)
    before = compiled_of("fr").stat()

    init_app(app)

    assert compiled_of("fr").stat() == before


def test_translators_type_plain_spaces_and_french_gets_its_own(app, source):
    source.write_text(PO.replace("Oui", "Oui : c’est « cela »"))

    init_app(app)

    assert "Oui\u00a0: c’est «\u00a0cela\u00a0»".encode() in compiled_of("fr").read_bytes()
