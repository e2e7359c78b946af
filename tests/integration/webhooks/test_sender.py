"""One POST over real sockets: to whom it goes, what it says of itself, and how long it lasts."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from apps.webhooks import sender
from apps.webhooks.types import Outcome

HOST = "hooks.shop.example"
Talk = Callable[[socket.socket], None]


@contextmanager
def listening(talk: Talk, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on loopback that talks to each caller as it is told; its port."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    running = threading.Event()
    running.set()

    def serve() -> None:
        while running.is_set():
            try:
                link, _ = server.accept()
            except TimeoutError:
                continue
            try:
                with context.wrap_socket(link, server_side=True) if context else link as caller:
                    talk(caller)
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        running.clear()
        thread.join()
        server.close()


def answering(answer: bytes, heard: list[bytes]) -> Talk:
    def talk(link: socket.socket) -> None:
        text = b""
        while b"{}" not in text:
            text += link.recv(4096)
        heard.append(text)
        link.sendall(answer)

    return talk


def post(url: str, addresses: list[str] | None = None, **options: object) -> Outcome:
    """Send `{}` with a resolver that knows `addresses`, and this machine's own as allowed."""
    options = {"allows_loopback": True, **options}
    found = ["127.0.0.1"] if addresses is None else addresses
    return sender.post(url, body="{}", headers={"webhook-id": "msg_1"}, resolve=lambda *_: found, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate of localhost's sub-domain, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kiln.localhost")])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(moment - timedelta(minutes=1))
        .not_valid_after(moment + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("kiln.localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def test_the_checked_address_is_called_and_the_name_is_asked_for_once() -> None:
    """A name that leads to another address at the second look (DNS rebinding) gains nothing: there is none."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    heard: list[bytes] = []
    with listening(answering(b"HTTP/1.1 204 No Content\r\n\r\n", heard)) as port:
        outcome = sender.post(
            f"http://kiln.localhost:{port}/in?a=1", body="{}", headers={}, allows_loopback=True, resolve=resolve
        )

    assert (outcome.status_code, outcome.failure) == (204, "")
    assert asked == ["kiln.localhost"]
    assert heard[0].startswith(b"POST /in?a=1 HTTP/1.1\r\n")
    assert f"host: kiln.localhost:{port}\r\n".encode() in heard[0].lower()


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], ["127.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"],
     ["8.8.8.8", "10.0.0.1"]],
)  # fmt: skip
def test_a_name_that_leads_into_a_network_is_not_called(addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *arguments, **_: called.append(arguments))

    outcome = post(f"https://{HOST}/", addresses, allows_loopback=False)

    assert (outcome.status_code, outcome.failure) == (None, "address_refused")
    assert called == []


def test_a_public_address_is_the_one_that_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []

    def connect(address: object, **_: object) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)

    outcome = post(f"https://{HOST}:8443/", ["93.184.215.14", "2606:4700::1111"], allows_loopback=False)

    assert outcome.failure == "no_connection"
    assert called == [("93.184.215.14", 8443)]


def test_addresses_that_were_made_before_the_rules_are_refused_at_sending_too() -> None:
    assert post("http://10.0.0.1/", ["10.0.0.1"]).failure == "address_refused"
    assert post("https://user@shop.example/").failure == "address_refused"


def test_a_name_that_nobody_knows_and_a_closed_port_are_failures() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert sender.post(f"https://{HOST}/", body="{}", headers={}, resolve=unknown).failure == "name_unknown"
    assert post(f"https://{HOST}/", []).failure == "name_unknown"
    with listening(lambda link: None) as port:
        pass
    assert post(f"http://127.0.0.1:{port}/").failure == "no_connection"


def test_tls_names_the_host_and_checks_its_certificate(certificate: tuple[Path, Path]) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    named: list[str | None] = []
    server.sni_callback = lambda _, name, __: named.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    heard: list[bytes] = []

    with listening(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", heard), server) as port:
        good = post(f"https://kiln.localhost:{port}/", tls=trusting)
        stranger = post(f"https://kiln.localhost:{port}/")
        other_name = post(f"https://loom.localhost:{port}/", tls=trusting)

    assert (good.status_code, good.response, good.failure) == (200, "ok", "")
    assert stranger.failure == other_name.failure == "tls_failed"
    assert named == ["kiln.localhost", "kiln.localhost", "loom.localhost"]
    assert len(heard) == 1


def test_somebody_who_talks_slowly_is_cut_off_in_the_middle() -> None:
    """A byte now and then keeps a socket's own time-out from ever running out."""

    def drip(link: socket.socket) -> None:
        link.recv(4096)
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 200:
            link.sendall(bytes([byte]))
            time.sleep(0.05)

    with listening(drip) as port:
        begun = time.monotonic()
        outcome = post(f"http://127.0.0.1:{port}/", timeout_s=0.4)

    assert outcome.failure == "timeout"
    assert time.monotonic() - begun < 3


def test_a_server_that_says_nothing_and_one_that_does_not_speak_http_are_failures() -> None:
    with listening(lambda link: time.sleep(0.6)) as port:
        assert post(f"http://127.0.0.1:{port}/", timeout_s=0.3).failure == "timeout"
    with listening(answering(b"SSH-2.0-OpenSSH_9.9\r\n", [])) as port:
        assert post(f"http://127.0.0.1:{port}/").failure == "bad_answer"
    with listening(lambda link: link.recv(10)) as port:
        assert post(f"http://127.0.0.1:{port}/").failure in ("bad_answer", "no_connection")


def test_of_a_long_answer_the_first_kilobyte_is_kept_and_its_bytes_are_made_text() -> None:
    long = b"HTTP/1.1 500 Oh\r\nContent-Length: 5000000\r\n\r\n\x00\xff" + b"a" * 100_000
    with listening(answering(long, [])) as port:
        outcome = post(f"http://127.0.0.1:{port}/")

    assert (outcome.status_code, outcome.failure) == (500, "refused")
    assert outcome.response == "\ufffd\ufffd" + "a" * 1022


@pytest.mark.parametrize(("header", "seconds"), [("120", 120), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-5", None)])
def test_retry_after_is_read_as_seconds_or_not_at_all(header: str, seconds: int | None) -> None:
    answer = f"HTTP/1.1 503 Later\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n".encode()
    with listening(answering(answer, [])) as port:
        assert post(f"http://127.0.0.1:{port}/").retry_after_s == seconds


def test_this_machine_s_resolver_gives_addresses() -> None:
    assert all(ip_address(found).is_loopback for found in sender.resolve("localhost", 80))
