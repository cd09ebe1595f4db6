"""Styles, scripts, font and icons: joined, compressed and named after their content.

`flask assets` reads app/static and node_modules and writes VAR_DIR/static; nothing of it is
committed. A release brings them built. A file's name holds a hash of its bytes, so browsers keep
it for ever.
"""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
import click
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    has_request_context,
    request,
    send_from_directory,
)
from flask.cli import with_appcontext
from markupsafe import Markup

from config import ROOT

SOURCES = ROOT / "app" / "static"
PACKAGES = ROOT / "node_modules"
RELEASED = ROOT / "built" / "static"  # in a release alone

# what is copied or joined, by the name that templates use; each part is a file or a pattern
COPIED = {
    "figtree.woff2": "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
    # for the pictures of shared pages: no page asks for it
    "figtreeext.woff2": "@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2",
    "htmx.js": "htmx.org/dist/htmx.min.js",
}
DRAWN = {"relais.svg": "img/relais.svg"}
# editor.js stands on the pages that write alone, contacts.js on the one that reads contacts;
# sw.js is sent by web/installed/manifest.py
SCRIPTS = {
    "staff.js": ("js/*.js",),
    "editor.js": ("js/editor/*.js",),
    "contacts.js": ("js/contacts/*.js",),
    "sw.js": ("worker/*.js",),
}
# whose screens each sheet dresses: what candidates read carries nothing of the signed-in screens
SHEETS = {
    "public": ("candidate", "site"),
    "staff": (
        *("account", "admin", "ambassador", "campaigns", "operations"),
        *("programme", "recruiting", "writing"),
    ),
}
STYLES = {
    f"{sheet}.css": (
        "css/layers.css",
        "css/shared/*.css",
        f"css/{sheet}/*.css",
        *(f"css/screens/{surface}.css" for surface in surfaces),
    )
    for sheet, surfaces in SHEETS.items()
}
LUCIDE = "lucide-static/icons"
TABLER = "@tabler/icons/icons/outline"
NETWORKS = (
    *("bluesky", "facebook", "linkedin", "mastodon", "slack"),
    *("teams", "threads", "whatsapp", "x", "xing"),
)

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
COMPRESSED = {".css", ".js", ".svg"}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
FOR_EVER = 31_536_000  # seconds, a year
SERVED = re.compile(r"[a-z]+\.[0-9a-f]{10}\.(?:css|js|svg|woff2)")

bp = Blueprint("assets", __name__)


class AssetsMissing(RuntimeError):
    """What must be built or installed first, with the command that does it."""


class UnknownIcon(LookupError):
    """A name that neither Lucide nor our list of network marks has."""


@dataclass(frozen=True)
class Built:
    """One file of VAR_DIR/static."""

    name: str  # as templates say it
    hashed: str
    size: int  # bytes
    gzipped: int
    brotlied: int


def minify_css(source: str) -> str:
    """Drop comments and needless spaces, nothing else: strings stay as they are. Pure."""
    strings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if match[0].startswith("/*"):
            return " "
        strings.append(match[0])
        return f"\0{len(strings) - 1}\0"

    text = re.sub(r"""/\*.*?\*/|"[^"\n]*"|'[^'\n]*'""", keep, source, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text).replace(";}", "}").strip()
    return re.sub(r"\0(\d+)\0", lambda match: strings[int(match[1])], text)


