"""Customs · reading notices: the WCO response (RES) in XML, with or without namespaces, and the same facts in JSON.

Source of codes: HMRC customs-declarations, notification samples (WCO DM 3.6, profile RES-DMS).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from lxml import etree

from apps.customs.errors import BadNotice
from apps.customs.types import AssessedCharge, Code, Notice, NoticeError

CODES = {
    "01": Code.ACC, "02": Code.RCV, "03": Code.REJ, "05": Code.CTL, "06": Code.DOC, "07": Code.RES, "08": Code.ROG,
    "09": Code.CLE, "10": Code.INV, "11": Code.REQ, "13": Code.TAX, "14": Code.CPI, "15": Code.CPR, "16": Code.EOG,
    "61": Code.HLD, "62": Code.REF, "63": Code.SEZ,
}  # fmt: skip
_UNNUMBERED = (Code.RCV, Code.REJ, Code.REQ)
_LARGEST = 256 * 1024
_Element: TypeAlias = etree._Element


def from_xml(body: bytes) -> Notice:
    """The notice of a response document.

    Raises:
        BadNotice: it cannot be read, or its code is not known.
    """
    if len(body) > _LARGEST or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise BadNotice("An XML notice has neither entities nor a document type, and is small.")
    try:
        root = etree.fromstring(body, _parser())
        response = _one(root, "Response")
        declaration = _one(response, "Declaration")
        return _checked(
            Notice(
                notice_id=_text(response, "FunctionalReferenceID"),
                code=CODES[_text(response, "FunctionCode").zfill(2)],
                lrn=_text(declaration, "FunctionalReferenceID"),
                version=int(_text(declaration, "VersionID") or 1),
                issued_at=_instant(_text(_one(response, "IssueDateTime"), "DateTimeString")),
                mrn=_text(declaration, "ID"),
                errors=tuple(_errors(response)),
                documents=tuple(_documents(response)),
                charges=tuple(_charges(declaration)),
                text=_statement(response),
            )
        )
    except (etree.XMLSyntaxError, KeyError, ValueError, LookupError, InvalidOperation) as error:
        raise BadNotice(f"The notice cannot be read: {error!r}") from error


def from_json(body: bytes) -> Notice:
    """The notice of a JSON message.

    Raises:
        BadNotice: it cannot be read, or its code is not known.
    """
    try:
        value = json.loads(body)
        return _checked(
            Notice(
                notice_id=str(value["id"]),
                code=Code(value["code"]),
                lrn=str(value["lrn"]),
                version=int(value["version"]),
                issued_at=_aware(datetime.fromisoformat(value["issued_at"])),
                mrn=str(value.get("mrn", "")),
                errors=tuple(
                    NoticeError(str(one["code"]), str(one["text"]), str(one.get("pointer", "")))
                    for one in value.get("errors", ())
                ),
                documents=tuple(str(one) for one in value.get("documents", ())),
                charges=tuple(_charge(one) for one in value.get("charges", ())),
                text=str(value.get("text", "")),
            )
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
        raise BadNotice(f"The notice cannot be read: {error!r}") from error


def _checked(notice: Notice) -> Notice:
    if not notice.notice_id or not notice.lrn or len(notice.notice_id) > 80:
        raise ValueError("A notice names itself and its declaration.")
    if not notice.mrn and notice.code not in _UNNUMBERED:
        raise ValueError(f"{notice.code} without the declaration's number.")
    return notice


def _charge(value: dict[str, Any]) -> AssessedCharge:
    rate = value.get("rate")
    return AssessedCharge(
        position=int(value["position"]),
        type_code=str(value["type_code"]),
        base=Decimal(value["base"]),
        rate=None if rate is None else Decimal(rate),
        amount=Decimal(value["amount"]),
        currency=str(value["currency"]),
    )


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("An instant bears its zone.")
    return instant


def _instant(text: str) -> datetime:
    """DateTimeString format 304 (CCYYMMDDHHMMSSZZZ): `20200213110723Z` or with an offset."""
    stamp, zone = text[:14], text[14:].strip().replace(":", "")
    return datetime.strptime(f"{stamp}{zone or 'Z'}", "%Y%m%d%H%M%S%z").astimezone(UTC)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def _errors(response: _Element) -> Iterator[NoticeError]:
    for error in _all(response, "Error"):
        pointers = ["".join(_text(pointer, name) for name in ("DocumentSectionCode", "SequenceNumeric", "TagID"))
                    for pointer in _all(error, "Pointer")]  # fmt: skip
        yield NoticeError(_text(error, "ValidationCode"), _text(error, "Description"), "/".join(pointers))


def _documents(response: _Element) -> Iterator[str]:
    for one in _all(response, "AdditionalInformation"):
        if code := _text(one, "StatementTypeCode") or _text(one, "StatementCode"):
            yield code


def _statement(response: _Element) -> str:
    return " ".join(
        filter(None, (_text(one, "StatementDescription") for one in _all(response, "AdditionalInformation")))
    )


def _charges(declaration: _Element) -> Iterator[AssessedCharge]:
    for item in _deep(declaration, "GovernmentAgencyGoodsItem"):
        position = int(_text(item, "SequenceNumeric"))
        for fee in _deep(item, "DutyTaxFee"):
            payment = next(iter(_all(fee, "Payment")), None)
            if payment is None:
                continue
            amount = next(iter(_all(payment, "TaxAssessedAmount")), None)
            if amount is None or not amount.text:
                continue
            rate = _text(fee, "TaxRateNumeric")
            yield AssessedCharge(
                position=position,
                type_code=_text(fee, "TypeCode"),
                base=Decimal(_text(fee, "AdValoremTaxBaseAmount") or "0"),
                rate=Decimal(rate) / 100 if rate else None,
                amount=Decimal(amount.text),
                currency=amount.get("currencyID", ""),
            )


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(parent: _Element, name: str) -> list[_Element]:
    return [child for child in parent if _local(child) == name]


def _deep(parent: _Element, name: str) -> list[_Element]:
    return [child for child in parent.iter() if _local(child) == name]


def _one(parent: _Element, name: str) -> _Element:
    found = [child for child in parent.iter() if _local(child) == name]
    if not found:
        raise LookupError(f"no {name}")
    return found[0]


def _text(parent: _Element, name: str) -> str:
    found = _all(parent, name)
    return (found[0].text or "").strip() if found else ""
