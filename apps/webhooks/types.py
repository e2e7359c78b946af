"""Webhooks · states, and the values that others may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EndpointStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    DISABLED = "disabled", _("Switched off")


class Cause(models.TextChoices):
    """Why an endpoint was switched off by us."""

    GONE = "gone", _("The receiver answered 410: it does not want messages any more.")
    FAILING = "failing", _("Nothing could be delivered for several days.")
    UNREADABLE = "unreadable", _("Its secret cannot be read with this installation's keys.")


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
    DEAD = "dead", _("Given up")


class Failure(models.TextChoices):
    """Why an attempt did not succeed."""

    ADDRESS = "address_refused", _("The name leads to an address that is not public")
    NAME = "name_unknown", _("The name is not known")
    CONNECTION = "no_connection", _("No connection")
    TLS = "tls_failed", _("The certificate was not accepted, or TLS failed")
    TIMEOUT = "timeout", _("No answer in time")
    PROTOCOL = "bad_answer", _("The answer was not HTTP")
    STATUS = "refused", _("The receiver did not accept the message")


@dataclass(frozen=True)
class Target:
    """Where a message goes. `address` is `path?query`; `authority` is what the Host header says."""

    scheme: str
    host: str
    port: int
    address: str

    @property
    def authority(self) -> str:
        """Host, and the port where it is not the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == {"https": 443, "http": 80}[self.scheme] else f"{name}:{self.port}"


@dataclass(frozen=True)
class Sending:
    """One message as it goes out now: the frozen body, and the secrets that sign it (the newest first)."""

    delivery_id: int
    message_id: str
    url: str
    body: str
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt. `response` is the first kilobyte of the answer's body, as text."""

    status_code: int | None
    failure: str
    response: str
    duration_ms: int
    retry_after_s: int | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took the message (any 2xx)."""
        return not self.failure


@dataclass(frozen=True)
class EndpointView:
    """An endpoint with its health. Counts are of messages kept; times are aware UTC."""

    public_id: UUID
    vendor_id: int
    url: str
    description: str
    topics: tuple[str, ...]
    status: str
    disabled_cause: str
    created_at: datetime
    version: int
    previous_secret_until: datetime | None
    failure_count: int
    failing_since: datetime | None
    retry_at: datetime | None
    delivered_at: datetime | None
    waiting_count: int
    dead_count: int


@dataclass(frozen=True)
class DeliveryRow:
    """A message in a list."""

    key: int
    public_id: UUID
    message_id: str
    type: str
    subject: str
    status: str
    attempt_count: int
    occurred_at: datetime
    created_at: datetime
    next_attempt_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True)
class AttemptView:
    """One attempt at delivering a message."""

    attempted_at: datetime
    status_code: int | None
    failure: str
    response: str
    duration_ms: int


@dataclass(frozen=True)
class DeliveryView:
    """A message, exactly as it is sent, and every attempt at it."""

    row: DeliveryRow
    endpoint_id: UUID
    payload: str
    attempts: tuple[AttemptView, ...]
