"""Errors in the carrier's shape · sandbox carrier · no schema."""

from __future__ import annotations

from typing import Any


class CarrierError(Exception):
    """An error answer: HTTP status, code, message and the field it is about."""

    def __init__(self, status: int, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.field = status, code, field
        self.fields: list[dict[str, str]] = []

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON that is sent."""
        return {
            "error": {
                "code": self.code,
                "message": str(self),
                "field": self.field,
                "fields": self.fields,
                "request_id": request_id,
            }
        }


class Invalid(CarrierError):
    """One or more fields are wrong."""

    def __init__(self, fields: list[dict[str, str]]) -> None:
        first = fields[0]
        super().__init__(422, "invalid", f"{first['field']}: {first['message']}", field=first["field"])
        self.fields = fields


class Restricted(CarrierError):
    """Goods, lanes or terms that Meridian does not carry."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(422, "restricted", message, field=field)


def not_found(what: str, ident: str) -> CarrierError:
    """404 for an unknown id."""
    return CarrierError(404, "not_found", f"No {what} {ident}.")
