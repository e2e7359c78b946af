"""Screening · the European Union's consolidated list of financial sanctions, XML 1.1.

Source of the form: the schema of the Financial Sanctions Database (export with sanctionEntity; facts are attributes).
"""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

from apps.screening.errors import ListInvalid
from apps.screening.types import Kind, Listed, ListFile

from . import facts, xml

_KINDS = {"person": Kind.PERSON, "P": Kind.PERSON, "enterprise": Kind.COMPANY, "E": Kind.COMPANY}
_LONGEST_REMARKS = 2000


def read_xml(data: bytes) -> ListFile:
    """Every entity of the list.

    Raises:
        ListInvalid: no XML of this form.
    """
    found: list[Listed] = []
    root, attributes = xml.read(
        data, entries=frozenset({"sanctionEntity"}), take=lambda element: found.append(_entry(element))
    )
    if root != "export" or not found:
        raise ListInvalid("it is no export with sanction entities")
    try:
        return ListFile(tuple(found), date.fromisoformat(attributes.get("generationDate", "")[:10]))
    except ValueError:
        return ListFile(tuple(found))


def _entry(element: Element) -> Listed:
    strong: list[str] = []
    weak: list[str] = []
    for alias in element.iterfind("nameAlias"):
        parts = (alias.get("firstName", ""), alias.get("middleName", ""), alias.get("lastName", ""))
        name = alias.get("wholeName", "").strip() or " ".join(filter(None, parts))
        (weak if alias.get("strong", "true") == "false" else strong).append(name)
    kind = element.find("subjectType")
    ref = element.get("euReferenceNumber") or element.get("logicalId", "")
    names = facts.unique(strong or weak)
    if not ref or not names:
        raise ListInvalid("an entity has no reference or no name")
    return Listed(
        ref=ref,
        kind=_kind(kind),
        names=names,
        weak_names=facts.unique(name for name in weak if name not in names),
        programs=facts.unique(rule.get("programme", "") for rule in element.iterfind("regulation")),
        birth_dates=facts.unique(_born(told) for told in element.iterfind("birthdate")),
        countries=facts.unique(
            facts.country(told.get("countryIso2Code", ""))
            for path in ("citizenship", "address")
            for told in element.iterfind(path)
        ),
        identifiers=tuple(
            (paper.get("identificationTypeCode", ""), paper.get("number", ""))
            for paper in element.iterfind("identification")
            if paper.get("number")
        ),
        remarks="; ".join(xml.texts_of(element, "remark"))[:_LONGEST_REMARKS],
    )


def _kind(told: Element | None) -> Kind:
    if told is None:
        return Kind.UNKNOWN
    return _KINDS.get(told.get("code", ""), _KINDS.get(told.get("classificationCode", ""), Kind.UNKNOWN))


def _born(told: Element) -> str:
    first, last = told.get("yearRangeFrom"), told.get("yearRangeTo")
    if first and last:
        return f"{first}/{last}"
    return facts.birth_date(told.get("birthdate", "") or told.get("year", ""))
