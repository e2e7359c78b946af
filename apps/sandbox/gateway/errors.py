"""Errors in Stripe's shape · sandbox gateway · no schema."""

from __future__ import annotations

from typing import Any


class GatewayError(Exception):
    """An error answer.

    `keeps_writes` says whether what was written before it is committed (a decline), `is_replayed` whether the
    answer is kept for the idempotency key (not for requests that were refused before anything ran).
    """

    status = 400
    type = "invalid_request_error"
    keeps_writes = False
    is_replayed = True

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.code = code
        self.body = {"error": {"type": self.type, "message": message} | extra}
        if code:
            self.body["error"] |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code}"}
        if param:
            self.body["error"]["param"] = param


class InvalidRequest(GatewayError):
    """The request cannot be done in the present state."""


class InvalidParameter(InvalidRequest):
    """A parameter is missing, unknown or malformed; nothing ran."""

    is_replayed = False


class NotFound(InvalidParameter):
    """No such object or path."""

    status = 404


class Unauthorized(InvalidParameter):
    """The key is missing or wrong."""

    status = 401


class IdempotencyMismatch(GatewayError):
    """The key was used with other parameters."""

    type = "idempotency_error"
    is_replayed = False


class KeyInUse(GatewayError):
    """A request with the same key is still running."""

    status = 409
    is_replayed = False


class CardDeclined(GatewayError):
    """The issuer or the buyer's bank said no; the failed attempt is kept."""

    status = 402
    type = "card_error"
    keeps_writes = True


def missing(kind: str, ident: str, *, param: str = "id") -> NotFound:
    """`resource_missing` for an unknown id; `kind` as Stripe spells it (`payment_intent`)."""
    return NotFound(f"No such {kind}: '{ident}'", code="resource_missing", param=param)
