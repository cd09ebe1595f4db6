"""The way of the install page, from an unpacked release to the first sign-in over HTTPS."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
import requests

from app.core.services import embedded
from app.web import assets
from config import ROOT
from deploy import release
from tests.deploy import proxies
from tests.live import free_port, until

PASSWORD = "les ormes sous la lune"
PAGES = ROOT / "docs" / "administrators"


@dataclass
class Server:
    """A machine on which a release was installed, as far as a test goes."""

    root: Path
    settings: Path
    owner: Path  # the settings that only changes of the schema read
    address: str  # of the database, as whoever owns it
    dumps: Path

    def relais(self, *words: str, told: str = "") -> subprocess.CompletedProcess:
        """Type a command, from a folder of no importance."""
        return subprocess.run(
            [self.root / "deploy" / "relais", *words], cwd="/", input=told,
            env=self.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def environment(self) -> dict[str, str]:
        """What a command finds around it: no setting but the file that has them."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        files = {"RELAIS_SETTINGS": str(self.settings), "RELAIS_OWNER_SETTINGS": str(self.owner)}
        return {**kept, **files, "RELAIS_USER": "nobody-of-this-name"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, unpacked; its virtual environment is the one of the tests."""
    folder = tmp_path_factory.mktemp("opt")
    with tarfile.open(release.build(folder)) as archive:
        archive.extractall(folder, filter="data")
    root = folder / f"relais-{release.version()}"
    (root / ".venv").symlink_to((ROOT / ".venv").resolve())
    return root


@pytest.fixture
def server(services, worker, unpacked, tmp_path) -> Iterator[Server]:
    """A release with the roles of deploy/roles.sql, under other names, and its settings."""
    name = f"install_{os.getpid()}"
    roles = (ROOT / "deploy" / "roles.sql").read_text().replace("relais", name)
    statements = re.findall(r"^CREATE .*;$", roles, re.MULTILINE)
    with psycopg.connect(services.admin_url(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
    settings = tmp_path / "relais.env"
    owner = tmp_path / "owner.env"
    mine = {
        "SECRET_KEY": "x" * 48,
        "BASE_URL": f"https://{proxies.NAME}",
        "DATABASE_URL": services.postgres.url(name, user=name),
        "DATABASE_OWNER_URL": services.postgres.url(name, user=f"{name}_owner"),
        "REDIS_URL": f"unix://{services.valkey.socket}?db={worker[1]}",
        "VAR_DIR": str(tmp_path / "var"),
        "PORT": str(free_port()),
        "SMTP_URL": "smtp://127.0.0.1:1",
    }
    for path in (settings, owner):
        text = (ROOT / "deploy" / path.name).read_text()
        for setting, value in mine.items():
            text = re.sub(rf"^{setting}=.*$", f"{setting}='{value}'", text, flags=re.MULTILINE)
        path.write_text(text)
    (tmp_path / "var").mkdir()
    (tmp_path / "dumps").mkdir()
    yield Server(unpacked, settings, owner, mine["DATABASE_OWNER_URL"], tmp_path / "dumps")
    with psycopg.connect(services.admin_url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"DROP DATABASE IF EXISTS {name}_drill WITH (FORCE)")
        connection.execute(f"DROP ROLE {name}")
        connection.execute(f"DROP ROLE {name}_owner")


@contextlib.contextmanager
def started(server: Server, *names: str) -> Iterator[dict[str, int]]:
    """Start programs as the unit does; gives the number of each one's process."""
    unit = (ROOT / "deploy" / "systemd" / "relais@.service").read_text()
    command = re.search(r"^ExecStart=/opt/relais/(.*)$", unit, re.MULTILINE)
    assert command
    log = server.settings.with_name("programs.log")
    with log.open("wb") as out:
        processes = [
            subprocess.Popen(
                [server.root / part if at == 0 else part.replace("%i", name)
                 for at, part in enumerate(shlex.split(command[1]))],
                cwd=server.root, env=server.environment(), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True,
            )
            for name in names
        ]  # fmt: skip
    try:
        yield {name: each.pid for name, each in zip(names, processes, strict=True)}
        assert [each.poll() for each in processes] == [None] * len(processes), log.read_text()
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(30)


def first_steps(server: Server) -> None:
    """Steps 5 of the page: the tables, the first administrator."""
    made = server.relais("db", "upgrade")
    assert made.returncode == 0, made.stderr
    created = server.relais(
        "people", "create", "--email", "ada@example.com", "--name", "Ada Lovelace",
        "--organisation", "Engines", "--language", "en", "--password", "-", told=f"{PASSWORD}\n",
    )  # fmt: skip
    assert created.returncode == 0, created.stderr


def test_a_release_has_what_servers_lack_and_nothing_of_the_tests(unpacked: Path):
    assert (unpacked / "built" / "static" / "manifest.json").exists()
    assert (unpacked / "app" / "translations" / "fr" / "LC_MESSAGES" / "messages.mo").exists()
    assert (unpacked / "deploy" / "relais").stat().st_mode & 0o111
    assert not (unpacked / "tests").exists()
    assert not (unpacked / "node_modules").exists()
    assert not (unpacked / "var").exists()


def test_a_release_leaves_out_what_is_of_this_machine_even_where_git_knows_it(monkeypatch):
    listed = "\0".join(["wsgi.py", ".venv", "node_modules", "var/kept", ".gitignore", "tests/x.py"])
    told = subprocess.CompletedProcess([], 0, stdout=listed)
    monkeypatch.setattr(release.subprocess, "run", lambda *_, **__: told)

    assert release.sources() == ["wsgi.py"]


def test_a_release_draws_pages_from_what_it_brought(tmp_path, monkeypatch):
    assets.build(tmp_path / "built")
    monkeypatch.setattr(assets, "RELEASED", tmp_path / "built")
    from app import create_app
    from config import Config

    app = create_app(Config(VAR_DIR=tmp_path / "var"))

    address = app.extensions["assets"].url("staff.css")
    assert app.test_client().get(address).status_code == 200
    assert not (tmp_path / "var" / "static").exists()


def test_from_a_release_to_the_first_sign_in_over_https(server: Server, tmp_path: Path):
    first_steps(server)
    port = int(re.search(r"PORT='(\d+)'", server.settings.read_text())[1])  # type: ignore[index]
    folder = tmp_path / "proxy"
    folder.mkdir()
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed here")
    with started(server, "web", "loader", "worker", "scheduler") as running:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "web serves")
        for name, pid in running.items():
            assert "DATABASE_OWNER_URL" not in psutil.Process(pid).environ(), name
        with proxies.running("nginx", folder, port) as front:
            session = requests.Session()
            session.verify, session.trust_env = False, False  # a certificate of its own making
            session.headers["Host"] = proxies.NAME
            site = f"https://127.0.0.1:{front.https}"
            page = session.get(f"{site}/sign-in/password")
            sent = dict(re.findall(r'name="(csrf_token|next)"[^>]*value="([^"]*)"', page.text))
            sent |= {"email": "ada@example.com", "password": PASSWORD}
            entered = session.post(
                f"{site}/sign-in/password", sent, allow_redirects=False,
                headers={"Origin": f"https://{proxies.NAME}"},
            )  # fmt: skip
            assert entered.status_code in (302, 303), entered.text
            admin = session.get(f"{site}/admin")

            assert admin.status_code == 200
            assert "Ada Lovelace" in admin.text
            assert session.get(f"{site}/readyz").status_code == 404
            until(lambda: is_well(port), "every part is ok, but for nothing")


