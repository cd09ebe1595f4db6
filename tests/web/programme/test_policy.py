"""Versions of the policy: which is in force, how the next comes, what it would have changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.attribution.deciding import dry_run
from app.attribution.deciding.decide import decide_application
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import DryRun
from app.attribution.queries import decision_of
from app.core.database import db, transaction
from app.core.models import Activity
from app.hiring.models import ReferrerChoice
from app.people.models import Role
from app.policy import versions
from app.policy.models import PolicyVersion
from app.policy.policy import Model, Policy, TouchKind
from app.policy.versions import policy_in_force, publish_policy, version_at
from tests.factories.attribution import SHARED, make_credit
from tests.factories.hiring import NOON, landing_of, make_application
from tests.factories.people import make_person, sign_in
from tests.factories.sharing import make_ambassador, make_link

LATER = NOON + timedelta(hours=1)
SHORT = replace(Policy(0), window_days=3)


@pytest.fixture(autouse=True)
def _application(app):
    """Each test has a database."""


def manager():
    return make_person(role=Role.PROGRAMME_MANAGER, language="en")


def old_visit(days=10):
    """An application whose visit came some days before it."""
    link = make_link(ambassador=make_ambassador(), now=SHARED - timedelta(days=30))
    landing = landing_of(link, at=NOON - timedelta(days=days))
    application = make_application(
        opening=link.publication, came_by=landing, choice=ReferrerChoice.KEPT
    )
    decide_application(application.id, now=LATER)
    return application


def test_the_first_version_rules_whatever_came_before_it():
    assert version_at(SHARED) == 1
    assert version_at(SHARED.replace(year=1990)) == 1


def test_a_published_version_rules_from_its_moment_on():
    published = publish_policy(SHORT, replaces=1, by=manager(), now=NOON)

    assert published == replace(SHORT, version=2)
    assert version_at(NOON - timedelta(microseconds=1)) == 1
    assert version_at(NOON) == 2
    assert policy_in_force(NOON) == published
    row = db.session.get_one(PolicyVersion, 2)
    assert row.hash == published.hash
    assert db.session.query(Activity).filter_by(kind="policy.published").count() == 1


def test_publishing_what_is_in_force_changes_nothing():
    by = manager()
    publish_policy(SHORT, replaces=1, by=by, now=NOON)

    again = publish_policy(SHORT, replaces=1, by=by, now=LATER)

    assert again.version == 2
    assert db.session.query(PolicyVersion).count() == 2


def test_a_new_version_never_changes_a_decision_already_made():
    application = old_visit()
    before = decision_of(application.id).row.seq

    publish_policy(SHORT, replaces=1, by=manager(), now=LATER)
    decide_application(application.id, now=LATER + timedelta(days=1))

    assert decision_of(application.id).row.seq == before
    assert verify_ledger(replay=True).finding is None


def test_an_application_after_the_change_is_decided_by_the_new_version():
    publish_policy(
        replace(Policy(0), model=Model.FIRST),
        replaces=1,
        by=manager(),
        now=NOON - timedelta(hours=1),
    )

    link = make_link(now=SHARED)
    landing = landing_of(link, at=NOON - timedelta(hours=2))
    application = make_application(link=link, came_by=landing)
    row = decide_application(application.id, now=LATER)

    assert row.reason == "first_touch"
    assert set(row.policies) == {"1", "2"}  # the touch's own version, and the application's
    assert decision_of(application.id).case.facts.policy_version == 2


# Dry runs


def tried(policy):
    with transaction():
        asked = dry_run.ask(policy, by=manager(), now=LATER)
    dry_run.run(asked.id)
    return db.session.get_one(DryRun, asked.id)


def test_a_dry_run_says_which_credits_would_move_and_why():
    moved = old_visit(days=10)
    stays, _ = make_credit()
    nobody = make_application()
    decide_application(nobody.id, now=LATER)

    run = tried(SHORT)

    assert (run.total, run.done, run.differing) == (3, 3, 1)
    (difference,) = run.differences
    assert difference["application"] == str(moved.id)
    assert difference["before"]["outcome"] == "credited"
    assert difference["after"] == {"outcome": "none", "reason": "outside_window", "shares": []}
    assert decision_of(stays.id).row.outcome == "credited"


def test_a_dry_run_writes_nothing_in_the_ledger():
    application = old_visit()
    before = decision_of(application.id).row.seq

    tried(replace(Policy(0), kinds=frozenset({TouchKind.RECOMMENDATION})))

    assert decision_of(application.id).row.seq == before


def test_a_dry_run_that_was_done_is_not_done_again():
    old_visit()
    run = tried(SHORT)
    finished = run.finished_at

    dry_run.run(run.id)

    assert db.session.get_one(DryRun, run.id).finished_at == finished


def test_a_dry_run_in_batches_sees_every_decision(monkeypatch):
    monkeypatch.setattr("app.attribution.ledger.replay.BATCH", 2)
    for _ in range(5):
        old_visit()

    run = tried(SHORT)

    assert (run.done, run.differing) == (5, 5)


# The pages


def form_of(policy):
    """A policy as a browser sends its form: unticked boxes are left out."""
    return {
        name: value
        for name, value in policy.settings().items()
        if value is not False and name != "version"
    }


def test_a_rule_is_changed_tried_and_put_in_force_through_the_pages(client):
    old_visit()
    sign_in(client, manager())
    assert client.get("/programme/policy").status_code == 200

    asked = client.post("/programme/policy", data=form_of(SHORT))
    assert asked.status_code == 302
    page = asked.headers["Location"]
    assert b"Decisions made again" in client.get(page).data
    too_early = client.post(f"{page}/publish", data={"replaces": 1})
    assert too_early.headers["Location"].endswith(page)
    assert version_at(LATER.replace(year=2030)) == 1

    dry_run.run(db.session.query(DryRun).one().id)
    result = client.get(page).get_data(as_text=True)
    assert "1 credit out of 1 would move." in result.replace("\xa0", " ")
    assert "180\xa0days" in result
    assert 'name="replaces" value="1"' in result
    assert client.post(f"{page}/publish", data={"replaces": 1}).status_code == 302
    assert versions.policy_in_force(LATER.replace(year=2030)).window_days == 3
    assert "3\xa0days" in client.get("/programme/policy/2").get_data(as_text=True)


def test_a_rule_is_not_put_in_force_over_another_that_came_meanwhile(client):
    sign_in(client, manager())
    page = client.post("/programme/policy", data=form_of(SHORT)).headers["Location"]
    dry_run.run(db.session.query(DryRun).one().id)
    with transaction():
        publish_policy(replace(Policy(0), confirm_days=7), replaces=1, by=manager(), now=NOON)

    answer = client.post(f"{page}/publish", data={"replaces": 1}, follow_redirects=True)

    shown = answer.get_data(as_text=True)
    assert "Another rule came into force in the meantime." in shown
    assert "7\xa0days" in shown
    assert 'name="replaces" value="2"' in shown
    assert db.session.query(PolicyVersion).count() == 2


def test_putting_a_rule_in_force_twice_makes_one_version(client):
    sign_in(client, manager())
    page = client.post("/programme/policy", data=form_of(SHORT)).headers["Location"]
    dry_run.run(db.session.query(DryRun).one().id)

    for _ in range(2):
        answer = client.post(f"{page}/publish", data={"replaces": 1})
        assert answer.headers["Location"].endswith("/programme/policy/2")

    assert db.session.query(PolicyVersion).count() == 2


def test_several_wrong_numbers_are_named_in_the_summary_and_told_once_each(client):
    sign_in(client, manager())
    wrong = {"window_days": "many", "confirm_days": "", "declaration_days": "1.5"}

    response = client.post("/programme/policy", data=form_of(Policy(1)) | wrong)

    page = response.get_data(as_text=True)
    assert "3\xa0answers need another look" in page
    assert "How long an ambassador has to confirm: Write a whole number" in page
    assert 'value="many"' in page


def test_an_unchanged_rule_is_not_tried(client):
    sign_in(client, manager())

    response = client.post("/programme/policy", data=form_of(Policy(1)))

    assert response.headers["Location"].endswith("/programme/policy")
    assert db.session.query(DryRun).count() == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("window_days", "many", "Write a whole number from 0 to 3650."),
        ("window_days", "-1", "Write a whole number from 0 to 3650."),
        ("skew_s", "999999999", "Write a whole number from 0 to 86400."),
        ("timezone", "Nowhere", "Write the name of a time zone"),
        ("kinds", [], "Choose at least one"),
        ("model", "best", "Not a valid choice"),
    ],
)
def test_a_wrong_rule_is_refused_by_its_field_and_kept_as_typed(client, field, value, sentence):
    sign_in(client, manager())

    response = client.post("/programme/policy", data=form_of(Policy(1)) | {field: value})

    assert response.status_code == 422
    assert sentence in response.get_data(as_text=True)


def test_everyone_may_read_the_rule_and_only_managers_change_it(client):
    sign_in(client, make_ambassador(language="en"))

    page = client.get("/programme/policy/1").get_data(as_text=True)
    assert "The one the candidate keeps or names, else the first" in page
    assert "Change the rule" not in page
    assert client.get("/programme/policy").status_code == 403
    assert client.post("/programme/policy").status_code == 403
    assert client.get("/programme/policy/99").status_code == 404
