"""Start the examples of deploy/ as they are, but for ports, paths and the certificate."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import ROOT
from tests.live import free_port, until

NAME = "careers.example.com"
VISITOR = "127.0.0.5"  # an address that no server of a test has


@dataclass
class Heard:
    """A request as Relais would get it."""

    path: str
    headers: dict[str, str]
    body: int


class StandIn(ThreadingHTTPServer):
    """What stands behind a proxy in place of Relais: it notes each request and answers 200."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = len(self.rfile.read(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append(Heard(self.path, headers, body))  # type: ignore[attr-defined]
        if body < length:  # cut on its way: nobody waits for an answer
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Proxy:
    """A running proxy."""

    name: str
    folder: Path
    https: int
    http: int
    process: "subprocess.Popen[bytes] | None" = None
    context: ssl.SSLContext = field(default_factory=ssl._create_unverified_context)

    def connect(self, timeout: float = 30) -> http.client.HTTPSConnection:
        """Open a connection as a visitor."""
        connection = http.client.HTTPSConnection(
            NAME, self.https, timeout=timeout, context=self.context
        )
        # the name is the one of the certificate, the address is this machine's
        connection._create_connection = lambda *_: socket.create_connection(  # type: ignore[attr-defined]
            ("127.0.0.1", self.https), timeout, (VISITOR, 0)
        )
        return connection

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str):
        """Send a request as a visitor; returns the answer, read."""
        connection = self.connect()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": NAME, **named})
        answer = connection.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def written(self) -> str:
        """All that it wrote, wherever."""
        logs = [*self.folder.glob("*.log"), self.folder / "said"]
        return "\n".join(path.read_text() for path in logs if path.exists())


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate of its own making, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


def _changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def _nginx(proxy: Proxy, upstream: int, *pairs: tuple[str, str]) -> list[str]:
    certificate, key = make_certificate(proxy.folder)
    site = _changed(
        (ROOT / "deploy" / "nginx" / "relais.conf").read_text(),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("listen 80;", f"listen 127.0.0.1:{proxy.http};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{proxy.https} ssl"),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
        ("/var/log/nginx", str(proxy.folder)),
        *pairs,
    )
    (proxy.folder / "relais.conf").write_text(site)
    temporary = "".join(
        f"{kind}_temp_path {proxy.folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    (proxy.folder / "nginx.conf").write_text(
        f"daemon off;\n{user}pid {proxy.folder}/pid;\nerror_log stderr emerg;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}include relais.conf;\n}}\n"
    )
    program = shutil.which("nginx") or "nginx"
    return [program, "-p", str(proxy.folder), "-c", str(proxy.folder / "nginx.conf")]


def _caddy(proxy: Proxy, upstream: int, *pairs: tuple[str, str]) -> list[str]:
    certificate, key = make_certificate(proxy.folder)
    config = _changed(
        (ROOT / "deploy" / "caddy" / "Caddyfile").read_text(),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        (f"{NAME} {{", f"{NAME} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}"),
        (
            "\tservers {",
            f"\tadmin off\n\thttp_port {proxy.http}\n\thttps_port {proxy.https}\n\tservers {{",
        ),
        ("/var/log/caddy", str(proxy.folder)),
        *pairs,
    )
    (proxy.folder / "Caddyfile").write_text(config)
    program = shutil.which("caddy") or "caddy"
    return [program, "run", "--config", str(proxy.folder / "Caddyfile"), "--adapter", "caddyfile"]


EXAMPLES = {"nginx": _nginx, "caddy": _caddy}


@contextmanager
def running(name: str, folder: Path, upstream: int, *pairs: tuple[str, str]) -> Iterator[Proxy]:
    """Run an example in front of a port of this machine.

    pairs: what else is changed in it, old and new text
    """
    proxy = Proxy(name, folder, https=free_port(), http=free_port())
    command = EXAMPLES[name](proxy, upstream, *pairs)
    with (folder / "said").open("wb") as out:
        proxy.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder,
            env={**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        )  # fmt: skip
    try:
        until(lambda: _listens(proxy), f"{name} listens: {proxy.written()}")
        yield proxy
    finally:
        proxy.process.terminate()
        proxy.process.wait(20)


def _listens(proxy: Proxy) -> bool:
    assert proxy.process is not None
    assert proxy.process.poll() is None, proxy.written()
    try:
        connection = proxy.connect(timeout=2)
        connection.connect()
    except OSError:
        return False
    connection.close()
    return True


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """Run what notes the requests that come through."""
    server = StandIn()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
