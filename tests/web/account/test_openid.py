"""Signing in by OpenID Connect, against a real provider in a process of its own."""

import json
import re
import subprocess
import sys
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core import clock
from app.core.database import db
from app.people.models import Person, Role
from tests.factories.people import make_organisation, make_person
from tests.web.account.helpers import activities, is_signed_in, where_to


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an OpenID provider that demands a nonce."""
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", "0", "--require-nonce", "True"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        said = (re.search(r"running on (http://[\w.:]+)", line) for line in process.stderr)
        address = next(filter(None, said))[1]
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def app(app: Flask, provider: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with that provider configured."""
    monkeypatch.setitem(app.config, "OIDC_ISSUER", provider)
    monkeypatch.setitem(app.config, "OIDC_CLIENT_ID", "relais")
    monkeypatch.setitem(app.config, "OIDC_CLIENT_SECRET", "a secret of the provider's choosing")
    make_organisation()
    return app


def known_there(provider: str, subject: str, **claims: object) -> None:
    """Make someone known to the provider."""
    answer = requests.put(f"{provider}/users/{subject}", json=claims, timeout=10)
    answer.raise_for_status()


def go(client: FlaskClient, **query: str) -> str:
    """Start, and return the address at the provider that the browser is sent to."""
    return where_to(client.get("/sign-in/oidc", query_string=query))


