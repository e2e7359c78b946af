"""The Commission's service for VAT ids, as its REST interface answers · sandbox · no schema.

Whoever stands in REGISTER is known under that name; every other id is not valid. A question that names its own VAT id
gets a consultation number, as there. The fault `ms_unavailable` has the member state not answer, `busy` the service
refuse for a moment.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from apps.sandbox.base.faults import Fault
from apps.sandbox.base.http import Request, Response, Router

FAULTS = frozenset({"ms_unavailable", "busy"})
ROOT = "/vies/rest-api"
_ERRORS = {"ms_unavailable": "MS_UNAVAILABLE", "busy": "GLOBAL_MAX_CONCURRENT_REQ"}
_STATES = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI")
)  # fmt: skip
_UNTOLD = "---"
# Some member states tell neither name nor address, Germany among them.
REGISTER: dict[tuple[str, str], tuple[str, str]] = {
    ("DE", "999999903"): (_UNTOLD, _UNTOLD),
    ("DE", "999999911"): (_UNTOLD, _UNTOLD),
    ("FR", "66000041728"): ("MAISON DURABLE SAS", "8 PLACE BELLECOUR\n69002 LYON"),
    ("IT", "99999999990"): ("BOTTEGA DI PROVA SRL", "VIA DI PROVA 1\n50100 FIRENZE FI"),
    ("XI", "999900015"): ("HARBOUR LANE (BELFAST) LTD", "1 QUAY\nBELFAST\nBT1 1AA"),
}


def add_to(routes: Router) -> None:
    """Register the routes."""
    routes.add("POST", f"{ROOT}/check-vat-number", check)
    routes.add("GET", f"{ROOT}/check-status", status)


def check(request: Request) -> Response:
    """Whether a number is valid today."""
    try:
        asked = json.loads(request.body)
        country, number = str(asked["countryCode"]), str(asked["vatNumber"])
    except (ValueError, KeyError, TypeError):
        return _problem("INVALID_INPUT", 400)
    if country not in _STATES or not number.isalnum():
        return _problem("INVALID_INPUT", 200)
    known = REGISTER.get((country, number))
    answer: dict[str, Any] = {
        "countryCode": country,
        "vatNumber": number,
        "requestDate": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "valid": known is not None,
        "requestIdentifier": "",
        "name": known[0] if known else _UNTOLD,
        "address": known[1] if known else _UNTOLD,
        "traderName": _UNTOLD,
        "traderNameMatch": "NOT_PROCESSED",
    }
    if asked.get("requesterNumber"):
        if (asked.get("requesterMemberStateCode"), asked["requesterNumber"]) not in REGISTER:
            return _problem("INVALID_REQUESTER_INFO", 200)
        answer["requestIdentifier"] = f"WAPIAAAA{secrets.token_hex(4)}"
    return Response.json(answer)


def status(request: Request) -> Response:
    """Which member states answer."""
    states = [{"countryCode": code, "availability": "Available"} for code in sorted(_STATES)]
    return Response.json({"vow": {"available": True}, "countries": states})


def refusal(faults: list[Fault]) -> Response | None:
    """The answer of a service that gives no verdict, where a fault says so."""
    armed = next((fault.kind for fault in faults if fault.kind in FAULTS), None)
    return _problem(_ERRORS[armed], 200) if armed else None


def _problem(code: str, http_status: int) -> Response:
    return Response.json({"actionSucceed": False, "errorWrappers": [{"error": code}]}, http_status)
