"""Customs · the words of an entry into the United States, by its block numbers · no tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .us_entry import EXEMPT, FORMAL, INFORMAL

_BLOCKS = {
    "2_entry_type": gettext_lazy("Entry type"),
    "8_importing_carrier": gettext_lazy("Importing carrier"),
    "10_country_of_origin": gettext_lazy("Country of origin"),
    "12_bills_of_lading": gettext_lazy("Bills of lading or air waybills"),
    "13_manufacturer_id": gettext_lazy("Manufacturer's id"),
    "14_exporting_country": gettext_lazy("Exporting country"),
    "15_export_date": gettext_lazy("Day of export"),
    "24_reference": gettext_lazy("Reference"),
    "25_ultimate_consignee": gettext_lazy("Ultimate consignee"),
    "26_importer_of_record": gettext_lazy("Importer of record"),
    "35_total_entered_value": gettext_lazy("Total entered value in USD"),
    "37_duty": gettext_lazy("Duty in USD"),
    "39_other": gettext_lazy("Other fees in USD"),
    "40_total": gettext_lazy("Total in USD"),
}
_MISSING = {
    "filer_code_and_entry_number": gettext_lazy("filer's code and entry number"),
    "surety_number": gettext_lazy("number of the surety"),
    "bond_type": gettext_lazy("type of the bond"),
    "port_code": gettext_lazy("port"),
    "import_date": gettext_lazy("day of import"),
    "foreign_port_of_lading": gettext_lazy("foreign port of lading"),
    "us_port_of_unlading": gettext_lazy("port of unlading in the United States"),
    "importer_number": gettext_lazy("importer's number"),
    "manufacturer_id": gettext_lazy("manufacturer's id"),
    "bill_of_lading": gettext_lazy("bill of lading or air waybill"),
}
_WHO = {
    "broker": gettext_lazy("the broker"),
    "carrier": gettext_lazy("the carrier"),
    "importer": gettext_lazy("the importer"),
    "seller": gettext_lazy("the seller"),
}
_KINDS = {
    EXEMPT: gettext_lazy("Sold under section 321, up to USD 800 without duty: the entry is of type 86."),
    INFORMAL: gettext_lazy("Up to USD 2,500 the entry is informal (type 11)."),
    FORMAL: gettext_lazy("Above USD 2,500 the entry is formal (type 01) and needs a bond."),
}


def kind(entry: Mapping[str, Any]) -> str:
    """Why the entry is of its type, in a sentence."""
    return str(_KINDS[entry["2_entry_type"]])


def blocks(entry: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(block number, what it is, what it says) of what the entry tells."""
    return [(name.partition("_")[0], str(label), _text(entry[name])) for name, label in _BLOCKS.items()]


def missing(entry: Mapping[str, Any], *, is_seller: bool = False) -> list[tuple[str, str, str]]:
    """(block number, what is missing, who knows it); where it is the seller who reads, it is «you»."""
    who = {**_WHO, "seller": _("you")} if is_seller else _WHO
    return [(one["block"], _missing_text(one["name"]), str(who[one["known_by"]])) for one in entry["missing"]]


def _missing_text(name: str) -> str:
    of_line = re.fullmatch(r"(htsus_ten_digits|origin)_of_line_(\d+)", name)
    if of_line is None:
        return str(_MISSING[name])
    if of_line[1] == "origin":
        return _("origin of line %(line)s") % {"line": of_line[2]}
    return _("ten digits of the HTSUS for line %(line)s") % {"line": of_line[2]}


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        place = [*value["lines"], value["city"], value["state"], value["zip"], value["country"]]
        return ", ".join(part for part in (value["name"], *place) if part)
    return ", ".join(value) if isinstance(value, list) else str(value)
