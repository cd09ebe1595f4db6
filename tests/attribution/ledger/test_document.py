"""Cases as JSON: read whole, written back the same, refused by path."""

import copy
import json
import re
from pathlib import Path
from random import Random

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.attribution.ledger.document import read_case, write_case, write_decision
from app.attribution.ledger.evidence import read_evidence, write_evidence
from app.attribution.rule.resolve import decide
from app.attribution.wording.sentences import explain
from app.core.text.documents import WrongDocument, parse
from config import ROOT
from tests.attribution.histories import history

SCHEMA = json.loads((ROOT / "docs/attribution-document.schema.json").read_text())


def document():
    """A case with at least one of everything."""
    return {
        "facts": {
            "application": {"id": "app-1", "at": "2027-03-15T10:00:00.000000Z", "opening": "O1"},
            "decided_at": "2027-03-15T11:00:00.000000Z",
            "policy_version": 1,
            "candidate": {"person": "P", "employee": False, "left_on": "2020-01-31"},
            "answer": {"choice": "kept", "ambassador": "B"},
            "removed": ["X"],
            "hiring_team": ["M"],
            "leavers": {"L": "2026-12-31"},
            "prior": [
                {
                    "at": "2026-06-02T17:03:00.000000Z",
                    "opening": "O2",
                    "active": False,
                    "credited_to": ["M"],
                }
            ],
            "agency": [
                {"at": "2026-01-01T09:00:00.000000Z", "until": "2026-12-31", "opening": None}
            ],
        },
        "touches": [
            {
                "id": "v-B",
                "kind": "visit",
                "ambassador": "B",
                "at": "2027-03-14T10:00:00.000000Z",
                "link_at": "2027-03-01T09:00:00.000000Z",
                "opening": "O1",
                "story": False,
                "roles": ["ambassador"],
                "policy": 1,
                "state": "ok",
                "settled_at": None,
                "own_session": False,
            }
        ],
        "policies": {"1": {"window_days": 180}},
    }


def as_written(changed):
    """Read a document from its JSON."""
    return read_case(parse(json.dumps(changed).encode()))


def at(path, value):
    """Return the document with one place changed; DROP removes it."""
    changed = document()
    *steps, last = path
    place = changed
    for step in steps:
        place = place[step]
    if value is DROP:
        del place[last]
    else:
        place[last] = value
    return changed


DROP = object()
FACTS, TOUCH = ("facts",), ("touches", 0)

WRONG = [
    (("facts",), DROP, "facts", "this field, which is missing"),
    (("touches",), {}, "touches", "a list"),
    (("policies",), [], "policies", "an object"),
    (("policies",), {}, "facts.policy_version", "the version of a policy"),
    (("policies", "01"), {}, "policies.01", "a version number"),
    (("policies", "é"), {}, "policies['\\xe9']", "a version number"),
    (("policies", "1", "model"), "best", "policies.1.model", "one of declared, first"),
    ((*FACTS, "application", "at"), DROP, "facts.application.at", "this field, which is missing"),
    ((*FACTS, "application", "at"), "2027-03-15", "facts.application.at", "a moment such as"),
    ((*FACTS, "application", "at"), "2027-03-15T10:00:00", "facts.application.at", "a moment"),
    ((*FACTS, "application", "at"), "2027-02-30T10:00:00Z", "facts.application.at", "a moment"),
    ((*FACTS, "application", "at"), "0001-01-01T00:00:00Z", "facts.application.at", "from 1900"),
    ((*FACTS, "application", "at"), 1805104800, "facts.application.at", "a moment such as"),
    ((*FACTS, "application", "opening"), "", "facts.application.opening", "a text that is not"),
    ((*FACTS, "application", "opening"), "\ud800", "facts.application.opening", "surrogates"),
    ((*FACTS, "policy_version"), "1", "facts.policy_version", "a whole number"),
    ((*FACTS, "policy_version"), 2, "facts.policy_version", "the version of a policy"),
    ((*FACTS, "candidate", "employee"), "false", "facts.candidate.employee", "true or false"),
    ((*FACTS, "candidate", "left_on"), "31/01/2020", "facts.candidate.left_on", "a date such as"),
    ((*FACTS, "candidate", "left_on"), "2020-01-32", "facts.candidate.left_on", "a date such as"),
    ((*FACTS, "answer"), "kept", "facts.answer", "an object"),
    ((*FACTS, "answer", "choice"), "keep", "facts.answer.choice", "one of kept, named, none"),
    ((*FACTS, "removed"), DROP, "facts.removed", "this field, which is missing"),
    ((*FACTS, "removed"), [None], "facts.removed[0]", "a text that is not empty"),
    ((*FACTS, "leavers", "L"), None, "facts.leavers.L", "a date such as"),
    ((*FACTS, "leavers", ""), "2026-12-31", "facts.leavers['']", "a text that is not empty"),
    ((*FACTS, "leavers", "a b"), 7, "facts.leavers['a b']", "a date such as"),
    ((*FACTS, "prior", 0, "active"), 0, "facts.prior[0].active", "true or false"),
    ((*FACTS, "prior", 0, "credit"), [], "facts.prior[0].credit", "one of at, opening"),
    ((*FACTS, "agency", 0, "until"), DROP, "facts.agency[0].until", "this field, which is"),
    ((*TOUCH, "id"), 7, "touches[0].id", "a text that is not empty"),
    ((*TOUCH, "kind"), "click", "touches[0].kind", "one of visit, recommendation, declaration"),
    ((*TOUCH, "state"), "accepted", "touches[0].state", "one of ok, pending, refused"),
    ((*TOUCH, "policy"), 3, "touches[0].policy", "the version of a policy"),
    ((*TOUCH, "ambassador"), None, "touches[0].ambassador", "a text that is not empty"),
    ((*TOUCH, "settled_at"), "soon", "touches[0].settled_at", "a moment such as"),
    ((*TOUCH, "channel"), "x", "touches[0].channel", "one of id, kind"),
]


