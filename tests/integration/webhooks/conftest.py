"""A receiver on loopback, and endpoints that lead to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from standardwebhooks import Webhook

from apps.webhooks import operations
from apps.webhooks.models import Delivery, Endpoint


@dataclass
class Message:
    """A message as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """A vendor's program: keeps what it is told and answers as `answers` says, 200 at the end of the list."""

    url: str = ""
    messages: list[Message] = field(default_factory=list)
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)

    def will_answer(self, status: int, body: bytes = b"", *, times: int = 1, **headers: str) -> None:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers += [(status, body, sent)] * times

    def verified(self, secret: str) -> list[dict[str, Any]]:
        """Every message, verified with the library."""
        return [Webhook(secret).verify(message.body, message.headers) for message in self.messages]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_ALLOW_LOOPBACK = True
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.messages.append(Message(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, answer, headers = found.answers.pop(0) if found.answers else (200, b"thanks", {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/hooks"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass(frozen=True)
class Made:
    """An endpoint and the secret that its owner was shown."""

    id: UUID
    secret: str

    @property
    def row(self) -> Endpoint:
        return Endpoint.objects.get(public_id=self.id)

    @property
    def deliveries(self) -> list[Delivery]:
        return list(Delivery.objects.filter(endpoint__public_id=self.id).order_by("pk"))


@pytest.fixture
def endpoint(at: datetime) -> Callable[..., Made]:
    """Make an endpoint of a vendor: `endpoint(kiln, receiver.url)`."""

    def make(vendor: Any, url: str, *topics: str) -> Made:
        with transaction.atomic():
            return Made(*operations.make_endpoint(vendor.pk, url=url, topics=topics or ("order.placed",), at=at))

    return make


@pytest.fixture
def write(at: datetime) -> Callable[..., Delivery]:
    """Have a message to an endpoint waiting: `write(made, subject="a")`."""
    numbers = iter(range(1, 10_000))

    def make(made: Made, *, subject: str = "", kind: str = "order.placed", **data: Any) -> Delivery:
        number = next(numbers)
        with transaction.atomic():
            operations.write(
                [made.row.pk],
                type=kind,
                subject=subject or f"orders:{number}",
                data=data or {"number": number},
                event_id=number,
                occurred_at=at,
                at=at,
            )
        return made.deliveries[-1]

    return make
