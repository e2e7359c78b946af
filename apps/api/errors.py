"""API · what any endpoint can refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.common.errors import Forbidden, MarketError


class ScopeMissing(Forbidden):
    code = "api.scope_missing"
    message = "This needs a token with the scope “%(scope)s”."

    def __init__(self, scope: str) -> None:
        super().__init__(scope=scope)
        self.members = {"scope": scope}


class RoleForbids(Forbidden):
    code = "api.role_forbids"
    message = "The token's person has a role in the team that does not allow “%(scope)s”."


class Faulty(MarketError):
    """Several inputs are at fault; `faults` as problems.fault makes them."""

    def __init__(self, faults: Sequence[Mapping[str, str]]) -> None:
        super().__init__()
        self.members = {"errors": list(faults)}


class UnusableParameters(Faulty):
    """Query parameters that are unknown or unusable."""

    code = "api.unusable_parameters"
    status = 400
    message = "Some query parameters are unknown or unusable."


class CursorUnusable(MarketError):
    code = "api.cursor_unusable"
    status = 400
    message = "This cursor is not one of this list's. Begin without one."


class LinesNotOffered(Faulty):
    """Lines that cannot be bought where the shopper stands."""

    code = "checkout.not_offered"
    status = 409
    message = "Some of this is not sold in the shopper's country. Nothing was put into the cart."


class ListRefused(MarketError):
    """`faults` as problems.fault makes them; `lines` say of each line what it comes to."""

    code = "checkout.list_refused"
    status = 409
    message = (
        "Some lines cannot be had as they stand. Nothing was put into the cart. "
        "Correct them, or send takes_what_there_is."
    )

    def __init__(self, *, faults: Sequence[Mapping[str, str]], lines: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self.members = {"errors": list(faults), "lines": list(lines)}


class KeyMissing(MarketError):
    code = "api.idempotency_key_missing"
    status = 400
    message = "Send an Idempotency-Key header: a new random value for each act, the same for each repetition."


class KeyUnusable(MarketError):
    code = "api.idempotency_key_unusable"
    status = 400
    message = "An Idempotency-Key is 1 to 120 visible ASCII characters."


class MatchMissing(MarketError):
    code = "api.precondition_required"
    status = 428
    message = "Send If-Match with the ETag that you read, so that nobody's change is lost."


class MatchStale(MarketError):
    """Somebody changed it since; `differing` maps fields to what is there and what was sent."""

    code = "api.precondition_failed"
    status = 412
    message = "This was changed since you read it. Read it again and decide about the fields that differ."

    def __init__(self, *, etag: str, differing: Mapping[str, Any]) -> None:
        super().__init__()
        self.members = {"current_etag": etag, "differing": dict(differing)}
