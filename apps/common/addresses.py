"""Common · a postal address as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PostalAddress:
    """Where a parcel goes or comes from, in the country's own order of fields.

    `country` is ISO 3166-1 alpha-2; `phone` E.164. `latin` holds the recipient,
    lines and locality in Latin script where the address is written in another,
    for labels and customs.
    """

    recipient: str
    country: str
    lines: tuple[str, ...] = ()
    locality: str = ""
    dependent_locality: str = ""
    region: str = ""
    postcode: str = ""
    organisation: str = ""
    phone: str = ""
    latin: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON form that is stored and sent."""
        return {**vars(self), "lines": list(self.lines), "latin": list(self.latin)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> PostalAddress:
        """The address of its `as_json` form."""
        return cls(**{**value, "lines": tuple(value.get("lines", ())), "latin": tuple(value.get("latin", ()))})
