"""Reads and checks a booking · sandbox carrier · no schema."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.sandbox.carrier import network
from apps.sandbox.carrier.errors import Invalid, Restricted
from apps.sandbox.carrier.services import SERVICES, Service, incoterms

WITH_POSTCODE = (network.EUROPEAN_UNION - {"IE"}) | {
    "AU", "BR", "CA", "CH", "CN", "GB", "IN", "JP", "KR", "MX", "MY", "NO", "NZ", "SG", "TH", "TR", "TW", "US",
}  # fmt: skip
REASONS = ("sale", "gift", "sample", "return")
MAX_PARCELS, MAX_LINES = 20, 100
FORBIDDEN = {
    "01": "live animals",
    "3601": "explosives",
    "3602": "explosives",
    "3603": "explosives",
    "3604": "fireworks",
    "2844": "radioactive material",
    "7108": "unwrought gold",
    "93": "arms and ammunition",
}


class Reader:
    """Walks over a JSON object and notes what is wrong with it."""

    def __init__(self, data: Any, path: str = "", wrong: list[dict[str, str]] | None = None) -> None:
        self.wrong: list[dict[str, str]] = [] if wrong is None else wrong
        self._path = path
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self._note("", "invalid_type", "Send an object.")

    def _note(self, name: str, code: str, message: str) -> None:
        field = ".".join(part for part in (self._path, name) if part)
        self.wrong.append({"field": field or "body", "code": code, "message": message})

    def only(self, *names: str) -> None:
        """Note every name that is not one of these."""
        for name in self._data:
            if name not in names:
                self._note(name, "unknown_field", "This field is not known.")

    def has(self, name: str) -> bool:
        """Whether the field is there and not null or empty."""
        return self._data.get(name) not in (None, "", [], {})

    def text(self, name: str, *, required: bool = False, max_length: int = 100) -> str:
        """A trimmed string."""
        value = self._data.get(name)
        if not self.has(name):
            if required:
                self._note(name, "required", "This field is required.")
            return ""
        if not isinstance(value, str):
            self._note(name, "invalid_type", "Send a string.")
            return ""
        if len(value) > max_length:
            self._note(name, "too_long", f"Use at most {max_length} characters.")
        return value.strip()

    def matching(self, name: str, pattern: str, message: str, *, required: bool = True) -> str:
        """A string of a given form."""
        value = self.text(name, required=required)
        if value and not re.fullmatch(pattern, value):
            self._note(name, "malformed", message)
        return value

    def choice(self, name: str, options: tuple[str, ...], *, required: bool = True) -> str:
        """One of a few words."""
        value = self.text(name, required=required)
        if value and value not in options:
            self._note(name, "invalid_choice", f"Use one of {', '.join(options)}.")
        return value

    def whole(self, name: str, *, most: int, least: int = 1) -> int:
        """A whole number within bounds."""
        value = self._data.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            self._note(name, "required" if value is None else "invalid_type", "Send a whole number.")
            return least
        if not least <= value <= most:
            self._note(name, "out_of_range", f"Must lie between {least} and {most}.")
        return value

    def amount(self, name: str) -> str:
        """A positive decimal string."""
        value = self.text(name, required=True)
        try:
            is_good = not value or (Decimal(value).is_finite() and Decimal(value) > 0)
        except InvalidOperation:
            is_good = False
        if not is_good:
            self._note(name, "malformed", "Send a positive decimal as a string, such as 45.90.")
        return value

    def group(self, name: str) -> Reader:
        """A nested object."""
        if not self.has(name):
            self._note(name, "required", "This field is required.")
        return Reader(self._data.get(name) or {}, f"{self._path}.{name}".strip("."), self.wrong)

    def items(self, name: str, *, most: int) -> list[Reader]:
        """A list of objects, one at least."""
        value = self._data.get(name)
        if not isinstance(value, list) or not value:
            self._note(name, "required", "Send a list with at least one entry.")
            return []
        if len(value) > most:
            self._note(name, "too_many", f"Send at most {most} entries.")
        path = f"{self._path}.{name}".strip(".")
        return [Reader(item, f"{path}[{index}]", self.wrong) for index, item in enumerate(value[:most])]


def read(data: Any) -> dict[str, Any]:
    """A booking with every field checked.

    Raises:
        Invalid: fields are missing or malformed; all of them are named.
        Restricted: Meridian does not carry this.
    """
    form = Reader(data)
    form.only("reference", "service", "incoterm", "from", "to", "parcels", "customs")
    booking: dict[str, Any] = {
        "reference": form.text("reference", max_length=64),
        "service": form.choice("service", tuple(SERVICES)),
        "incoterm": form.choice("incoterm", ("DDP", "DAP"), required=False),
        "from": _address(form.group("from")),
        "to": _address(form.group("to")),
        "parcels": [_parcel(item) for item in form.items("parcels", most=MAX_PARCELS)],
        "customs": _customs(form.group("customs")) if form.has("customs") else None,
    }
    origin, destination = booking["from"]["country"], booking["to"]["country"]
    if origin and destination and network.crosses_customs(origin, destination):
        for name in ("incoterm", "customs"):
            if not form.has(name):
                form.wrong.append(
                    {
                        "field": name,
                        "code": "required",
                        "message": "Required where a customs border is crossed.",
                    }
                )
    if form.wrong:
        raise Invalid(form.wrong)
    _refuse_restricted(booking, SERVICES[booking["service"]])
    return booking


def _address(form: Reader) -> dict[str, str]:
    form.only("name", "company", "line1", "line2", "city", "region", "postcode", "country", "phone", "email")
    country = form.matching("country", r"[A-Z]{2}", "Send an ISO 3166-1 alpha-2 code.")
    return {
        "name": form.text("name", required=True),
        "company": form.text("company"),
        "line1": form.text("line1", required=True, max_length=200),
        "line2": form.text("line2", max_length=200),
        "city": form.text("city", required=True),
        "region": form.text("region"),
        "postcode": form.text("postcode", required=country in WITH_POSTCODE, max_length=16),
        "country": country,
        "phone": form.text("phone", max_length=40),
        "email": form.text("email", max_length=200),
    }


def _parcel(form: Reader) -> dict[str, Any]:
    return {"reference": form.text("reference", max_length=64)} | parcel_sides(form, "reference")


def parcel_sides(form: Reader, *besides: str) -> dict[str, Any]:
    """Weight and sides of a parcel, and nothing but what is named besides."""
    form.only(*besides, "weight_g", "length_mm", "width_mm", "height_mm")
    sides = {name: form.whole(name, most=10_000) for name in ("length_mm", "width_mm", "height_mm")}
    return {"weight_g": form.whole("weight_g", most=10**6)} | sides


def read_address(form: Reader) -> dict[str, str]:
    """An address with every field checked."""
    return _address(form)


def _customs(form: Reader) -> dict[str, Any]:
    form.only("reason", "invoice_number", "ioss", "eori", "lines")
    return {
        "reason": form.choice("reason", REASONS, required=False) or "sale",
        "invoice_number": form.text("invoice_number", max_length=64),
        "ioss": form.matching("ioss", r"IM\d{10}", "IM and ten digits.", required=False),
        "eori": form.text("eori", max_length=20),
        "lines": [_line(item) for item in form.items("lines", most=MAX_LINES)],
    }


def _line(form: Reader) -> dict[str, Any]:
    form.only("description", "hs_code", "origin", "quantity", "net_weight_g", "value", "currency")
    return {
        "description": form.text("description", required=True, max_length=200),
        "hs_code": form.matching("hs_code", r"\d{6,12}", "Six to twelve digits, no dots."),
        "origin": form.matching("origin", r"[A-Z]{2}", "Send an ISO 3166-1 alpha-2 code."),
        "quantity": form.whole("quantity", most=10**6),
        "net_weight_g": form.whole("net_weight_g", most=10**6) if form.has("net_weight_g") else None,
        "value": form.amount("value"),
        "currency": form.matching("currency", r"[A-Z]{3}", "Send an ISO 4217 code."),
    }


def _refuse_restricted(booking: dict[str, Any], service: Service) -> None:
    for side in ("from", "to"):
        country = booking[side]["country"]
        if country not in network.NETWORK:
            raise Restricted(f"{side}.country", f"Meridian does not serve {country}.")
    terms = incoterms(booking["to"]["country"])
    if booking["incoterm"] and booking["incoterm"] not in terms:
        raise Restricted("incoterm", f"To {booking['to']['country']} Meridian only delivers {', '.join(terms)}.")
    for index, parcel in enumerate(booking["parcels"]):
        _refuse_size(f"parcels[{index}]", parcel, service)
    for index, line in enumerate((booking["customs"] or {"lines": []})["lines"]):
        for prefix, goods in FORBIDDEN.items():
            if line["hs_code"].startswith(prefix):
                raise Restricted(f"customs.lines[{index}].hs_code", f"Meridian does not carry {goods}.")


def _refuse_size(path: str, parcel: dict[str, Any], service: Service) -> None:
    sides = sorted((parcel["length_mm"], parcel["width_mm"], parcel["height_mm"]), reverse=True)
    girth = sides[0] + 2 * (sides[1] + sides[2])
    if parcel["weight_g"] > service.max_weight_g:
        raise Restricted(f"{path}.weight_g", f"{service.name} carries at most {service.max_weight_g} g a parcel.")
    if sides[0] > service.max_length_mm:
        raise Restricted(f"{path}.length_mm", f"{service.name} carries at most {service.max_length_mm} mm of length.")
    if girth > service.max_girth_mm:
        raise Restricted(
            f"{path}.length_mm",
            f"{service.name} carries at most {service.max_girth_mm} mm of length and girth.",
        )
