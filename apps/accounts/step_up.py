"""Accounts · whether a session has proven lately, or at all, by a second factor who acts · reads sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator

from apps.common.clock import now

from .errors import PersonNeeded, ProofMissing, SecondFactorMissing


def require_recent_proof(request: Any, *, minutes: int = 5) -> None:
    """Let a request go on only where its session proved itself by a second factor within so many minutes.

    `request` is a page's or an endpoint's. A page's middleware answers the refusal by
    leading to the proof and back; a program reads problem details with the remedy.

    Raises:
        SecondFactorMissing: the person has neither authenticator app nor passkey.
        ProofMissing: the last proof is older, or there is none.
        PersonNeeded: the request bears a token: programs cannot prove who sits before them.
    """
    if getattr(request, "auth", None) is not None:
        raise PersonNeeded()
    proof = last_proof(request)
    if proof is None or now() - proof > timedelta(minutes=minutes):
        raise _refusal(request.user)


def require_second_factor(request: Any) -> None:
    """Let a request go on only where its session was opened, or proved itself later, by a second factor.

    Raises:
        SecondFactorMissing, ProofMissing: see require_recent_proof.
    """
    if last_proof(request) is None:
        raise _refusal(request.user)


def last_proof(request: Any) -> datetime | None:
    """When this session last proved itself by a code or a passkey; None for never. No query."""
    proofs = [
        record["at"] for record in get_authentication_records(request, request.user) if record.get("method") == "mfa"
    ]
    return datetime.fromtimestamp(proofs[-1], UTC) if proofs else None


def second_factors(user: Any) -> set[str]:
    """Which second factors a person has, «totp» and «webauthn»; recovery codes alone are none. One query."""
    if not user.is_authenticated:
        return set()
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return set(Authenticator.objects.filter(user_id=user.pk, type__in=kinds).values_list("type", flat=True))


def _refusal(user: Any) -> ProofMissing:
    found = second_factors(user)
    if not found:
        return SecondFactorMissing()
    return ProofMissing(by="totp" if Authenticator.Type.TOTP in found else "webauthn")
