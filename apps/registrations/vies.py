"""Registrations · VIES, the Commission's service for VAT ids: its REST protocol · no tables.

POST /check-vat-number with `countryCode` and `vatNumber`, and with `requesterMemberStateCode` and `requesterNumber` for
a consultation number (`requestIdentifier`), which proves that and when was asked. What went wrong stands in
`errorWrappers`, or in `userError` beside a `valid` that means nothing then.
"""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings

from apps.common.errors import Permanent, Retryable

from .rules import names, numbers
from .types import Answer, Outcome, Service

_PATH = "/check-vat-number"
_VERDICTS = frozenset({"", "VALID", "INVALID"})
_WRONG_INPUT = "INVALID_INPUT"
_KEPT = ("countryCode", "vatNumber", "requestDate", "valid", "requestIdentifier", "name", "address", "userError")


def is_set() -> bool:
    """Whether there is a service to ask."""
    return bool(settings.VIES["api_base"])


def ask(one: numbers.TaxId, *, name: str, requester: str) -> Answer:
    """Whether an id is valid today, and whether it is that company's; `requester` is our own VAT id, "" without one.

    Raises:
        Retryable: the service or the member state gave no verdict.
        Permanent: the service will not have our question at all.
    """
    country, number = numbers.vies_parts(one)
    question = {"countryCode": country, "vatNumber": number}
    if requester:
        question |= {"requesterMemberStateCode": requester[:2], "requesterNumber": requester[2:]}
    said = _post(question)
    problem = _problem(said)
    if problem == _WRONG_INPUT:
        return Answer(Outcome.INVALID, Service.VIES, said=_kept(said))
    if problem or not isinstance(said.get("valid"), bool):
        raise Retryable(f"VIES gave no verdict: {problem or 'an answer without one'}.")
    told = str(said.get("name") or "")
    outcome = Outcome.VALID if said["valid"] else Outcome.INVALID
    if said["valid"] and names.is_name_alike(name, told) is False:
        outcome = Outcome.NAME_DIFFERS
    return Answer(
        outcome,
        Service.VIES,
        consultation=str(said.get("requestIdentifier") or "")[:60],
        name=told[:300],
        address=str(said.get("address") or "")[:500],
        said=_kept(said),
    )


def _post(question: dict[str, str]) -> dict[str, Any]:
    base, patience = str(settings.VIES["api_base"]).rstrip("/"), int(str(settings.VIES["timeout_s"]))
    try:
        answer = requests.post(f"{base}{_PATH}", json=question, timeout=patience)
        said = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Retryable("VIES did not answer.") from error
    if not isinstance(said, dict):
        raise Retryable("VIES answered something else.")
    if answer.status_code >= 500 or answer.status_code == 429:
        raise Retryable(f"VIES answered {answer.status_code}.")
    if answer.status_code >= 400 and not said.get("errorWrappers"):
        raise Permanent(f"VIES refused the question: {answer.status_code}.")
    return said


def _problem(said: dict[str, Any]) -> str:
    wrapped = said.get("errorWrappers")
    if isinstance(wrapped, list) and wrapped and isinstance(wrapped[0], dict):
        return str(wrapped[0].get("error") or "UNKNOWN")
    told = str(said.get("userError") or "")
    return "" if told in _VERDICTS else told


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in _KEPT if name in said}
