"""A candidate's browser over HTTP, with a cookie jar that the pages of Relais leave empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin

from werkzeug.test import Client, TestResponse

from bench.journeys.pages import PageForm
from bench.journeys.storage import Jar
from bench.journeys.timekeeper import Timekeeper

ORIGIN = "https://localhost"
AGENTS = {
    "webkit": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    "other": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36",
}


@dataclass
class Browser:
    """One browser of one person.

    address: from where its requests come, on the network
    path, text: of the page that is shown
    cookies_set: how many a site has asked it to keep
    """

    client: Client
    time: Timekeeper
    address: str
    engine: str
    jar: Jar
    path: str = ""
    text: str = ""
    cookies_set: int = 0

    def open(self, path: str) -> str:
        """Open an address and return its page."""
        response = self._request("GET", path)
        assert response.status_code == 200, (path, response.status)
        self.path, self.text = path, response.text
        return self.text

    def submit(self, form: PageForm, changes: Mapping[str, Any]) -> TestResponse:
        """Send a form of the page that is shown; a page in answer is shown in its place."""
        target = urljoin(self.path, form.attributes.get("action") or self.path)
        response = self._request("POST", target, {**form.fields, **changes})
        if response.status_code == 200:
            self.path, self.text = target, response.text
        return response

    def close(self) -> None:
        """End the browsing session: nothing is shown any more, session cookies are gone."""
        self.jar.close()
        self.path = self.text = ""

    def _request(
        self, method: str, path: str, data: Mapping[str, Any] | None = None
    ) -> TestResponse:
        self.jar.visit(self.time.now)
        headers = {"User-Agent": AGENTS[self.engine], "Accept-Language": "fr-FR,fr;q=0.9"}
        if method == "POST":
            headers |= {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
        if self.jar.cookies:
            headers["Cookie"] = self.jar.cookies
        response = self.client.open(
            path,
            method=method,
            base_url=ORIGIN,
            headers=headers,
            data=data,
            environ_base={"REMOTE_ADDR": self.address},
        )
        self._keep(response)
        return response

    def _keep(self, response: TestResponse) -> None:
        """Keep the cookies of an answer for as long as they ask."""
        for header in response.headers.getlist("Set-Cookie"):
            self.cookies_set += 1
            for name, morsel in SimpleCookie(header).items():
                age = morsel["max-age"]
                expires = self.time.now + timedelta(seconds=int(age)) if age else None
                self.jar.write(name, morsel.value, expires=expires)
