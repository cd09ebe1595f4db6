"""Read one address of the Internet, within limits; no proxy of the environment, no cookie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import SplitResult, urljoin

from app.core.fetching.addresses import cut
from app.core.fetching.limits import MIB, Limits
from app.core.fetching.network import CheckedConnection, Deadline, Network
from app.core.fetching.refusals import Unfetchable
from app.core.fetching.unpacking import unpack

IN_MEMORY = 8 * MIB  # bytes; what is larger waits in a file
REDIRECTS = {301, 302, 303, 307, 308}
LASTING = {301, 308}
# of a request to one site, what another one it leads to must not learn
_OF_ONE_SITE = {"authorization", "cookie"}


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What an address answered, whatever its status.

    address: where it was found, at the end of the hops
    moved: where it has moved for good, when every hop says so; else ""
    headers: by name, in lower case
    file: the content, unpacked, at its beginning
    """

    status: int
    address: str
    moved: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    file: IO[bytes]

    def read(self) -> bytes:
        """Return the whole content."""
        self.file.seek(0)
        return self.file.read()

    @property
    def content_type(self) -> str:
        """What it says to be, with its charset; "" when it does not say."""
        return self.headers.get("content-type", "")

    @property
    def etag(self) -> str:
        """What to ask with the next time."""
        return self.headers.get("etag", "")

    @property
    def modified(self) -> str:
        """What to ask with the next time, too."""
        return self.headers.get("last-modified", "")


def fetch(
    url: str,
    limits: Limits,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    etag: str = "",
    modified: str = "",
    network: Network | None = None,
) -> Fetched:
    """Read an address, or send it something; every status is an answer.

    headers: the program's name, what is accepted, the type of the body
    etag, modified: as received the last time: the answer may then be 304 with nothing in it
    raises: Unfetchable
    """
    asked = {"Accept-Encoding": "gzip, deflate", **(headers or {})}
    asked |= {"If-None-Match": etag} if etag else {}
    asked |= {"If-Modified-Since": modified} if modified else {}
    deadline = Deadline(limits.whole, limits.silence)
    network = network or Network()
    parts, lasting, hops = cut(url, http=limits.http), True, 0
    while True:
        answer = _ask(parts, limits, deadline, network, (method, body, asked))
        if isinstance(answer, Fetched):
            moved = answer.address if hops and lasting else ""
            return Fetched(
                status=answer.status,
                address=answer.address,
                moved=moved,
                headers=answer.headers,
                file=answer.file,
            )
        if hops == limits.redirects:
            raise Unfetchable("redirects")
        hops += 1
        lasting = lasting and answer.status in LASTING
        target = _target(parts, answer.location, limits)
        if target.netloc != parts.netloc:
            asked = {n: value for n, value in asked.items() if n.lower() not in _OF_ONE_SITE}
        if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
            method, body = "GET", None
            asked = {n: value for n, value in asked.items() if n.lower() != "content-type"}
        parts = target


def retry_after(value: str, *, now: datetime, most: timedelta) -> timedelta | None:
    """Read a Retry-After, in seconds or as a date; None for what is neither. Pure."""
    value = value.strip()
    if value.isdecimal() and value.isascii():
        return min(timedelta(seconds=int(value[:9])), most)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta()), most)


@dataclass(frozen=True)
class _Hop:
    status: int
    location: str


def _target(parts: SplitResult, location: str, limits: Limits) -> SplitResult:
    target = cut(urljoin(parts.geturl(), location), http=True)
    if parts.scheme == "https" and target.scheme != "https":
        raise Unfetchable("downgrade")
    return cut(target.geturl(), http=limits.http)


def _ask(
    parts: SplitResult,
    limits: Limits,
    deadline: Deadline,
    network: Network,
    request: tuple[str, bytes | None, Mapping[str, str]],
) -> Fetched | _Hop:
    method, body, headers = request
    secured = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secured else 80)
    addresses = network.addresses(host, port, within=deadline.left(limits.connect))
    connection = CheckedConnection(host, port, network, deadline)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.open(addresses, secured=secured, within=limits.connect)
        # the port of a name is written only where it is another than the scheme's own
        connection.request(method, path, body, {"Host": parts.netloc, **headers})
        return _answered(connection.getresponse(), parts, limits)
    except TimeoutError as late:
        raise Unfetchable("timeout") from late
    except (HTTPException, ValueError) as wrong:
        raise Unfetchable("answer") from wrong
    except OSError as away:
        raise Unfetchable("network") from away
    finally:
        connection.leave()


def _room() -> IO[bytes]:
    return SpooledTemporaryFile(IN_MEMORY)


def _answered(answer: HTTPResponse, parts: SplitResult, limits: Limits) -> Fetched | _Hop:
    if answer.status in REDIRECTS and (location := answer.headers.get("Location")):
        return _Hop(answer.status, _as_written(location))
    file = _room()
    unpack(answer, file, limits)
    file.seek(0)
    return Fetched(
        status=answer.status,
        address=parts.geturl(),
        headers={name.lower(): value for name, value in answer.headers.items()},
        file=file,
    )


def _as_written(location: str) -> str:
    """Return an address as its site means it: some write letters that need no header to hold."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location