def answers(address: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return bool(requests.get(address, timeout=2).ok)
    return False


def is_well(port: int) -> bool:
    return bool(requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).json()["status"] == "ok")


def commands_of(page: str, section: str) -> list[str]:
    """The lines of the first code block of a section."""
    text = (PAGES / page).read_text()
    block = re.search(r"```\n(.*?)```", text[text.index(f"## {section}") :], re.DOTALL)
    assert block
    return block[1].splitlines()


def test_a_backup_is_restored_by_the_lines_of_its_page(server: Server, services):
    first_steps(server)
    var = re.search(r"VAR_DIR='(.*)'", server.settings.read_text())[1]  # type: ignore[index]
    (Path(var) / "files").mkdir()
    (Path(var) / "files" / "cv.pdf").write_bytes(b"%PDF")
    (Path(var) / "journal").mkdir(exist_ok=True)
    here = [
        ("/etc/relais/relais.env", str(server.settings)),
        ("/etc/relais/owner.env", str(server.owner)),
        ("/backup", str(server.dumps)),
    ]

    def shell(lines: list[str], *pairs: tuple[str, str]) -> str:
        """Run lines of the page; what belongs to a whole machine is left out."""
        text = "\n".join(
            each for each in lines if not re.match("systemctl|chown|relais doctor", each)
        )
        for old, new in [*here, *pairs]:
            text = text.replace(old, new)
        binaries = embedded.postgres_binaries()
        environment = server.environment()
        environment["PATH"] = f"{server.root / 'deploy'}:{binaries}:{environment['PATH']}"
        ended = subprocess.run(
            ["sh", "-eu", "-c", text], env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    shell(commands_of("backup.md", "Back up"))
    assert (server.dumps / "relais.dump").stat().st_mode & 0o077 == 0
    name = server.address.rpartition("/")[2].partition("?")[0]
    with psycopg.connect(services.admin_url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_drill OWNER {name}_owner")
    shutil.rmtree(Path(var) / "files")
    drill = [path.with_name(f"drill-{path.name}") for path in (server.settings, server.owner)]
    for copy, path in zip(drill, (server.settings, server.owner), strict=True):
        copy.write_text(path.read_text().replace(f"/{name}?", f"/{name}_drill?"))
    server.settings, server.owner = drill
    here[0] = ("/etc/relais/relais.env", str(server.settings))
    here[1] = ("/etc/relais/owner.env", str(server.owner))

    said = shell(commands_of("backup.md", "Restore"))

    assert "intact" in said
    assert (Path(var) / "files" / "cv.pdf").read_bytes() == b"%PDF"
    assert "ada@example.com" in server.relais("people", "list").stdout


@pytest.mark.parametrize("there", [("journal",), ("files", "journal")])
def test_a_node_without_files_of_its_own_is_backed_up(there: tuple[str, ...], tmp_path: Path):
    """Its files are in a bucket, say."""
    for name in there:
        (tmp_path / "var" / name).mkdir(parents=True)
    lines = commands_of("backup.md", "Back up")
    text = "\n".join(line for line in lines if re.match("kept=|tar ", line))
    archive = tmp_path / "relais-files.tar.gz"

    ended = subprocess.run(
        ["sh", "-eu", "-c", text.replace("/backup/relais-files.tar.gz", str(archive))],
        env={**os.environ, "VAR_DIR": str(tmp_path / "var")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (ended.returncode, ended.stderr) == (0, "")
    with tarfile.open(archive) as kept:
        assert tuple(sorted(kept.getnames())) == there


def test_a_server_whose_secret_is_missing_says_so_in_one_line(server: Server):
    server.settings.write_text(server.settings.read_text().replace("x" * 48, ""))

    ended = server.relais("people", "list")

    assert ended.returncode != 0
    assert "SECRET_KEY: production needs" in ended.stderr.splitlines()[1]


def test_a_command_takes_no_module_from_the_folder_in_which_it_is_typed(server: Server, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "flask.py").write_text("raise SystemExit('another flask')")

    ended = subprocess.run(
        [server.root / "deploy" / "relais", "--version"], cwd=tmp_path / "here",
        env=server.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