def _join(sources: Path, patterns: tuple[str, ...]) -> str:
    files = [path for pattern in patterns for path in sorted(sources.glob(pattern))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _check_installed() -> None:
    """Name what npm has not installed yet."""
    for path in (*COPIED.values(), LUCIDE, TABLER):
        if not (PACKAGES / path).exists():
            package = "/".join(path.split("/")[: 2 if path.startswith("@") else 1])
            raise AssetsMissing(f"{package} is not installed in {PACKAGES}. Run: npm ci")


def _write(folder: Path, name: str, data: bytes) -> Built:
    """Write one file under its hashed name, with its compressed forms; a second run finds it."""
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{suffix}"
    forms = {"": data}
    if f".{suffix}" in COMPRESSED:
        forms[".br"] = brotli.compress(data, mode=brotli.MODE_TEXT, quality=11)
        forms[".gz"] = gzip.compress(data, 9, mtime=0)
    for ending, content in forms.items():
        _replace(folder / f"{hashed}{ending}", content)
    sizes = {ending: len(content) for ending, content in forms.items()}
    whole = sizes[""]
    return Built(name, hashed, whole, sizes.get(".gz", whole), sizes.get(".br", whole))


def _replace(path: Path, content: bytes) -> None:
    """Write a file at once: whoever reads it meanwhile sees the old one or the new one."""
    partial = path.with_name(f".{path.name}.{id(content)}")
    partial.write_bytes(content)
    partial.replace(path)


def icon_shapes(drawing: str) -> str:
    """Return what an icon's file draws, without the <svg> around it. Pure."""
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.DOTALL)
    inside = inside.replace(
        '<path stroke="none" d="M0 0h24v24H0z" fill="none" />', ""
    )  # Tabler's box
    return re.sub(r"\s*(/?>)\s*", r"\1", re.sub(r"\s+", " ", inside)).strip()


def _read_icons() -> dict[str, str]:
    """All of Lucide, under its old names too, and our networks' marks as "brand-<network>"."""
    files = {path.stem: path for path in (PACKAGES / LUCIDE).glob("*.svg")}
    files |= {f"brand-{name}": PACKAGES / TABLER / f"brand-{name}.svg" for name in NETWORKS}
    return {name: icon_shapes(path.read_text(encoding="utf-8")) for name, path in files.items()}


def build(folder: Path, *, sources: Path = SOURCES) -> list[Built]:
    """Write every file, the icons and last the manifest that makes them current.

    The files of the build before stay, for pages already sent; older ones go.

    raises: AssetsMissing when node_modules lacks a package
    """
    _check_installed()
    copied = {name: (PACKAGES / path).read_bytes() for name, path in COPIED.items()}
    shapes = _read_icons()
    folder.mkdir(parents=True, exist_ok=True)
    before = _read_manifest(folder)
    files = [
        _write(folder, name, re.sub(rb"\n//# sourceMappingURL=\S+", b"", data))
        for name, data in copied.items()
    ]
    files += [_write(folder, name, (sources / path).read_bytes()) for name, path in DRAWN.items()]
    files += [
        _write(folder, name, _join(sources, parts).encode()) for name, parts in SCRIPTS.items()
    ]
    names = {file.name: file.hashed for file in files}
    for name, parts in STYLES.items():
        style = minify_css(_join(sources, parts))
        style = re.sub(r'url\("([^"/:]+)"\)', lambda match: f"url({names[match[1]]})", style)
        files.append(_write(folder, name, style.encode()))
    _replace(folder / "icons.json", json.dumps(shapes, separators=(",", ":")).encode())
    manifest = {file.name: file.hashed for file in files}
    _replace(folder / "manifest.json", json.dumps(manifest, indent=1).encode())
    _remove_others(folder, {*manifest.values(), *before.values()})
    return files


