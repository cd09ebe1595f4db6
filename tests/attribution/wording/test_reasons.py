"""One table of reasons: each code has a sentence for each reader, and nothing else words one."""

import ast
import re
from datetime import date
from itertools import product

import pytest
from flask_babel import force_locale

from app.attribution.rule.facts import Reason, Ruling
from app.attribution.wording.reasons import REASONS, Particulars, say, words_of
from app.policy.policy import Policy, PriorRule, TouchKind
from config import ROOT
from tests.attribution.cases import touch

CODES = [*Reason, *Ruling]
CREDITS = {
    Reason.CANDIDATE_CHOICE,
    Reason.FIRST_TOUCH,
    Reason.LAST_TOUCH,
    Reason.SHARED_CREDIT,
}
TOUCHES = [touch(each) for each in ("VA-3d", "VA-3d@S", "RA-3d", "DA-3d", "DA-3d?")]
POLICIES = [
    *(Policy(1, prior_rule=rule) for rule in PriorRule),
    *(Policy(1, kinds=frozenset({kind})) for kind in TouchKind),
    Policy(1, stories=False),
    Policy(1, window_days=1, confirm_days=1, declaration_days=1, prior_months=1),
]


@pytest.fixture(autouse=True)
def _application(app):
    """Sentences need the catalogues."""


def occasions():
    """Every sort of particulars that a sentence can meet."""
    for of_touch, policy, several, yours in product(
        TOUCHES, POLICIES, (False, True), (False, True)
    ):
        yield Particulars(
            of_touch=of_touch,
            by_policy=policy,
            ambassador="Zoé Lambert",
            names="Zoé Lambert (50%) and Malik Sadi (50%)" if several else "Zoé Lambert",
            credited=2 if several else 1,
            counted=2 if several else 1,
            named=several,
            days_before=3 if yours else 0,
            ruled_on=date(2027, 3, 15),
            carried=several,
            yours=yours,
        )


def sentences_of(code):
    """Every sentence of a code that a reader can be shown, with who reads it."""
    words = words_of(code)
    for told in occasions():
        staff = words.staff(told)
        yield "lead", staff.lead
        yield "staff", staff.rest
        yield "ambassador", say(words.ambassador, told)
        yield "ledger", say(words.ledger, told)
        for reader in ("touch", "your_touch", "beforehand"):
            if form := getattr(words, reader):
                yield reader, say(form, told)
    yield "listed", str(words.listed)


def test_every_code_has_its_row_and_no_other_has():
    assert set(REASONS) == {str(code) for code in CODES}
    assert len(REASONS) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_reader_has_a_whole_sentence_for_every_code_in_both_languages(code):
    by_language = []
    for language in ("fr", "en"):
        with force_locale(language):
            by_language.append(list(sentences_of(code)))
    readers = set()
    for (reader, french), (_, english) in zip(*by_language, strict=True):
        readers.add(reader)
        assert french != english, (reader, english)
        for text in (french, english):
            assert text.strip() == text
            assert text
            assert re.search(r"%[(sd]|[{}<>]|  ", text) is None, text
            if reader not in ("lead", "listed"):
                assert text.endswith("."), text
        if reader in ("ambassador", "ledger", "touch", "your_touch", "beforehand"):
            assert english[0].isupper(), english

    assert {"lead", "staff", "ambassador", "ledger", "listed"} <= readers


def test_each_reason_that_sets_a_touch_aside_says_so_to_staff_and_to_its_ambassador():
    sets_aside = {str(code) for code in {*Reason} - CREDITS - {Reason.NO_TOUCH}}

    assert {code for code, words in REASONS.items() if words.touch} == sets_aside
    assert {code for code, words in REASONS.items() if words.your_touch} == sets_aside


@pytest.mark.parametrize("code", [*Reason, *Ruling])
def test_nothing_that_an_ambassador_reads_names_anyone(code):
    with force_locale("en"):
        read = [
            text
            for reader, text in sentences_of(code)
            if reader in ("ambassador", "your_touch", "beforehand")
        ]

    assert not [text for text in read if "Zoé" in text or "Malik" in text]


@pytest.mark.parametrize("code", CODES)
def test_every_code_and_what_it_means_stand_in_the_documentation(code):
    page = (ROOT / "docs/attribution.md").read_text()

    assert f"| `{code}` | {words_of(code).means} |" in page


# Nothing else words a reason

SAYS = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "_n", "_lp", "pgettext"}


def names_a_reason(node):
    """Tell whether code names a reason: as `Reason.REFUSED`, or a ruling by its own letters.

    Letters of other reasons, such as "refused", are other things too.
    """
    rulings = {str(code) for code in Ruling}
    return any(
        getattr(getattr(part, "value", None), "id", "") in ("Reason", "Ruling")
        or (isinstance(part, ast.Constant) and part.value in rulings)
        for part in ast.walk(node)
    )


def words_something(nodes):
    """Tell whether a piece of code holds words to be shown."""
    return any(
        isinstance(part, ast.Call) and getattr(part.func, "id", "") in SAYS
        for node in nodes
        for part in ast.walk(node)
    )


def wordings_of_reasons(source):
    """List the lines where a reason chooses words: in a mapping, a branch, a case."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            choices = [(key, [value]) for key, value in zip(node.keys, node.values, strict=True)]
        elif isinstance(node, ast.If):
            choices = [(node.test, [*node.body, *node.orelse])]
        elif isinstance(node, ast.IfExp):
            choices = [(node.test, [node.body, node.orelse])]
        elif isinstance(node, ast.Match):
            choices = [(case.pattern, case.body) for case in node.cases]
        else:
            continue
        if any(key and names_a_reason(key) and words_something(said) for key, said in choices):
            yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        'W = {Reason.REFUSED: _l("refused")}',
        'W = {"appeal_granted": lambda: _("granted")}',
        'if code is Reason.REFUSED:\n    print(_("refused"))',
        'x = _("granted") if row.reason == "appeal_granted" else ""',
        'match code:\n    case Reason.REFUSED:\n        print(ngettext("day", "days", 1))',
    ],
)
def test_a_second_wording_of_a_reason_would_be_seen(source):
    assert list(wordings_of_reasons(source))


def modules():
    own = ROOT / "app/attribution/wording/reasons.py"
    for folder in ("app", "jobs"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if path != own)


def test_no_other_module_words_a_reason():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line in wordings_of_reasons(path.read_text())
    ]

    assert found == []


def test_no_template_knows_a_reason():
    codes = "|".join(str(code) for code in CODES if "_" in str(code))
    pattern = re.compile(rf"""["'](?:{codes})["']""")
    pages = (ROOT / "templates").rglob("*.html")

    assert [path for path in pages if pattern.search(path.read_text())] == []