@pytest.mark.parametrize(("path", "value", "named", "expected"), WRONG)
def test_a_wrong_place_is_named_with_what_was_expected(path, value, named, expected):
    with pytest.raises(WrongDocument) as wrong:
        read_case(at(path, value))

    assert wrong.value.path == named
    assert expected in wrong.value.expected


def test_a_day_that_the_calendar_lacks_is_named_wherever_it_stands():
    for path, named in [
        ((*FACTS, "leavers", "a b"), "facts.leavers['a b']"),
        ((*FACTS, "agency", 0, "until"), "facts.agency[0].until"),
        ((*FACTS, "candidate", "left_on"), "facts.candidate.left_on"),
    ]:
        with pytest.raises(WrongDocument, match="expected a date such as 2027-03-15") as wrong:
            read_case(at(path, "2027-02-29"), "[3]")
        assert wrong.value.path == f"[3].{named}"


# What the schema cannot say, and the reader checks.
BEYOND_A_SCHEMA = (
    "the version of a policy that stands in `policies`",
    ", the version that this policy is listed under",
    "the same as the other touch whose id is ",
    "a moment such as ",  # one that the calendar does not have, as 30 February
    "a moment from 1900 to 9998",
    "a date such as ",
    "the name of a time zone",
    "without lone surrogates",
    "have no lone surrogates",  # names of fields
)


def whole_pattern(_validator, pattern, value, _schema):
    """Match as ECMA-262 does: `$` is the end, not a line break before it."""
    if isinstance(value, str) and not re.fullmatch(pattern.strip("^$"), value):
        yield jsonschema.ValidationError(f"{value!r} does not match")


BY_SCHEMA = jsonschema.validators.extend(
    jsonschema.Draft202012Validator, {"pattern": whole_pattern}
)(SCHEMA)


def assert_both_agree(changed):
    """The reader accepts a document exactly when the schema and the calendar do."""
    refusal = None
    try:
        as_written(changed)
    except WrongDocument as wrong:
        refusal = wrong
    if BY_SCHEMA.is_valid(changed):
        assert refusal is None or any(each in refusal.expected for each in BEYOND_A_SCHEMA)
    else:
        assert refusal is not None, list(BY_SCHEMA.iter_errors(changed))
    return refusal is None


@pytest.mark.parametrize(("path", "value", "named", "expected"), WRONG)
def test_the_published_schema_refuses_it_too(path, value, named, expected):
    assert not assert_both_agree(at(path, value))


MOMENT_FORMS = {
    "2027-03-15T10:00:00Z": True,
    "2027-03-15t10:00:00z": True,
    "2027-03-15T10:00:00.5Z": True,
    "2027-03-15T10:00:00.123456+01:00": True,
    "2027-03-15T10:00:00-00:00": True,
    "2027-03-15T10:00:00.1234567Z": False,
    "2027-03-15T10:00:00": False,
    "2027-03-15 10:00:00Z": False,
    "2027-03-15T10:00Z": False,
    "2027-03-15T10:00:60Z": False,
    "2027-03-15T24:00:00Z": False,
    "2027-03-15T10:00:00+0100": False,
    "2027-03-15T10:00:00+24:00": False,
    "2027-03-15T10:00:00+01:60": False,
    "2027-03-15T10:00:00Z\n": False,
    "２027-03-15T10:00:00Z": False,
    "2027-02-29T10:00:00Z": False,
}


@pytest.mark.parametrize("moment", MOMENT_FORMS)
def test_a_moment_is_read_when_rfc_3339_writes_it_with_its_offset(moment):
    changed = at((*FACTS, "application", "at"), moment)

    assert assert_both_agree(changed) is MOMENT_FORMS[moment]


def test_a_whole_number_may_be_written_as_json_likes():
    changed = at((*FACTS, "policy_version"), 1.0)

    assert assert_both_agree(changed)
    assert type(as_written(changed).facts.policy_version) is int