def _read_manifest(folder: Path) -> dict[str, str]:
    path = folder / "manifest.json"
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def _remove_others(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir():
        name = path.name.removesuffix(".br").removesuffix(".gz")
        if SERVED.fullmatch(name) and name not in kept:
            path.unlink(missing_ok=True)


class Assets:
    """What one process knows of VAR_DIR/static; in development it follows every change."""

    def __init__(self, folder: Path, *, follow: bool) -> None:
        self.folder = folder
        self.follow = follow
        self._read_at = 0.0

    @cached_property
    def manifest(self) -> dict[str, str]:
        """The hashed name of each file."""
        manifest = _read_manifest(self.folder)
        if not manifest:
            raise AssetsMissing(f"No assets in {self.folder}. Run: flask assets")
        return manifest

    @cached_property
    def icons(self) -> dict[str, str]:
        """The shapes of each icon."""
        self._follow()
        return dict(json.loads((self.folder / "icons.json").read_bytes()))

    def url(self, name: str) -> str:
        """Return the address of a file: asset("public.css") in templates."""
        self._follow()
        return f"/static/{self.manifest[name]}"

    def path(self, name: str) -> Path:
        """Return where a file is on the disk."""
        self._follow()
        return self.folder / self.manifest[name]

    def icon(
        self, name: str, size: int | None = None, *, label: str | None = None, cls: str = ""
    ) -> Markup:
        """Draw an icon in the page itself: icon("send") in templates.

        In the page rather than from a sprite: no second request, nothing appears late, and
        repeated shapes cost next to nothing once the page is compressed.

        size: pixels; by default it follows the text, 1.25 em
        label: what it says where no text does; otherwise it is hidden from screen readers
        raises: UnknownIcon, so that a wrong name fails in a test and not on a screen
        """
        if name not in self.icons:
            raise UnknownIcon(f"{name}: see lucide.dev/icons; networks are in NETWORKS")
        side = size or "1.25em"
        named = (
            Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
        )
        return Markup(
            f'<svg class="{f"icon {cls}".strip()}" width="{side}" height="{side}"'
            f' viewBox="0 0 24 24" {named}>{self.icons[name]}</svg>'
        )

    def _follow(self) -> None:
        """In development, catch up with the sources, once for each page."""
        if not self.follow or (has_request_context() and g.get("assets_followed")):
            return
        self._catch_up()
        if has_request_context():
            g.assets_followed = True

    def _catch_up(self) -> None:
        """Build again when a source is newer than the manifest, and forget what was read."""
        manifest = self.folder / "manifest.json"
        built = manifest.stat().st_mtime if manifest.exists() else 0.0
        inputs = [Path(__file__), SOURCES, *SOURCES.rglob("*"), PACKAGES / ".package-lock.json"]
        newest = max(path.stat().st_mtime for path in inputs if path.exists())
        if newest > built:
            build(self.folder)
            built = manifest.stat().st_mtime
        if built != self._read_at:
            self.__dict__.pop("manifest", None)
            self.__dict__.pop("icons", None)
            self._read_at = built


@bp.get("/static/<name>")
def file(name: str) -> Response:
    """Send a hashed file, compressed ahead, to be kept for ever."""
    if not SERVED.fullmatch(name):
        abort(404)
    folder = _assets().folder
    sent, encoding = name, None
    for accepted, ending in ENCODINGS:
        if request.accept_encodings[accepted] and (folder / f"{name}{ending}").exists():
            sent, encoding = f"{name}{ending}", accepted
            break
    media_type = MEDIA_TYPES[Path(name).suffix]
    response = send_from_directory(folder, sent, mimetype=media_type, max_age=FOR_EVER)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.vary.add("Accept-Encoding")
    if encoding:
        response.content_encoding = encoding
    return response


file.permissions = None  # type: ignore[attr-defined]  # for anyone: people.permissions is above core


def _assets() -> Assets:
    assets: Assets = current_app.extensions["assets"]
    return assets


def built_file(name: str) -> Path:
    """Return where a built file is, by the name that templates use. raises: AssetsMissing"""
    return _assets().path(name)


@click.command("assets")
@with_appcontext
def build_command() -> None:
    """Join, compress and name the files that pages need."""
    try:
        files = build(_assets().folder)
    except AssetsMissing as missing:
        raise click.ClickException(str(missing)) from missing
    for made in files:
        click.echo(f"{made.hashed:32}{made.size:8}  gzip {made.gzipped:6}  br {made.brotlied:6}")


def init_app(app: Flask) -> None:
    """Serve the files and give templates asset() and icon()."""
    released = (RELEASED / "manifest.json").exists()
    assets = Assets(
        RELEASED if released else app.config["VAR_DIR"] / "static",
        follow=app.config["ENVIRONMENT"] == "development" and not released,
    )
    app.extensions["assets"] = assets
    app.register_blueprint(bp)
    app.jinja_env.globals.update(asset=assets.url, icon=assets.icon)
    app.cli.add_command(build_command)
