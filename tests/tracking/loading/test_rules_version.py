"""Whoever changes what a click counts as must raise the rules' version."""

import ast
import hashlib
from importlib.metadata import version
from inspect import getsource
from types import ModuleType

from app.tracking import rules
from app.tracking.loading import classify

# By version: the fingerprint of the rules, and the release of the published list.
KNOWN = {1: ("3907464cb8aa9a3a", "1.67.0"), 2: ("026350bf49cb6486", "1.67.0")}


def meaning(module: ModuleType) -> str:
    """The code of a module without its comments, docstrings and imports."""
    tree = ast.parse(getsource(module))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _means_nothing(each)] or [ast.Pass()]
    return ast.unparse(tree)


def _means_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_rules_do_not_change_under_the_same_version():
    text = meaning(rules) + meaning(classify)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]

    assert (fingerprint, version("crawler-user-agents")) == KNOWN[rules.VERSION], (
        "the rules have changed: raise VERSION in app/tracking/rules.py, add a line here, "
        "and tell administrators in the changelog to run `flask clicks reclassify`"
    )
