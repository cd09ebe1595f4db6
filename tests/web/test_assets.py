"""What pages load: built by one command, named after its content, sent compressed and for ever."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app.web import assets
from config import ROOT


def make_app(folder: Path, environment: str = "production") -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(VAR_DIR=folder, ENVIRONMENT=environment)
    assets.init_app(app)
    return app


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR with everything built."""
    folder = tmp_path_factory.mktemp("var")
    assets.build(folder / "static")
    return folder


@pytest.fixture
def browser(built: Path) -> FlaskClient:
    return make_app(built).test_client()


@pytest.fixture
def templates(built: Path) -> Iterator[Flask]:
    app = make_app(built)
    with app.app_context():
        yield app


def known_icons(app: Flask) -> dict[str, str]:
    return app.extensions["assets"].icons  # type: ignore[no-any-return]


def address(built: Path, name: str) -> str:
    return f"/static/{json.loads((built / 'static' / 'manifest.json').read_text())[name]}"


@pytest.mark.parametrize(
    ("source", "smaller"),
    [
        ("a { color: red; }", "a{color: red}"),
        ("/* why */ a, b { margin: 0 }", "a,b{margin: 0}"),
        (".x :is(a) { width: calc(1px + 2px) }", ".x :is(a){width: calc(1px + 2px)}"),
        ('q::before { content: " /* kept */  ; " }', 'q::before{content: " /* kept */  ; "}'),
        ("@media (width < 1px) {\n  a { top: 0; }\n}", "@media (width < 1px){a{top: 0}}"),
        ("", ""),
    ],
    ids=["spaces", "comment", "meaningful spaces", "string", "nested", "nothing"],
)
def test_a_style_sheet_loses_only_what_means_nothing(source, smaller):
    assert assets.minify_css(source) == smaller


def test_an_icon_keeps_its_shapes_alone():
    drawing = '<!-- ISC -->\n<svg\n  viewBox="0 0 24 24"\n>\n  <path d="M5 12h14" />\n</svg>\n'

    assert assets.icon_shapes(drawing) == '<path d="M5 12h14"/>'


def test_a_second_build_changes_no_name_and_leaves_the_same_files(tmp_path):
    first = assets.build(tmp_path)
    files = sorted(path.name for path in tmp_path.iterdir())

    assert assets.build(tmp_path) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == files


def test_a_changed_style_gets_a_new_name_while_pages_already_sent_keep_the_old_one(tmp_path):
    sources = tmp_path / "sources"
    for folder in ("css/shared", "img", "js"):
        (sources / folder).mkdir(parents=True)
    (sources / "img" / "relais.svg").write_text("<svg/>")
    names = []
    for colour in ("red", "green", "blue"):
        (sources / "css" / "shared" / "base.css").write_text(f"a {{ color: {colour}; }}")
        files = assets.build(tmp_path / "out", sources=sources)
        names.append(next(file.hashed for file in files if file.name == "public.css"))

    assert len(set(names)) == 3
    kept = [(tmp_path / "out" / name).exists() for name in names]
    assert kept == [False, True, True]


def test_without_node_modules_the_command_says_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "PACKAGES", tmp_path / "nowhere")

    answer = make_app(tmp_path).test_cli_runner().invoke(args=["assets"])

    assert answer.exit_code == 1
    assert "@fontsource-variable/figtree is not installed" in answer.output
    assert "Run: npm ci" in answer.output


def test_a_page_without_assets_says_which_command_builds_them(tmp_path):
    app = make_app(tmp_path)

    with app.app_context(), pytest.raises(assets.AssetsMissing, match="Run: flask assets"):
        render_template_string("{{ asset('public.css') }}")


def test_the_style_asks_for_the_font_by_its_hashed_name(built):
    style = (built / address(built, "public.css").lstrip("/")).read_text()

    assert f"url({Path(address(built, 'figtree.woff2')).name})" in style


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("gzip, br;q=0", "gzip"), ("", None), ("zstd", None)],
)
def test_a_file_is_sent_in_the_best_encoding_that_the_browser_reads(
    browser, built, accepted, encoding
):
    answer = browser.get(address(built, "public.css"), headers={"Accept-Encoding": accepted})

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data).startswith(b"@layer reset,tokens,base,components,pages;")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "text/css"


def test_a_hashed_file_is_kept_for_ever_and_leaves_no_cookie(browser, built):
    answer = browser.get(address(built, "figtree.woff2"))

    assert answer.mimetype == "font/woff2"
    assert {"public", "max-age=31536000", "immutable"} <= set(
        re.split(r",\s*", answer.headers["Cache-Control"])
    )
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["manifest.json", "icons.json", "public.css", "public.0123456789.css", "..%2f..%2fconfig.py"],
)
def test_nothing_but_hashed_files_is_served(browser, path):
    assert browser.get(f"/static/{path}").status_code == 404


def test_a_compressed_form_has_no_address_of_its_own(browser, built):
    assert browser.get(f"{address(built, 'public.css')}.br").status_code == 404


def test_an_icon_is_hidden_from_screen_readers_unless_it_says_something(templates):
    assert 'aria-hidden="true"' in render_template_string("{{ icon('send') }}")

    spoken = render_template_string("{{ icon('send', 18, label='Send <now>') }}")

    assert 'role="img" aria-label="Send &lt;now&gt;"' in spoken
    assert 'width="18"' in spoken


def test_a_wrong_icon_name_fails_when_it_is_drawn(templates):
    with pytest.raises(assets.UnknownIcon, match="sendd"):
        render_template_string("{{ icon('sendd') }}")


NAMED = re.compile(
    r"""\b(?:icon|after|svg)[=(]\s*["']([a-z0-9-]+)["']"""  # icon("send"), icon="send"
    r"""|["']icon["']: ["']([a-z0-9-]+)["']"""  # {"icon": "send"}
)


def test_every_icon_that_templates_and_code_name_exists(templates):
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "app").rglob("*.py")]
    names = {
        name: str(path.relative_to(ROOT))
        for path in sources
        for found in NAMED.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }

    unknown = {name: path for name, path in names.items() if name not in known_icons(templates)}

    assert unknown == {}


@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("public.css", 10_000),
        ("figtree.woff2", 20_480),
        ("staff.js", 10_000),
        ("htmx.js", 15_000),
        ("editor.js", 7_000),
    ],
)
def test_what_a_page_loads_stays_within_its_weight(tmp_path, name, budget):
    built = {file.name: file for file in assets.build(tmp_path)}

    assert built[name].gzipped <= budget


def test_in_development_a_newer_source_is_built_at_the_next_page(tmp_path, monkeypatch):
    app = make_app(tmp_path, "development")

    with app.app_context():
        address = render_template_string("{{ asset('staff.js') }}")

    assert (tmp_path / address.lstrip("/")).exists()


def test_in_development_a_page_looks_for_newer_sources_once(tmp_path, monkeypatch):
    looked = []
    monkeypatch.setattr(assets.Assets, "_catch_up", lambda followed: looked.append(followed))
    (tmp_path / "manifest.json").write_text(json.dumps({"a.css": "a.1.css", "b.css": "b.1.css"}))
    followed = assets.Assets(tmp_path, follow=True)

    with Flask("pages").test_request_context("/"):
        assert [followed.url("a.css"), followed.url("b.css")] == [
            "/static/a.1.css",
            "/static/b.1.css",
        ]
    assert len(looked) == 1

    with Flask("pages").test_request_context("/"):
        followed.url("a.css")
    assert len(looked) == 2
