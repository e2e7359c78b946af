"""Tariffs · measures in TARIC3 XML, as the Commission's envelopes have them → measures.

A whole extraction, or one followed by its daily changes in order: records are inserted, updated and deleted by their
numbers, as `update.type` says, and what stands at the end is the list. Read record by record; what is kept is a row
for each measure of a type that lays a duty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from apps.tariffs.types import MeasureType

from . import taric_notation as notation
from .files import opened
from .rows import DoesNotFit, ListedGroup, ListedMeasure, Unread, Unreadable, once

_DELETE = "2"
_RECORD = "{*}record"
_ABOUT = frozenset(("transaction.id", "record.code", "subrecord.code", "record.sequence.number", "update.type"))


@dataclass
class Extraction:
    """What records say, by their numbers: fields as text, by name."""

    measures: dict[str, dict[str, str]] = field(default_factory=dict)
    components: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    conditions: dict[str, dict[str, str]] = field(default_factory=dict)
    exclusions: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    areas: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    memberships: dict[tuple[str, str, str], dict[str, str]] = field(default_factory=dict)


def read(paths: Sequence[Path]) -> Extraction:
    """The records of envelopes, in the order of the files.

    Raises:
        Unreadable: a file is no TARIC3 XML, or declares a document type or an entity.
    """
    found = Extraction()
    for path in paths:
        with opened(path) as file:
            count = 0
            try:
                records = etree.iterparse(
                    file, tag=_RECORD, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
                )
                for _event, record in records:
                    if not count and record.getroottree().docinfo.doctype:
                        raise Unreadable(f"{path.name} declares a document type.")
                    _apply(record, found)
                    count += 1
                    _forget(record)
            except etree.XMLSyntaxError as error:
                raise Unreadable(f"{path.name} is no XML: {error}.") from error
            except KeyError as error:
                raise Unreadable(f"A record of {path.name} lacks {error}.") from error
        if not count:
            raise Unreadable(f"{path.name} has no TARIC3 record.")
    return found


def _forget(record: Any) -> None:
    """Let go of what was read, so that an extraction of any size fits."""
    record.clear()
    for one in (record, *record.iterancestors()):
        while one.getprevious() is not None:
            del one.getparent()[0]


def measures(found: Extraction, *, mark: str, unread: Unread) -> Iterator[ListedMeasure]:
    """The duties of an extraction; `mark` begins the codes of groups, `unread` is told what was left out.

    Raises:
        Unreadable: a date or an amount of a measure is none.
    """
    return once(_measures(found, mark, unread), unread)


def groups(found: Extraction, *, mark: str) -> Iterator[ListedGroup]:
    """The groups of countries that measures are for, with their members and days."""
    by_group: dict[str, list[tuple[str, date | None, date | None]]] = {}
    for (member, group, _first), row in sorted(found.memberships.items()):
        area = found.areas.get(member, {}).get("geographical.area.id", "")
        if notation.is_country(area):
            days = _day(row.get("validity.start.date")), _day(row.get("validity.end.date"))
            by_group.setdefault(group, []).append((notation.country_of(area), *days))
    for sid, members in by_group.items():
        area = found.areas.get(sid, {}).get("geographical.area.id", "")
        if area and area != notation.EVERYBODY:
            yield ListedGroup(f"{mark}-{area}", found.labels.get(sid, {}).get("description") or area, tuple(members))


def _apply(record: Any, found: Extraction) -> None:
    kind, fields, gone = "", {}, False
    for child in record:
        name = etree.QName(child).localname
        if name == "update.type":
            gone = (child.text or "").strip() == _DELETE
        elif name not in _ABOUT:
            kind = name
            fields = {etree.QName(one).localname: (one.text or "").strip() for one in child}
    store, key = _where(kind, fields, found)
    if store is None:
        return
    if gone:
        store.pop(key, None)
    else:
        store[key] = fields


def _where(kind: str, fields: dict[str, str], found: Extraction) -> tuple[dict[Any, Any] | None, Any]:
    """The store that a record belongs to, and its key there; None for records that are not needed."""
    if kind == "measure":
        return found.measures, fields["measure.sid"]
    if kind == "measure.component":
        return found.components.setdefault(fields["measure.sid"], {}), fields["duty.expression.id"]
    if kind == "measure.condition":
        return found.conditions, fields["measure.condition.sid"]
    if kind == "measure.excluded.geographical.area":
        return found.exclusions.setdefault(fields["measure.sid"], {}), fields["excluded.geographical.area"]
    if kind == "geographical.area":
        return found.areas, fields["geographical.area.sid"]
    if kind == "geographical.area.description":
        return found.labels, fields["geographical.area.sid"]
    if kind == "geographical.area.membership":
        sids = fields["geographical.area.sid"], fields["geographical.area.group.sid"]
        return found.memberships, (*sids, fields["validity.start.date"])
    return None, None


def _measures(found: Extraction, mark: str, unread: Unread) -> Iterator[ListedMeasure]:
    conditional = {row["measure.sid"] for row in found.conditions.values()}
    listed = {group.code for group in groups(found, mark=mark)}
    for sid, row in found.measures.items():
        code = row.get("goods.nomenclature.item.id", "")
        try:
            yield _measure(found, sid, row, code, mark, conditional, listed)
        except DoesNotFit as problem:
            unread.add(str(problem), f"{code or 'no code'}, measure {sid}")
        except (KeyError, ValueError, InvalidOperation) as problem:
            raise Unreadable(f"Measure {sid} of {code} has an unusable member: {problem}.") from problem


def _measure(
    found: Extraction, sid: str, row: dict[str, str], code: str, mark: str, conditional: set[str], listed: set[str]
) -> ListedMeasure:
    kind_id, area = row["measure.type"], row["geographical.area"]
    kind = notation.KINDS.get(kind_id)
    if kind_id in notation.VAT:
        raise DoesNotFit("value added tax: its goods are told apart by people")
    if kind is None:
        raise DoesNotFit(f"measures of type {kind_id}, which lay no duty that is read")
    if not code:
        raise DoesNotFit("a measure without a code of goods")
    if row.get("reduction.indicator"):
        raise DoesNotFit("a reduced agricultural component")
    origin = notation.place_of(area, mark)
    if origin.startswith(f"{mark}-") and origin not in listed:
        raise DoesNotFit("a group of countries that the file does not list")
    parts = sorted(found.components.get(sid, {}).items())
    if not parts and sid in conditional:
        raise DoesNotFit("a duty that depends on conditions alone")
    is_ban = kind.type == MeasureType.PROHIBITION
    if is_ban and sid in conditional:
        raise DoesNotFit("a prohibition with exceptions")
    return ListedMeasure(
        notation.prefix_of(code),
        "0%" if is_ban else notation.expression([_part(number, part) for number, part in parts]),
        kind.type,
        layer=kind.layer,
        origin=origin,
        label=kind.label,
        basis=f"TARIC, measure {sid} of type {kind_id}, act {row['measure.generating.regulation.id']}",
        additional_code=row.get("additional.code.type", "") + row.get("additional.code", ""),
        order_number=row.get("ordernumber", ""),
        excluded_origins=tuple(sorted(notation.place_of(one, mark) for one in found.exclusions.get(sid, ()))),
        needs_claim=kind.needs_claim,
        needs_proof=kind.needs_proof,
        needs_direct_transport=kind.needs_proof,
        first=_day(row["validity.start.date"]),
        last=_day(row.get("validity.end.date")),
    )


def _part(number: str, row: dict[str, str]) -> notation.Part:
    amount = row.get("duty.amount")
    unit = row.get("measurement.unit.code", "") + row.get("measurement.unit.qualifier.code", "")
    return notation.Part(number, Decimal(amount) if amount else None, row.get("monetary.unit.code", ""), unit)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
