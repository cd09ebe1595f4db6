"""Procfile, units and containers name the same programs, and start them as they are."""

import re
import shlex
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

import settings_file
from app.__main__ import programs
from config import ROOT, Config
from deploy import release

DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "systemd" / "relais@.service").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text()


def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: command.strip() for name, command in (line.split(":", 1) for line in lines)}


def test_procfile_units_and_compose_start_the_programs_that_make_run_starts():
    names = set(programs(Config()))
    target = (DEPLOY / "systemd" / "relais.target").read_text()
    composed = {
        name
        for name, service in COMPOSE["services"].items()
        if service.get("image") == "relais" and "entrypoint" not in service
    }

    assert set(procfile()) == names
    assert set(re.findall(r"relais@(\w+)\.service", target)) == names
    assert composed == names


def test_each_is_started_by_its_name_alone():
    for name, command in procfile().items():
        assert command == f"python -m app {name}"
        assert COMPOSE["services"][name]["command"] == [name]
    assert "ExecStart=/opt/relais/.venv/bin/python -m app %i\n" in UNIT
    assert 'ENTRYPOINT [".venv/bin/python", "-m", "app"]' in CONTAINERFILE


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed here")
    unit = UNIT.replace("/opt/relais/.venv/bin/python", "/bin/true")  # not installed here
    unit = unit.replace("WorkingDirectory=/opt/relais\n", "")
    unit = re.sub(r"(User|Group)=relais\n", "", unit)
    (tmp_path / "relais@.service").write_text(unit)
    for name in programs(Config()):
        (tmp_path / f"relais@{name}.service").write_text(unit.replace("%i", name))
    shutil.copy(DEPLOY / "systemd" / "relais.target", tmp_path)

    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "relais.target"),
         *map(str, tmp_path.glob("relais@?*.service"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    said = [line for line in ended.stderr.splitlines() if "relais" in line]
    assert (ended.returncode, said) == (0, [])


def test_a_directive_that_systemd_does_not_know_would_be_found(tmp_path: Path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed here")
    (tmp_path / "x.service").write_text("[Service]\nExecStart=/bin/true\nRestrat=always\n")

    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "x.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "Restrat" in ended.stderr


def test_the_unit_writes_where_the_settings_say():
    sample = settings_file.read((DEPLOY / "relais.env").read_text())

    assert "EnvironmentFile=/etc/relais/relais.env" in UNIT
    assert Path("/etc/relais/relais.env") == settings_file.USUAL
    assert "ProtectSystem=strict" in UNIT
    assert f"StateDirectory={Path(sample['VAR_DIR']).name}" in UNIT


def test_the_sample_of_settings_lacks_the_secret_alone():
    sample = settings_file.read((DEPLOY / "relais.env").read_text())

    with pytest.raises(settings_file.WrongSettings) as raised:
        Config.from_environment(sample)
    assert [problem.split(":")[0] for problem in raised.value.problems] == ["SECRET_KEY"]
    Config.from_environment({**sample, "SECRET_KEY": "x" * 48})


def test_the_address_of_the_owner_is_for_changes_of_the_schema_alone():
    owner = settings_file.read((DEPLOY / "owner.env").read_text())
    sample = settings_file.read((DEPLOY / "relais.env").read_text())
    given = {
        name
        for name, service in COMPOSE["services"].items()
        if "owner.env" in service.get("env_file", [])
    }

    assert list(owner) == ["DATABASE_OWNER_URL"]
    assert "DATABASE_OWNER_URL" not in sample
    assert "owner.env" not in UNIT
    assert given == {"schema"}
    Config.from_environment({**sample, **owner, "SECRET_KEY": "x" * 48})


# ---- containers

INSTRUCTIONS = {
    *("FROM", "ENV", "RUN", "WORKDIR", "COPY", "USER", "VOLUME"),
    *("EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"),
}


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions, continued lines joined, comments left out."""
    text = "\n".join(line for line in CONTAINERFILE.splitlines() if not line.startswith("#"))
    joined = text.replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]  # type: ignore[misc]


def test_the_containerfile_says_what_a_linter_asks_of_it():
    found = instructions()
    names = [name for name, _ in found]

    assert set(names) <= INSTRUCTIONS
    assert names[0] == "FROM"
    (origin,) = [words for name, words in found if name == "FROM"]
    assert re.fullmatch(r"[\w./-]+:\d+\.\d+[\w.-]*", origin), "a version of its own, not latest"
    assert dict(found)["USER"] == "relais"
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert names.index("COPY") < names.index("RUN", names.index("COPY")), "requirements first"
    for name, words in found:
        if name in ("ENTRYPOINT", "CMD"):
            assert words.startswith("["), "without a shell in between, which would keep signals"
        if name == "RUN":
            assert not re.search(r"\b(sudo|apt-get install(?!.*--no-install))\b", words)
            assert shlex.split(words)
        if name == "COPY":
            assert all((ROOT / path).exists() for path in words.split()[:-1])


def is_sent(path: str) -> bool:
    """Whether a file reaches the image: of the lines that name it or a folder of it, the last."""
    sent = True
    above = [path, *map(str, Path(path).parents)][:-1]
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        deep = pattern.startswith("**/")
        names = [Path(each).name for each in above] if deep else above
        depth = pattern.removeprefix("**/").count("/")
        if any(
            fnmatch(name, pattern.removeprefix("**/")) and (deep or name.count("/") == depth)
            for name in names
        ):
            sent = line.startswith("!")
    return sent


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".venv/bin/python",
        "app/__pycache__/x.pyc",
        "deploy/container/owner.env",
        "deploy/container/postgresql.env",
        "deploy/container/relais.env",
        "deploy/container/roles.sql",
        "deploy/container/valkey.env",
        "deploy/roles.sql",
        "dump.sql",
        "node_modules/x.js",
        "relais.env",
        "requirements/local.env",
        "var/secret-key",
    ],
)
def test_no_secret_and_nothing_of_this_machine_is_sent_to_the_image(path: str):
    assert not is_sent(path)


def test_the_image_has_all_that_programs_load():
    sources = ("app/", "jobs/", "migrations/", "templates/")
    wanted = [path for path in release.sources() if path.startswith(sources)]
    wanted += [str(path.relative_to(ROOT)) for path in ROOT.glob("*.py")]

    assert len(wanted) > 500
    assert [path for path in wanted if not is_sent(path)] == []
    assert is_sent("deploy/relais")
    assert is_sent("built/static/manifest.json")
    assert is_sent("requirements/base.txt")


def test_the_services_of_compose_are_whole():
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    for name, service in services.items():
        image = service["image"]
        assert image == "relais" or re.search(r":\d", image), f"{name}: a version of its own"
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name}: for the proxy of this machine alone"
        for volume in service.get("volumes", []):
            origin = volume.split(":")[0]
            assert origin.startswith("./") or origin in volumes
        for needed in service.get("depends_on", {}):
            assert needed in services
    valkey = services["valkey"]["command"][-1]
    for option in ("--maxmemory-policy noeviction", "--appendonly yes", "--requirepass "):
        assert option in valkey
    assert services["web"]["depends_on"]["schema"]["condition"] == "service_completed_successfully"


def test_what_compose_builds_from_exists():
    build = COMPOSE["x-relais"]["build"]
    context = (DEPLOY / "container" / build["context"]).resolve()

    assert context == ROOT
    assert (context / build["dockerfile"]).exists()
