"""Tariffs · commodities of the UK Trade Tariff as its service answers them in JSON → measures.

A document is one commodity with all its measures: JSON:API (`data` and `included`), or the same with everything in
its place. Measures of the Union's tariff and of Northern Ireland come in the same form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from apps.tariffs.types import MeasureType

from . import taric_notation as notation
from .files import opened
from .rows import DoesNotFit, ListedGroup, ListedMeasure, Unread, Unreadable, once

_DUTY_SERIES = frozenset("ACDJQ")


@dataclass
class Documents:
    """What documents say: the codes they are of, measures, and the groups of countries that those are for."""

    prefixes: list[str] = field(default_factory=list)
    measures: list[ListedMeasure] = field(default_factory=list)
    groups: dict[str, ListedGroup] = field(default_factory=dict)


def read(paths: Sequence[Path], *, mark: str, unread: Unread) -> Documents:
    """All documents of files; `mark` begins the codes of groups. `unread` is told what was left out.

    Raises:
        Unreadable: a file is no such document.
    """
    found = Documents()
    for path in paths:
        document = _document(path)
        code = str(document.get("goods_nomenclature_item_id") or "")
        if not (code.isdigit() and len(code) == 10) or not isinstance(document.get("import_measures"), list):
            raise Unreadable(f"{path.name} is no commodity of the UK Trade Tariff.")
        prefix = notation.prefix_of(code)
        if _source(document) == "xi":
            raise Unreadable(f"{path.name} is of Northern Ireland, where the Union's tariff holds: see load_taric.")
        found.prefixes.append(prefix)
        found.measures += _measures(document["import_measures"], code, prefix, mark, found, unread)
    found.measures = list(once(found.measures, unread))
    return found


def _source(document: Mapping[str, Any]) -> str:
    about = document.get("meta") or {}
    return str((about.get("duty_calculator") or {}).get("source") or "uk")


def _document(path: Path) -> dict[str, Any]:
    with opened(path) as file:
        try:
            given = json.loads(file.read(), parse_float=Decimal)
        except ValueError as error:
            raise Unreadable(f"{path.name} is no JSON: {error}.") from error
    if not isinstance(given, dict):
        raise Unreadable(f"{path.name} is no JSON object.")
    return _resolved(given) if isinstance(given.get("data"), dict) and "included" in given else given


def _resolved(given: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON:API document with every relation in its place."""
    known = {(one["type"], str(one["id"])): one for one in given["included"]}

    def whole(reference: Mapping[str, Any], above: frozenset[tuple[str, str]] = frozenset()) -> dict[str, Any]:
        key = (str(reference["type"]), str(reference["id"]))
        one = known.get(key, reference)
        found = {"id": reference["id"], **one.get("attributes", {})}
        if key in above:
            return found
        for name, relation in one.get("relationships", {}).items():
            data = relation.get("data") if isinstance(relation, dict) else None
            if isinstance(data, list):
                found[name] = [whole(other, above | {key}) for other in data]
            elif data is not None:
                found[name] = whole(data, above | {key})
        return found

    top = given["data"]
    known[str(top["type"]), str(top["id"])] = top
    return whole(top)


def _measures(
    listed: Sequence[Mapping[str, Any]], code: str, prefix: str, mark: str, found: Documents, unread: Unread
) -> Iterator[ListedMeasure]:
    for one in listed:
        try:
            yield _measure(one, prefix, mark, found)
        except DoesNotFit as problem:
            unread.add(str(problem), f"{code}, measure {one.get('id')}")
        except (KeyError, TypeError, ValueError, InvalidOperation) as problem:
            raise Unreadable(f"Measure {one.get('id')} of {code} has an unusable member: {problem}.") from problem


def _measure(one: Mapping[str, Any], prefix: str, mark: str, found: Documents) -> ListedMeasure:
    kind_id = str(one["measure_type"]["id"])
    if kind_id in notation.VAT:
        raise DoesNotFit("value added tax: its goods are told apart by people")
    kind = notation.KINDS.get(kind_id)
    series = str(one["measure_type"].get("measure_type_series_id") or "C")
    if kind is None or series not in _DUTY_SERIES:
        raise DoesNotFit(f"no duty: {one['measure_type']['description']}")
    if kind.type == MeasureType.PROHIBITION and one.get("measure_conditions"):
        raise DoesNotFit("a prohibition with exceptions")
    area = str(one["geographical_area"]["id"])
    if area != notation.EVERYBODY and not notation.is_country(area):
        _keep_group(one["geographical_area"], mark, found)
    quota = one.get("order_number") or {}
    status = str((quota.get("definition") or {}).get("status") or "Open")
    return ListedMeasure(
        prefix,
        "0%" if kind.type == MeasureType.PROHIBITION else notation.expression(_parts(one)),
        kind.type,
        layer=kind.layer,
        origin=notation.place_of(area, mark),
        label=kind.label,
        basis=_basis(one),
        additional_code=str((one.get("additional_code") or {}).get("code") or ""),
        order_number=str(quota.get("number") or ""),
        excluded_origins=tuple(
            sorted(notation.place_of(str(place["id"]), mark) for place in one.get("excluded_countries") or ())
        ),
        needs_claim=kind.needs_claim,
        needs_proof=kind.needs_proof,
        needs_direct_transport=kind.needs_proof,
        is_open=status not in ("Exhausted", "Closed"),
        first=_day(one["effective_start_date"]),
        last=_day(one.get("effective_end_date")),
    )


def _parts(one: Mapping[str, Any]) -> list[notation.Part]:
    return [
        notation.Part(
            str(part["duty_expression_id"]),
            None if part.get("duty_amount") is None else Decimal(str(part["duty_amount"])),
            str(part.get("monetary_unit_code") or ""),
            f"{part.get('measurement_unit_code') or ''}{part.get('measurement_unit_qualifier_code') or ''}",
        )
        for part in one.get("measure_components") or ()
    ]


def _basis(one: Mapping[str, Any]) -> str:
    acts = [str(act["regulation_code"]) for act in one.get("legal_acts") or () if act and act.get("regulation_code")]
    notes = [str(note["code"]) for note in one.get("footnotes") or () if note and note.get("code")]
    said = [f"UK Trade Tariff, measure {one['id']}, {one['measure_type']['description']}"]
    said += [f"acts {', '.join(acts)}"] if acts else []
    said += [f"notes {', '.join(notes)}"] if notes else []
    return "; ".join(said)


def _keep_group(area: Mapping[str, Any], mark: str, found: Documents) -> None:
    members = [str(one["id"]) for one in area.get("children_geographical_areas") or ()]
    code = f"{mark}-{area['id']}"
    if not members:
        raise DoesNotFit("a group of countries that the document does not list")
    found.groups[code] = ListedGroup(
        code,
        str(area.get("description") or code),
        tuple((notation.country_of(one), None, None) for one in sorted(set(members)) if notation.is_country(one)),
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None
