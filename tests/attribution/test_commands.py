"""The commands of attribution: what they print, and their exit status."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, make_url, text

from app.attribution.deciding.decide import decide_application
from app.attribution.ledger import checkpoints
from app.core.database import db
from config import ROOT
from tests.attribution.ledger.test_document import FACTS, at, document
from tests.factories.attribution import make_credit
from tests.factories.hiring import NOON, make_application

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def flask(app):
    """Run a command as typed after `flask`, with something on its standard input."""
    runner = app.test_cli_runner()

    def run(command, stdin=b""):
        text = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        return runner.invoke(args=command.split(), input=text)

    return run


def test_one_case_gives_one_line_with_its_sentences(flask):
    result = flask("attribution decide", document())

    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    decided = json.loads(line)
    assert decided["outcome"] == "credited"
    assert decided["reason"] == "candidate_choice"
    assert decided["shares"] == [["B", 10000]]
    assert (decided["winners"], decided["rejected"]) == (["v-B"], {})
    assert decided["sentences"] == {
        "fr": "Candidature amenée par B, dont le lien a été suivi le 14 mars 2027, 1 jour avant de"
        " postuler, et dont le nom a été gardé.",
        "en": "Brought by B, whose link the candidate followed on 14 March 2027, 1 day before"
        " applying, and whose name the candidate kept.",
    }


def test_a_list_gives_one_line_each_in_order(flask):
    second = at((*FACTS, "candidate", "employee"), True)

    result = flask("attribution decide", [document(), second])

    reasons = [json.loads(line)["reason"] for line in result.stdout.splitlines()]
    assert reasons == ["candidate_choice", "internal_mobility"]


@pytest.mark.parametrize("raw", [b"[]", b" [ ] "])
def test_an_empty_list_gives_nothing(flask, raw):
    result = flask("attribution decide", raw)

    assert (result.exit_code, result.output) == (0, "")


def test_a_wrong_case_is_named_and_nothing_is_decided(flask):
    wrong = at((*FACTS, "application", "at"), "yesterday")

    result = flask("attribution decide", [document(), wrong, {"facts": 1}])

    assert result.exit_code == 2
    assert result.stdout == ""
    first, second = result.stderr.splitlines()
    assert first.startswith("[1].facts.application.at: expected a moment such as 2027-03-15T10")
    assert second == "[2].facts: expected an object"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "line 1, column 1: expected JSON"),
        (b"{", "line 1, column 2: expected JSON"),
        (b'{"facts": NaN}', "document: expected JSON, which has no NaN"),
        (b'{"facts": 1, "facts": 2}', "each field once: 'facts' is there twice"),
        (b"\xff\xfe", "document: expected a text in UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'"a text"', "document: expected an object"),
        (b"null", "document: expected an object"),
        (b"[null]", "[0]: expected an object"),
        (b"9" * 5000, "document: expected"),
        (b"[] []", "line 1, column 4: expected JSON: Extra data"),
        (b"[,]", "line 1, column 2: expected JSON: Expecting value"),
        (b"[null,]", "line 1, column 7: expected JSON: Expecting value"),
        (b"[null null]", "line 1, column 7: expected JSON: Expecting ',' delimiter"),
        (b"[null", "line 1, column 6: expected JSON: Expecting ',' delimiter"),
        (b"[NaN]", "document: expected JSON, which has no NaN"),
        (b'[{}, {"facts": 1, "facts": 2}]', "[1]: expected each field once: 'facts' is there"),
        (b'[{}, "\xff"]', "[1]: expected a text in UTF-8"),
        (b'{"\\ud800": 1}', "document: expected fields whose names have no lone surrogates"),
    ],
)
def test_what_is_no_case_says_what_was_expected(flask, raw, said):
    result = flask("attribution decide", raw)

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_mark_of_byte_order_does_no_harm(flask):
    raw = b"\xef\xbb\xbf" + json.dumps(document()).encode()

    assert flask("attribution decide", raw).exit_code == 0


def test_a_list_may_be_written_with_any_blanks(flask):
    case = json.dumps(document(), indent=2).encode()

    result = flask("attribution decide", b"\n[ " + case + b" ,\n\t" + case + b"\n] ")

    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)


def test_a_decision_is_written_in_utf_8_whatever_the_terminal(flask):
    result = flask("attribution decide", document())

    assert json.loads(result.stdout_bytes.decode("utf-8"))["sentences"]["fr"].startswith("Candid")


def test_a_case_is_decided_with_no_database_no_redis_and_nothing_to_write_to(tmp_path):
    nowhere = tmp_path / "nowhere"
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(nowhere / "var"),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PYTHONIOENCODING": "ascii",
    }

    run = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "attribution", "decide"],
        cwd=ROOT,
        env=environment,
        input=json.dumps(document()).encode(),
        capture_output=True,
        check=True,
    )

    assert "amenée par B" in json.loads(run.stdout)["sentences"]["fr"]
    assert run.stderr == b""
    assert not nowhere.exists()


# The ledger


def test_an_empty_ledger_is_intact(flask):
    result = flask("ledger verify")

    assert result.exit_code == 0
    assert result.stdout.startswith("intact: 0 rows")


def test_an_intact_ledger_says_its_last_row(flask):
    row = make_credit()[1]

    result = flask("ledger verify --replay")

    assert (result.exit_code, result.stdout) == (0, f"intact: 1 rows, the last one {row.hash}\n")


def test_a_checkpoint_is_printed_and_the_ledger_verified_against_it(flask, tmp_path):
    make_credit()
    file = tmp_path / "checkpoint.json"
    printed = flask("ledger checkpoint")
    file.write_text(printed.stdout)
    decide_application(make_application().id, now=TOMORROW)

    assert json.loads(printed.stdout).keys() == {"seq", "hash", "at", "signature"}
    assert flask(f"ledger verify --checkpoint {file}").exit_code == 0


def test_a_checkpoint_of_another_chain_tells_that_this_one_was_altered(flask, tmp_path, app):
    make_credit()
    checkpoint = checkpoints.make_checkpoint(now=TOMORROW)
    statement = checkpoints.CheckpointStatement(9, checkpoint.hash, TOMORROW)
    other = {
        **statement.as_document(),
        "signature": checkpoints.signature_of(statement, now=TOMORROW),
    }
    file = tmp_path / "checkpoint.json"
    file.write_text(json.dumps(other))

    result = flask(f"ledger verify --checkpoint {file}")

    assert result.exit_code == 1
    assert result.stdout.startswith("altered: row 9, checkpoint: ")


@pytest.mark.parametrize(
    "kept",
    ["", "{}", "[]", '{"seq": 1, "hash": "00", "at": "2027-03-15T10:00:00Z", "signature": "a..b"}'],
)
def test_a_checkpoint_that_cannot_be_trusted_leaves_the_command_unable(flask, tmp_path, kept):
    make_credit()
    file = tmp_path / "checkpoint.json"
    file.write_text(kept)

    result = flask(f"ledger verify --checkpoint {file}")

    assert result.exit_code == 2
    assert result.stderr.startswith("unable: the checkpoint ")


def test_a_database_that_is_away_leaves_the_command_unable(services):
    from dataclasses import replace

    from app import create_app

    config = replace(
        services.config("nowhere"), DATABASE_URL="postgresql://a@/nowhere?host=/nowhere"
    )
    runner = create_app(config).test_cli_runner()

    result = runner.invoke(args=["ledger", "verify"])

    assert result.exit_code == 2
    assert result.stderr.startswith("unable: the ledger cannot be read: ")


# Replay


def test_replay_finds_nothing_in_a_ledger_that_was_computed(flask):
    make_credit()
    decide_application(make_application().id, now=TOMORROW)

    result = flask("attribution replay")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 decisions made again, 0 differ" in result.stderr


@pytest.mark.own_database
def test_replay_lists_a_decision_that_comes_out_otherwise(app, flask):
    application, _ = make_credit()
    db.session.commit()
    url = make_url(app.config["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:"))
    engine = create_engine(url.set(username="postgres"))
    with engine.begin() as superuser:
        superuser.execute(text("ALTER TABLE ledger DISABLE TRIGGER ALL"))
        superuser.execute(text("UPDATE ledger SET outcome = 'none', ambassadors = '[]'"))
    engine.dispose()

    result = flask("attribution replay")

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["seq"], found["application"]) == (1, str(application.id))
    assert (found["before"]["outcome"], found["after"]["outcome"]) == ("none", "credited")
