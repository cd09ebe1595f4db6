"""People who use the installation while it is killed, and note every answer that they got.

Each is a thread with a browser. A form whose answer does not come is sent again, the same form,
as people do who press the button again, so that what was answered is known exactly.
"""

import random
import re
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import requests
from bs4 import BeautifulSoup

from app.core.ids import time_of
from app.tracking.front import token
from bench.company import printed_cv
from bench.harness import HEADERS
from bench.reliability.site import LONGEST, PASSWORD, Opening, Site

SECONDS = 15  # that a browser waits for an answer
AWAY = 503  # the answer that says that nothing was recorded


@dataclass
class Told:
    """What the clients were answered; each list is only ever appended to."""

    clicks: list[UUID] = field(default_factory=list)  # of pages that came whole
    unnamed: int = 0  # links answered by the page that cannot say which click it was
    cut: int = 0  # links whose answer did not come
    applications: list["Applied"] = field(default_factory=list)
    links: list[str] = field(default_factory=list)  # ids of those made by the share form
    repeated: int = 0  # forms sent again after their answer had come
    retried: int = 0  # forms sent again because no answer had come
    refused: int = 0  # forms answered by "nothing was recorded"
    signed_out: int = 0  # ambassadors who were asked to sign in again
    strange: list[str] = field(default_factory=list)  # answers that nobody should get


@dataclass(frozen=True)
class Applied:
    """A form that was answered by "received"."""

    form_id: str
    email: str
    opening: Opening
    click: UUID | None  # that led to it; None from the career site
    code: str = ""


class Client(threading.Thread):
    """Somebody who comes back until told to stop, and then finishes what they began."""

    pause = 0.05  # seconds between two acts

    def __init__(self, site: Site, told: Told, seed: int) -> None:
        super().__init__(name=f"{type(self).__name__} {seed}", daemon=True)
        self.site, self.told = site, told
        self.chance = random.Random(seed)
        self.stopping = threading.Event()
        self.browser = self.new_browser()

    def new_browser(self) -> requests.Session:
        """Return a browser without a past, from an address of its own."""
        browser = requests.Session()
        address = ".".join(str(self.chance.randrange(1, 255)) for _ in range(4))
        browser.headers.update(HEADERS | {"X-Forwarded-For": address, "Origin": self.site.url})
        for name in ("Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Accept-Encoding"):
            browser.headers.pop(name)
        return browser

    def run(self) -> None:
        """Act until told to stop."""
        while not self.stopping.is_set():
            try:
                self.act()
            except Exception as broken:
                self.told.strange.append(f"{self.name}: {type(broken).__name__}: {broken}")
            self.stopping.wait(self.pause)

    def act(self) -> None:
        """Do once what this client does."""
        raise NotImplementedError

    def get(self, path: str) -> requests.Response | None:
        """Ask for a page; None when no answer came."""
        try:
            return self.browser.get(self.site.url + path, timeout=SECONDS, allow_redirects=False)
        except requests.RequestException:
            return None

    def follow(self, code: str) -> UUID | None:
        """Follow a link; returns the click that its page names."""
        page = self.get(f"/r/{code}")
        if page is None:
            self.told.cut += 1
            return None
        if page.status_code == AWAY:
            self.told.unnamed += 1
            return None
        if page.status_code != 200:
            self.told.strange.append(f"/r/{code} answered {page.status_code}")
            return None
        with self.site.app.app_context():
            found = {token.read(text, code) for text in re.findall(r"[\w-]{32}", page.text)}
        (click,) = found - {None}
        assert click is not None
        self.told.clicks.append(click.click_id)
        return click.click_id

    def send(
        self, path: str, fields: dict[str, str], *, cv: bool = False, wanted: tuple[int, ...]
    ) -> requests.Response:
        """Send a form until it is answered, the same form each time.

        raises: TimeoutError when it never is; ValueError for an answer that is not wanted
        """
        end = time.monotonic() + LONGEST * 2
        while time.monotonic() < end:
            files = {"cv": ("CV.pdf", printed_cv(), "application/pdf")} if cv else None
            try:
                answer = self.browser.post(
                    self.site.url + path,
                    data=fields,
                    files=files,
                    timeout=SECONDS,
                    allow_redirects=False,
                )
            except requests.RequestException:
                self.told.retried += 1
            else:
                if answer.status_code in wanted:
                    return answer
                if answer.status_code != AWAY:
                    raise ValueError(f"{path} answered {answer.status_code}: {words(answer)}")
                self.told.refused += 1
            time.sleep(0.3)
        raise TimeoutError(f"{path} was never answered")


class Visitor(Client):
    """Follows links."""

    pause = 0.03

    def act(self) -> None:
        """Follow a link, each time as somebody else."""
        self.browser.headers["X-Forwarded-For"] = f"198.51.{self.chance.randrange(256)}.7"
        self.follow(self.chance.choice(self.site.codes))


