"""`make release`: what a server needs, in one archive: the code, built assets, translations.

A server then needs Python alone. The archive is var/relais-<version>.tar.gz; all of it lies in a
folder of the same name.
"""

import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from app.core.i18n import LANGUAGES, catalogues
from app.web import assets
from config import ROOT

NOT_FOR_SERVERS = ("tests/", "bench/", ".ci/", ".git")
# Folders of this machine, or links to them: even where git does not leave them out.
OF_THIS_MACHINE = (".venv", "node_modules", "var")


def version() -> str:
    """Return the version that pyproject.toml states."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def sources() -> list[str]:
    """Return the files that git knows and servers need, by their paths."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [
        path
        for path in listed
        if path
        and not path.startswith(NOT_FOR_SERVERS)
        and path.split("/")[0] not in OF_THIS_MACHINE
        and (ROOT / path).exists()
    ]


def _for_everyone(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Let root own it and everyone read it, whoever made the release."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mode = 0o755 if member.mode & 0o100 or member.isdir() else 0o644
    return member


def build(folder: Path) -> Path:
    """Write the archive and return its path. raises: AssetsMissing without node_modules"""
    name = f"relais-{version()}"
    archive = folder / f"{name}.tar.gz"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        assets.build(Path(made) / "static")
        with tarfile.open(archive, "w:gz") as out:
            for path in sources():
                out.add(ROOT / path, f"{name}/{path}", filter=_for_everyone)
            for language in LANGUAGES:
                if catalogues.folder_of(language).is_dir():
                    catalogues.compile_catalogues(language)
                    compiled = catalogues.compiled_of(language)
                    relative = compiled.relative_to(ROOT)
                    out.add(compiled, f"{name}/{relative}", filter=_for_everyone)
            out.add(Path(made) / "static", f"{name}/built/static", filter=_for_everyone)
    return archive


if __name__ == "__main__":
    try:
        print(build(ROOT / "var"))
    except assets.AssetsMissing as missing:
        sys.exit(str(missing))