@pytest.mark.parametrize("version", [True, "1", 1.5, -1, 1e300, float("inf"), 10**400, [1]])
def test_a_number_that_is_not_whole_is_refused(version):
    assert not assert_both_agree(at((*FACTS, "policy_version"), version))


@pytest.mark.parametrize(
    "path",
    [
        (*FACTS, "application", "id"),
        (*FACTS, "candidate", "person"),
        (*FACTS, "candidate", "left_on"),
        (*FACTS, "answer"),
        (*FACTS, "answer", "ambassador"),
        (*FACTS, "agency", 0, "opening"),
        (*TOUCH, "link_at"),
        (*TOUCH, "settled_at"),
        (*TOUCH, "opening"),
    ],
)
def test_what_may_be_null_may_be_left_out(path):
    left_out, null = at(path, DROP), at(path, None)

    assert read_case(left_out) == read_case(null)
    jsonschema.validate(left_out, SCHEMA)
    jsonschema.validate(null, SCHEMA)


def test_the_same_touch_twice_is_read_once():
    twice = document()
    twice["touches"] *= 2

    assert len(read_case(twice).touches) == 1


def test_two_different_touches_with_one_id_are_refused():
    conflicting = document()
    other = copy.deepcopy(conflicting["touches"][0]) | {"ambassador": "C"}
    conflicting["touches"].append(other)

    with pytest.raises(WrongDocument, match=r"touches\[1\]: expected the same as the other touch"):
        read_case(conflicting)


def test_a_moment_with_another_offset_is_the_same_moment():
    local = at((*FACTS, "application", "at"), "2027-03-15T11:00:00+01:00")

    assert read_case(local) == read_case(document())


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=True))
def test_a_case_is_written_back_the_same_and_decided_the_same(random):
    case = read_case(history(random))
    written = write_case(case)

    again = read_case(json.loads(json.dumps(written)))

    assert write_case(again) == written
    jsonschema.validate(written, SCHEMA)
    first = decide(case.facts, case.touches, case.policies)
    assert decide(again.facts, again.touches, again.policies) == first
    assert json.loads(json.dumps(write_decision(first))) == write_decision(first)


def test_evidence_is_read_back_as_it_was_written():
    for seed in range(100):
        case = read_case(history(Random(seed)))
        kept = json.dumps(write_evidence(case.facts, case.touches))

        facts, touches = read_evidence(kept)

        assert write_evidence(facts, touches) == json.loads(kept)
        decision = decide(facts, touches, case.policies)
        assert decision == decide(case.facts, case.touches, case.policies)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document(), SCHEMA)
    assert Path(SCHEMA["$id"]).name == "attribution-document.schema.json"


ANYTHING = [
    None, True, False, 0, -1, 1.0, 1.5, 10**30, "", "x", "\ud800", "\0", "é" * 300,
    [], {}, [[]], [None], {"": ""}, {"1": {}}, {"choice": "kept"}, {"\ud800": "2027-01-01"},
    "kept", "none", "pending", "2027-03-15T10:00:60Z", "2027-03-15T24:00:00Z",
]  # fmt: skip
AT_THE_EDGE = {
    str: ["UTC", "Pacific/Kiritimati", "x", "\0"],
    int: [0, 1, 1_000_000_000],
    bool: [True, False],
    list: [[], ["x"]],
}
MOMENTS = ["1900-01-01T00:00:00.000000Z", "9998-12-31T23:59:59.999999-12:00"]
DAYS = ["0001-01-01", "9999-12-31"]


def places_in(value, path=()):
    """Every place of a document."""
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places_in(inner, (*path, name))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places_in(inner, (*path, index))


def changed_at(place, step, random):
    """Put something else there: mostly of the same sort, at the edge of what it may be."""
    value = place[step]
    if random.random() < 0.3:
        choices = ANYTHING
    elif isinstance(value, str) and value.endswith("Z"):
        choices = MOMENTS
    elif isinstance(value, str) and value.count("-") == 2:
        choices = DAYS
    else:
        choices = AT_THE_EDGE.get(type(value), [None])
    place[step] = copy.deepcopy(random.choice(choices))


@pytest.mark.parametrize("seed", range(20))
def test_reader_and_schema_agree_and_nothing_read_breaks_the_resolver_or_the_sentence(app, seed):
    random = Random(seed)
    decided = 0
    for _ in range(150):
        changed = copy.deepcopy(history(random))
        for _ in range(random.choice([1, 1, 2])):
            *path, last = random.choice([each for each in places_in(changed) if each])
            place = changed
            for step in path:
                place = place[step]
            changed_at(place, last, random)
        if not assert_both_agree(changed):
            continue
        case = as_written(changed)
        decided += 1
        decision = decide(case.facts, case.touches, case.policies)
        json.dumps(write_decision(decision), ensure_ascii=False).encode()
        assert str(explain(case, decision)).encode()

    assert decided > 30, "these changes test nothing but the reader"
