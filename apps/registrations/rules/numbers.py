"""Registrations · what numbers of tax and customs look like · pure, by python-stdnum where it knows the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum import get_cc_module
from stdnum.au import abn
from stdnum.eu import oss, vat
from stdnum.exceptions import ValidationError
from stdnum.jp import cn as jp_cn

from apps.common.errors import InvalidInput

from ..types import UNION, Format, Kind

LONGEST = 40
GREECE = {"EL": "GR"}
# As VIES names member states; Northern Ireland trades goods under XI.
UNION_STATES = frozenset({*(code.upper() for code in vat.MEMBER_STATES), "XI"})
_JUST_FORMS: Mapping[str, str] = {
    Kind.EORI: r"[A-Z]{2}[A-Z0-9]{1,15}",
    Kind.ARN: r"[0-9]{12}",
    Kind.VOEC: r"[0-9]{7}",
}
_PLACES: Mapping[str, frozenset[str]] = {
    Kind.IOSS: frozenset({UNION}), Kind.OSS: frozenset({UNION}), Kind.EORI: frozenset({UNION, "GB"}),
    Kind.ARN: frozenset({"AU"}), Kind.VOEC: frozenset({"NO"}), Kind.LVG: frozenset({"MY"}),
    Kind.JCT: frozenset({"JP"}), Kind.PRC: frozenset({"BR"}),
}  # fmt: skip


@dataclass(frozen=True)
class TaxId:
    """A business' tax id: the country that gave it (XI for Northern Ireland), and the id as it is written there."""

    country: str
    number: str
    format: Format

    @property
    def is_in_vies(self) -> bool:
        """Whether the Commission's service knows ids of that country."""
        return self.country in UNION_STATES


def registration_number(kind: str, jurisdiction: str, text: str) -> tuple[str, Format]:
    """A registration's number in its compact form, and whether its form is known here.

    Raises:
        InvalidInput: no such kind there, or a form or check digit that is wrong; `field` names which.
    """
    places = _PLACES.get(kind)
    if places is not None and jurisdiction not in places:
        known = ", ".join(sorted(places))
        raise InvalidInput(
            field="jurisdiction", problem=_("Numbers of this kind are given by: %(known)s."), known=known
        )
    if kind not in Kind.values:
        raise InvalidInput(field="kind", problem=_("Choose from: %(known)s."), known=", ".join(Kind.values))
    number = _plain(text)
    if not number or len(number) > LONGEST:
        raise InvalidInput(
            field="number", problem=_("Enter the number as the authority wrote it, up to %(most)s signs."), most=LONGEST
        )
    if kind in _JUST_FORMS:
        if not re.fullmatch(_JUST_FORMS[kind], number):
            raise _wrong("number", text)
        return number, Format.RIGHT
    checker = _checker(kind, jurisdiction)
    if checker is None:
        return number, Format.UNKNOWN
    return _validated(checker, number, field="number", jurisdiction=jurisdiction), Format.RIGHT


def tax_id(country: str, text: str, *, field: str = "tax_id") -> TaxId:
    """A business' tax id by the country that gave it: its prefix says so, else the company's own country.

    Raises:
        InvalidInput: its form or a check digit is wrong.
    """
    number = _plain(text)
    prefix = number[:2]
    if prefix in UNION_STATES or prefix in GREECE or (country == "GR" and prefix == "EL"):
        giver = GREECE.get(prefix, prefix)
    else:
        giver = country
    if giver == "XI":
        digits = number.removeprefix("XI")
        return TaxId("XI", "XI" + _validated(get_cc_module("gb", "vat"), digits, field=field, jurisdiction="GB"),
                     Format.RIGHT)  # fmt: skip
    if giver in UNION_STATES:
        bare = number if prefix in (giver, "EL") else f"{'EL' if giver == 'GR' else giver}{number}"
        return TaxId(giver, _validated(vat, bare, field=field, jurisdiction=giver), Format.RIGHT)
    checker = abn if giver == "AU" else get_cc_module(giver.lower(), "vat")
    if checker is None:
        if not re.fullmatch(r"[A-Z0-9]{4,20}", number):
            raise _wrong(field, text)
        return TaxId(giver, number, Format.UNKNOWN)
    bare = _validated(checker, number, field=field, jurisdiction=giver)
    return TaxId(giver, f"GB{bare.removeprefix('GB')}" if giver == "GB" else bare, Format.RIGHT)


def vies_parts(one: TaxId) -> tuple[str, str]:
    """The country and the number as VIES wants them: Greece is EL, the number without its prefix."""
    code = "EL" if one.country == "GR" else one.country
    return code, one.number.removeprefix(code)


def _checker(kind: str, jurisdiction: str) -> Any:
    if kind == Kind.IOSS:
        return oss
    if kind == Kind.OSS:
        return _OneStop
    if kind == Kind.JCT:
        return _Qualified
    if kind == Kind.GST and jurisdiction == "AU":
        return abn
    if kind == Kind.VAT and jurisdiction in UNION_STATES:
        return vat
    return get_cc_module(jurisdiction.lower(), "vat") if kind in (Kind.VAT, Kind.GST) else None


def _validated(checker: Any, number: str, *, field: str, jurisdiction: str) -> str:
    try:
        found = str(checker.validate(number))
    except ValidationError as wrong:
        raise _wrong(field, number) from wrong
    if checker is oss and not found.startswith("IM"):
        raise _wrong(field, number)
    prefix = "EL" if jurisdiction == "GR" else jurisdiction
    if checker is vat and not found.startswith(prefix):
        raise InvalidInput(
            field=field,
            problem=_("This number was not given by %(country)s. Check country and number."),
            country=jurisdiction,
        )
    return found


class _OneStop:
    """The Union scheme uses the VAT id of the state of identification, the other schemes numbers of their own."""

    @staticmethod
    def validate(number: str) -> str:
        return str(oss.validate(number) if number[:2] in ("EU", "IM") else vat.validate(number))


class _Qualified:
    """A Japanese issuer of qualified invoices: T and the thirteen digits of the corporate number."""

    @staticmethod
    def validate(number: str) -> str:
        return "T" + str(jp_cn.validate(number.removeprefix("T")))


def _plain(text: str) -> str:
    return re.sub(r"[\s.\-/]", "", text).upper()


def _wrong(field: str, text: str) -> InvalidInput:
    return InvalidInput(
        field=field,
        problem=_("%(number)s cannot be right: its form or a check digit is wrong. Compare it with the certificate."),
        number=text.strip()[:LONGEST],
    )