def agree(address: str, subject: str) -> str:
    """Say at the provider who one is, and return the path that it sends the browser back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in_as(client: FlaskClient, subject: str, **query: str) -> TestResponse:
    """Go there and come back."""
    return client.get(agree(go(client, **query), subject))


def people() -> list[Person]:
    return list(db.session.scalars(select(Person)))


def test_the_browser_leaves_with_a_code_challenge_a_nonce_and_a_state(client: FlaskClient) -> None:
    asked = parse_qs(urlsplit(go(client)).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["nonce"][0]
    assert asked["state"][0]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/oidc/callback"]


def test_an_invited_person_is_known_by_their_verified_address_then_by_the_provider_s_id(
    client: FlaskClient, provider: str
) -> None:
    person = make_person(email="noe@ormelune.example", joined_at=None)
    known_there(provider, "noe-1", email="Noe@ormelune.example", email_verified=True)

    where_to(sign_in_as(client, "noe-1"))
    assert is_signed_in(client)
    assert person.oidc_subject == f"{provider} noe-1"
    assert person.joined_at is not None

    known_there(provider, "noe-1", email="noe.married@elsewhere.example", email_verified=False)
    client.post("/sign-out")
    where_to(sign_in_as(client, "noe-1"))
    assert is_signed_in(client)
    assert len(people()) == 1


def test_an_invited_person_is_known_in_either_spelling_of_their_domain(
    client: FlaskClient, provider: str
) -> None:
    person = make_person(email="noe@société.fr", joined_at=None)
    known_there(provider, "noe-2", email="Noe@xn--socit-esab.fr", email_verified=True)

    where_to(sign_in_as(client, "noe-2"))

    assert person.oidc_subject == f"{provider} noe-2"


@pytest.mark.parametrize("claimed", ["Léa <lea@ormelune.example>", "mailto:lea@ormelune.example"])
def test_nothing_is_taken_off_an_address_that_proves_who_comes(
    client: FlaskClient, provider: str, claimed: str
) -> None:
    make_person(email="lea@ormelune.example")
    known_there(provider, f"lea-{claimed[:2]}", email=claimed, email_verified=True)

    assert sign_in_as(client, f"lea-{claimed[:2]}").status_code == 403
    assert not is_signed_in(client)


def test_the_page_asked_for_is_found_again(client: FlaskClient, provider: str) -> None:
    make_person(email="awa@ormelune.example")
    known_there(provider, "awa-1", email="awa@ormelune.example", email_verified=True)

    assert where_to(sign_in_as(client, "awa-1", next="/account/security")) == "/account/security"


def test_another_site_is_not_gone_to(client: FlaskClient, provider: str) -> None:
    make_person(email="awa@ormelune.example")
    known_there(provider, "awa-2", email="awa@ormelune.example", email_verified=True)

    assert "evil" not in where_to(sign_in_as(client, "awa-2", next="//evil.example/"))


@pytest.mark.parametrize("verified", [False, None, "no"])
def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    client: FlaskClient, provider: str, verified: object
) -> None:
    person = make_person(email="lea@ormelune.example")
    claims = {} if verified is None else {"email_verified": verified}
    known_there(provider, f"lea-{verified}", email=person.email, **claims)

    answer = sign_in_as(client, f"lea-{verified}")

    assert answer.status_code == 403
    assert not is_signed_in(client)
    assert person.oidc_subject is None
    assert len(activities("sign_in.failed")) == 1


def test_an_address_that_nobody_invited_opens_nothing(client: FlaskClient, provider: str) -> None:
    known_there(provider, "eve-1", email="eve@elsewhere.example", email_verified=True)

    answer = client.get(f"{agree(go(client), 'eve-1')}&lang=en")

    assert answer.status_code == 403
    assert "Nobody has invited this address yet" in answer.text
    assert people() == []


def test_an_address_of_a_domain_let_in_makes_its_account(
    client: FlaskClient, app: Flask, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SIGN_IN_DOMAINS", ("ormelune.example",))
    known_there(
        provider,
        "ida-1",
        email="ida@ormelune.example",
        email_verified=True,
        given_name="Ida",
        family_name="Roche",
        locale="en-GB",
    )

    where_to(sign_in_as(client, "ida-1"))

    [person] = people()
    assert (person.name, person.language) == ("Ida Roche", "en")
    assert person.roles == {Role.AMBASSADOR}
    assert [each.subject_id for each in activities("person.arrived")] == [person.id]


@pytest.mark.parametrize("address", ["ida@evil-ormelune.example", "ida@ormelune.example.evil.org"])
def test_a_domain_that_only_looks_like_one_let_in_is_not(
    client: FlaskClient,
    app: Flask,
    provider: str,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    monkeypatch.setitem(app.config, "SIGN_IN_DOMAINS", ("ormelune.example",))
    known_there(provider, address.replace("@", "-"), email=address, email_verified=True)

    assert sign_in_as(client, address.replace("@", "-")).status_code == 403
    assert people() == []


def test_a_closed_account_is_told_so(client: FlaskClient, provider: str) -> None:
    make_person(email="max@ormelune.example", disabled_at=clock.now())
    known_there(provider, "max-1", email="max@ormelune.example", email_verified=True)

    answer = client.get(f"{agree(go(client), 'max-1')}&lang=en")

    assert answer.status_code == 403
    assert "closed" in answer.text
    assert not is_signed_in(client)


def test_an_address_given_to_someone_else_does_not_take_the_account_over(
    client: FlaskClient, provider: str
) -> None:
    person = make_person(email="sam@ormelune.example", oidc_subject=f"{provider} sam-old")
    known_there(provider, "sam-new", email="sam@ormelune.example", email_verified=True)

    assert sign_in_as(client, "sam-new").status_code == 403
    assert person.oidc_subject == f"{provider} sam-old"


def test_an_answer_of_another_browser_s_sign_in_is_refused(
    app: Flask, client: FlaskClient, provider: str
) -> None:
    make_person(email="tom@ormelune.example")
    known_there(provider, "tom-1", email="tom@ormelune.example", email_verified=True)
    back = agree(go(client), "tom-1")

    other = app.test_client()
    assert other.get(back).status_code == 403
    assert not is_signed_in(other)


def test_an_answer_serves_once(client: FlaskClient, provider: str) -> None:
    make_person(email="tia@ormelune.example")
    known_there(provider, "tia-1", email="tia@ormelune.example", email_verified=True)
    back = agree(go(client), "tia-1")
    where_to(client.get(back))
    client.post("/sign-out")

    assert client.get(back).status_code == 403
    assert not is_signed_in(client)


def test_made_up_answers_are_soon_no_longer_read(client: FlaskClient) -> None:
    answers = [client.get("/sign-in/oidc/callback?state=x").status_code for _ in range(61)]

    assert answers == [403] * 60 + [429]


def test_made_up_answers_from_an_office_keep_none_of_its_people_out(
    app: Flask, client: FlaskClient, provider: str
) -> None:
    make_person(email="lou@ormelune.example")
    known_there(provider, "lou-1", email="lou@ormelune.example", email_verified=True)
    attacker = app.test_client()
    for _ in range(61):
        assert attacker.get("/sign-in/oidc/callback?state=x").status_code in (403, 429)

    where_to(sign_in_as(client, "lou-1"))
    assert is_signed_in(client)


def test_a_code_made_up_is_refused(client: FlaskClient) -> None:
    state = parse_qs(urlsplit(go(client)).query)["state"][0]

    answer = client.get(f"/sign-in/oidc/callback?code=made-up&state={state}")

    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_saying_no_at_the_provider_comes_back_to_a_page_that_says_what_to_do(
    client: FlaskClient,
) -> None:
    state = parse_qs(urlsplit(go(client)).query)["state"][0]

    answer = client.get(f"/sign-in/oidc/callback?error=access_denied&state={state}&lang=en")

    assert answer.status_code == 403
    assert "Receive a sign-in link" in answer.text


def test_a_provider_that_does_not_answer_is_told(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OIDC_ISSUER", "http://127.0.0.1:9")

    answer = client.get("/sign-in/oidc?lang=en")

    assert answer.status_code == 502
    assert "Use a sign-in link in the meantime" in answer.text


def test_without_a_provider_the_pages_are_not_there(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OIDC_ISSUER", "")

    assert client.get("/sign-in/oidc").status_code == 404
    assert client.get("/sign-in/oidc/callback").status_code == 404
    assert "/sign-in/oidc" not in client.get("/sign-in").text


def test_the_nonce_of_the_id_token_must_be_the_one_that_left(
    client: FlaskClient, provider: str
) -> None:
    """The nonce is changed on the way out: what comes back is signed, but for another sign-in."""
    make_person(email="ugo@ormelune.example")
    known_there(provider, "ugo-1", email="ugo@ormelune.example", email_verified=True)
    there = go(client)
    nonce = parse_qs(urlsplit(there).query)["nonce"][0]

    back = agree(there.replace(nonce, "x" * len(nonce)), "ugo-1")

    assert client.get(back).status_code == 403
    assert not is_signed_in(client)


def test_the_session_cookie_keeps_nothing_of_the_provider_s_tokens(
    client: FlaskClient, provider: str
) -> None:
    make_person(email="vera@ormelune.example")
    known_there(provider, "vera-1", email="vera@ormelune.example", email_verified=True)
    where_to(sign_in_as(client, "vera-1"))

    with client.session_transaction() as session:
        kept = json.dumps(dict(session), default=str)

    assert "token" not in kept
    assert "openid" not in kept


class LyingProvider(BaseHTTPRequestHandler):
    """A provider that says of itself what a test makes it say, and signs with nothing."""

    says: ClassVar[dict[str, object]] = {}
    nonce: ClassVar[str] = ""

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        self._answer(
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/jwks",
                "keys": [],
                **self.says,
            }
        )

    def do_POST(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        now = int(clock.now().timestamp())
        claims = {
            **{"iss": here, "aud": "relais", "sub": "eve", "nonce": self.nonce},
            **{"iat": now, "exp": now + 600, "email": "zoe@ormelune.example"},
            "email_verified": True,
        }
        parts = [json.dumps(each).encode() for each in ({"alg": "none"}, claims)]
        unsigned = ".".join(urlsafe_b64encode(each).decode().rstrip("=") for each in parts)
        self._answer({"access_token": "a", "token_type": "Bearer", "id_token": f"{unsigned}."})

    def _answer(self, body: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


@pytest.fixture
def liar(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[LyingProvider]]:
    """The application with that provider configured, until the test ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), LyingProvider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setitem(app.config, "OIDC_ISSUER", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(LyingProvider, "says", {})
    yield LyingProvider
    server.shutdown()
    server.server_close()


def test_a_token_that_nobody_signed_lets_nobody_in(
    client: FlaskClient, liar: type[LyingProvider], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person(email="zoe@ormelune.example")
    offered = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    monkeypatch.setattr(liar, "says", offered)
    asked = parse_qs(urlsplit(go(client)).query)
    monkeypatch.setattr(liar, "nonce", asked["nonce"][0])

    answer = client.get(f"/sign-in/oidc/callback?code=c&state={asked['state'][0]}")

    assert answer.status_code == 403
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "says",
    [
        {"issuer": "https://login.elsewhere.example"},
        {"issuer": None},
        {"id_token_signing_alg_values_supported": ["none"]},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
    ids=["another issuer", "no issuer", "no signature", "a shared secret"],
)
def test_a_provider_that_cannot_be_believed_is_not_gone_to(
    client: FlaskClient,
    liar: type[LyingProvider],
    monkeypatch: pytest.MonkeyPatch,
    says: dict[str, object],
) -> None:
    monkeypatch.setattr(liar, "says", says)

    answer = client.get("/sign-in/oidc")

    assert answer.status_code == 502


def test_in_production_nothing_is_sent_to_a_provider_in_clear_text(
    app: Flask, client: FlaskClient, liar: type[LyingProvider], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")

    assert client.get("/sign-in/oidc").status_code == 502
