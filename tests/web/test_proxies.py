"""In production, this site has the name of its settings, whatever a request calls it."""

from dataclasses import replace

import pytest
from flask import Flask, redirect, request

from app.web import origins, proxies
from config import Config


def site(environment: str) -> Flask:
    made = Flask("site")
    config = Config(
        ENVIRONMENT=environment, BASE_URL="https://careers.example.com", SECRET_KEY="x" * 48
    )
    made.config.update(replace(config, TRUSTED_PROXIES=0).for_flask())

    @made.get("/lands/")
    def lands() -> str:
        return f"{request.host_url} {origins.from_our_page()}"

    @made.get("/leads")
    def leads():
        return redirect(made.url_for("lands", _external=True))

    proxies.init_app(made)
    return made


@pytest.mark.parametrize("host", ["evil.example", "evil.example:443", "127.0.0.1", "", "a b"])
def test_no_redirect_leads_to_the_name_that_a_request_gives(host: str):
    client = site("production").test_client()

    for path in ("/lands", "/leads"):
        location = client.get(path, headers={"Host": host}).headers["Location"]
        assert location in ("/lands/", "https://careers.example.com/lands/") or (
            location == "http://careers.example.com/lands/"
        )


def test_a_page_of_the_name_that_a_request_gives_is_none_of_ours():
    client = site("production").test_client()
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}

    assert client.get("/lands/", headers=headers).text.endswith("False")
    headers["Origin"] = "https://careers.example.com"
    assert client.get("/lands/", headers=headers).text.endswith("True")


def test_a_development_answers_under_any_name():
    page = site("development").test_client().get("/lands/", headers={"Host": "phone.local:8000"})

    assert page.text.startswith("http://phone.local:8000/")