class Candidate(Client):
    """Applies, by links and from the career site, each time as somebody else."""

    pause = 0.4

    def act(self) -> None:
        """Apply once; sometimes press the button twice."""
        self.browser = self.new_browser()
        number = self.chance.randrange(10**12)
        email = f"candidate{number}@courriel.example"
        fields = {"name": f"Lina {number}", "email": email, "referrer_sees": "applied"}
        if self.chance.random() < 0.7:
            known = self.site.codes
            code = self.chance.choice(known)
            click = self.follow(code)
            if click is None:
                return
            with self.site.app.app_context():
                fields["token"] = token.make(click, code)
            path, opening = f"/r/{code}/apply/fr", self._opening_of(code)
            fields["referrer"] = "keep"
        else:
            code, click = "", None
            opening = self.chance.choice(self.site.openings)
            path = opening.path
        shown = self.get(path + (f"?token={fields['token']}" if click else ""))
        if shown is None or shown.status_code != 200:
            if shown is not None and shown.status_code != AWAY:
                self.told.strange.append(f"{path} answered {shown.status_code}")
            return
        form_id = str(_field(shown, "form_id"))
        fields["form_id"] = form_id
        self.send(path, fields, cv=True, wanted=(303,))
        self.told.applications.append(Applied(form_id, email, opening, click, code))
        if self.chance.random() < 0.25:
            self.send(path, fields, cv=True, wanted=(303,))
            self.told.repeated += 1

    def _opening_of(self, code: str) -> Opening:
        openings = self.site.openings
        return openings[self.site.codes.index(code) % len(openings)]


class SignedOut(Exception):
    """Relais has asked the client to sign in again."""


class Ambassador(Client):
    """Shares openings, signed in."""

    pause = 0.5
    signed_in = False
    sign_ins_may_end = False  # as when the clock is set

    def act(self) -> None:
        """Share an opening once, signing in when one has to."""
        if not self.signed_in:
            self._sign_in()
            return
        try:
            self._share_something()
        except SignedOut:
            if not self.sign_ins_may_end:
                raise
            self.told.signed_out += 1
            self.signed_in = False

    def _share_something(self) -> None:
        """Share an opening; sometimes press the button twice."""
        opening = self.chance.choice(self.site.openings)
        kit = self.get(f"/share/{opening.id}")
        if kit is None or kit.status_code == AWAY:
            return
        if kit.status_code == 302:
            raise SignedOut(kit.headers["Location"])
        if kit.status_code != 200:
            raise ValueError(f"the share kit answered {kit.status_code}")
        fields = {
            "csrf_token": str(_field(kit, "csrf_token")),
            "form_id": str(_field(kit, "form_id")),
            "channel": self.chance.choice(("linkedin", "whatsapp", "copy")),
            "language": "fr",
            "words": f"On recrute ({uuid4().hex[:6]}).",
        }
        times = 2 if self.chance.random() < 0.25 else 1
        made = {self._share(opening, fields) for _ in range(times)}
        self.told.links.extend(made)
        self.told.repeated += times - 1

    def _share(self, opening: Opening, fields: dict[str, str]) -> str:
        """Send a share; returns the link's id."""
        answer = self.send(f"/share/{opening.id}", fields, wanted=(302, 400))
        if answer.status_code == 400:
            raise SignedOut(words(answer))
        found = re.search(r"/share/made/([0-9a-f-]{36})", answer.headers["Location"])
        if found is None:
            raise ValueError(f"a share led to {answer.headers['Location']}")
        return found[1]

    def _sign_in(self) -> None:
        page = self.get("/sign-in/password")
        if page is None or page.status_code == AWAY:
            return
        fields = {
            "csrf_token": str(_field(page, "csrf_token")),
            "email": self.site.emails[self.chance.randrange(len(self.site.emails))],
            "password": PASSWORD,
        }
        self.send("/sign-in/password", fields, wanted=(302, 303))
        self.signed_in = True


def _field(page: requests.Response, name: str) -> str:
    found = BeautifulSoup(page.text, "html.parser").select_one(f'[name="{name}"]')
    if found is None:
        raise ValueError(f"no {name} in {page.url}: {words(page)}")
    return str(found["value"])


def words(answer: requests.Response) -> str:
    """Return the beginning of what a page says."""
    body = BeautifulSoup(answer.text, "html.parser").select_one("main") or answer.text
    text = body if isinstance(body, str) else body.get_text(" ", strip=True)
    return " ".join(text.split())[:200]


class Crowd:
    """All the clients together."""

    def __init__(
        self,
        site: Site,
        *,
        visitors: int = 2,
        candidates: int = 2,
        ambassadors: int = 1,
        sign_ins_may_end: bool = False,
    ) -> None:
        self.told = Told()
        kinds = [Visitor] * visitors + [Candidate] * candidates + [Ambassador] * ambassadors
        self.clients = [kind(site, self.told, seed) for seed, kind in enumerate(kinds)]
        for client in self.clients:
            if isinstance(client, Ambassador):
                client.sign_ins_may_end = sign_ins_may_end

    def start(self) -> None:
        """Let them come."""
        for client in self.clients:
            client.start()

    def stop(self) -> Told:
        """Let each end what it is about; returns what they were told."""
        for client in self.clients:
            client.stopping.set()
        for client in self.clients:
            client.join(LONGEST * 3)
            if client.is_alive():
                self.told.strange.append(f"{client.name} still waits for an answer")
        return self.told


def landed_at(click: UUID) -> float:
    """Return when a click was answered, in seconds since 1970."""
    return time_of(click).timestamp()
