"""The same rates as providers of JSON give them · sandbox · no schema.

Sources of the forms: Open Exchange Rates, «latest.json»; fixer, «latest»; frankfurter, «latest».
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

_DOLLARS = Decimal("0.000001")


def openexchangerates(published: datetime, rates: Mapping[str, Decimal], *, is_known: bool) -> tuple[int, str]:
    """Units per dollar with the instant, or the refusal of an unknown app id; and the HTTP status."""
    if not is_known:
        refusal = {
            "error": True,
            "status": 401,
            "message": "invalid_app_id",
            "description": "Invalid App ID provided.",
        }
        return 401, json.dumps(refusal)
    per_euro = {**rates, "EUR": Decimal(1)}
    dollars = {
        code: (value / per_euro["USD"]).quantize(_DOLLARS) for code, value in sorted(per_euro.items()) if code != "USD"
    }
    return 200, _written({"timestamp": int(published.timestamp()), "base": "USD"}, {**dollars, "USD": Decimal(1)})


def fixer(day: date, published: datetime, rates: Mapping[str, Decimal], *, is_known: bool) -> tuple[int, str]:
    """Units per euro with instant and day; a refusal comes with status 200, as fixer's do."""
    if not is_known:
        error = {"code": 101, "type": "invalid_access_key", "info": "You have not supplied a valid API Access Key."}
        return 200, json.dumps({"success": False, "error": error})
    head = {"success": True, "timestamp": int(published.timestamp()), "base": "EUR", "date": day.isoformat()}
    return 200, _written(head, rates)


def frankfurter(day: date, rates: Mapping[str, Decimal]) -> str:
    """Units per euro with the day."""
    return _written({"amount": 1, "base": "EUR", "date": day.isoformat()}, rates)


def _written(head: Mapping[str, object], rates: Mapping[str, Decimal]) -> str:
    """JSON with the rates as plain numbers, digit for digit."""
    members = ",".join(f'"{code}":{value.normalize():f}' for code, value in rates.items())
    return f'{json.dumps(head)[:-1]},"rates":{{{members}}}}}'
