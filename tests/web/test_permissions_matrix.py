"""Every route names its permission, and opens to exactly the roles that have it (Z3)."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.people.models import Role
from app.people.permissions import GRANTS, Permission
from tests.factories.people import make_person, sign_in

SAMPLES = {"uuid": lambda: str(uuid4()), "int": lambda: "1"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def sample(rule: Rule) -> str:
    """An address that the rule takes, about something that does not exist."""
    return re.sub(
        r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>", lambda found: value_for(*found.groups()), rule.rule
    )


def value_for(converter: str | None, choices: str | None, name: str) -> str:
    if converter == "any" and choices:
        return choices.split(",")[0]
    if name == "language":
        return "fr"
    return SAMPLES[converter]() if converter in SAMPLES else "x"


def routes(app: Flask) -> list[tuple[Rule, str]]:
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & set(METHODS))
    ]


def test_every_route_names_its_permission(app):
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "permissions")
    ]

    assert silent == []


def test_every_permission_is_granted_to_some_role_and_used_by_some_route(app):
    used = {
        permission
        for view in app.view_functions.values()
        for permission in getattr(view, "permissions", None) or ()
    }
    granted = set().union(*GRANTS.values())

    assert used == granted == set(Permission)


@pytest.mark.parametrize("role", [None, *Role])
def test_a_route_opens_to_exactly_those_who_may(app, role):
    """403 for who may not; 302 to the sign-in page for who is nobody; anything else for others."""
    client = app.test_client()
    if role:
        sign_in(client, make_person(roles=[role]))
    wrong = []
    for rule, method in routes(app):
        needed = app.view_functions[rule.endpoint].permissions
        if needed is None or rule.endpoint == "account.sign_out":
            continue
        response = client.open(sample(rule), method=method)
        if role is None:
            fits = response.status_code == 302 and "/sign-in" in response.location
        elif needed and not needed & GRANTS[role]:
            fits = response.status_code == 403
        else:
            fits = response.status_code not in (403, 500)
        if not fits:
            wrong.append((method, rule.rule, response.status_code))

    assert wrong == []
