"""Screening · the consolidated list of the United Nations Security Council, XML.

Source of the form: the list's own schema (CONSOLIDATED_LIST with INDIVIDUALS and ENTITIES). The demonstration
list is written in it too.
"""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

from apps.screening.errors import ListInvalid
from apps.screening.types import Kind, Listed, ListFile

from . import facts, xml

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_WEAK = {"low"}
_LONGEST_REMARKS = 2000


def read_xml(data: bytes) -> ListFile:
    """Every person and entity of the list.

    Raises:
        ListInvalid: no XML of this form.
    """
    found: list[Listed] = []
    root, attributes = xml.read(
        data, entries=frozenset({"INDIVIDUAL", "ENTITY"}), take=lambda element: found.append(_entry(element))
    )
    if root != "CONSOLIDATED_LIST" or not found:
        raise ListInvalid("it is no CONSOLIDATED_LIST with entries")
    told = attributes.get("dateGenerated", "")[:10]
    try:
        return ListFile(tuple(found), date.fromisoformat(told))
    except ValueError:
        return ListFile(tuple(found))


def _entry(element: Element) -> Listed:
    person = element.tag == "INDIVIDUAL"
    prefix = "INDIVIDUAL" if person else "ENTITY"
    name = " ".join(filter(None, (xml.text_of(element, part) for part in _NAMES)))
    ref = xml.text_of(element, "REFERENCE_NUMBER") or xml.text_of(element, "DATAID")
    if not ref or not name:
        raise ListInvalid("an entry has no reference or no name")
    strong = [name, *xml.texts_of(element, "NAME_ORIGINAL_SCRIPT")]
    weak: list[str] = []
    for alias in element.iterfind(f"{prefix}_ALIAS"):
        text = xml.text_of(alias, "ALIAS_NAME")
        (weak if xml.text_of(alias, "QUALITY").lower() in _WEAK else strong).append(text)
    countries = [*xml.texts_of(element, "NATIONALITY/VALUE"), *xml.texts_of(element, f"{prefix}_ADDRESS/COUNTRY")]
    return Listed(
        ref=ref,
        kind=Kind.PERSON if person else Kind.COMPANY,
        names=facts.unique(strong),
        weak_names=facts.unique(weak),
        programs=tuple(xml.texts_of(element, "UN_LIST_TYPE")),
        birth_dates=facts.unique(_born(told) for told in element.iterfind("INDIVIDUAL_DATE_OF_BIRTH")),
        countries=facts.unique(facts.country(told) for told in countries),
        identifiers=tuple(
            (xml.text_of(paper, "TYPE_OF_DOCUMENT"), xml.text_of(paper, "NUMBER"))
            for paper in element.iterfind("INDIVIDUAL_DOCUMENT")
            if xml.text_of(paper, "NUMBER")
        ),
        remarks=xml.text_of(element, "COMMENTS1")[:_LONGEST_REMARKS],
    )


def _born(told: Element) -> str:
    first, last = xml.text_of(told, "FROM_YEAR"), xml.text_of(told, "TO_YEAR")
    if first and last:
        return f"{first}/{last}"
    return facts.birth_date(xml.text_of(told, "DATE") or xml.text_of(told, "YEAR"))
