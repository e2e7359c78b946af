"""Screening · OFAC's lists: SDN and consolidated, as CSV with its alternates or as XML.

Source of the forms: «Specially Designated Nationals data formats», US Department of the Treasury (SDN.CSV, ALT.CSV,
CONS_PRIM.CSV, CONS_ALT.CSV; SDN.XML). «-0-» stands for nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from xml.etree.ElementTree import Element

from apps.screening.errors import ListInvalid
from apps.screening.types import Kind, Listed, ListFile

from . import facts, xml

_KINDS = {"individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT, "entity": Kind.COMPANY}
_BIRTH = re.compile(r"\bDOB ([^;.]+)")
_COUNTRY = re.compile(r"\b(?:nationality|citizen|Flag) ([^;.]+)")
_NUMBER = re.compile(
    r"\b(Passport|National ID No\.|Tax ID No\.|Registration Number|Vessel Registration Identification IMO|"
    r"Identification Number|SSN|Registration ID|Company Number|D-U-N-S Number) ([A-Z0-9][A-Z0-9./-]{3,})"
)
_QUOTED_ALIAS = re.compile(r"a\.k\.a\. '([^']{2,})'")
_LONGEST_REMARKS = 2000


def read_csv(files: Sequence[bytes]) -> ListFile:
    """The primary file, then files of alternate names, which share its numbers. An alternate whose entry is missing
    is an entry of its own: a name too many is better than one too few.

    Raises:
        ListInvalid: a row has too few columns, or there is no entry.
    """
    entries: dict[str, _Entry] = {}
    for ref, row in _rows(files[0], columns=12):
        name, kind, programs, _title, *_, remarks = (_told(cell) for cell in row)
        entries[ref] = _Entry(_KINDS.get(kind.lower(), Kind.COMPANY), [name], programs, remarks)
    primary = dict(entries)
    for alternates in files[1:]:
        for ref, row in _rows(alternates, columns=5):
            name = _told(row[2])
            if name:
                entries.setdefault(ref, _Entry(Kind.UNKNOWN, [], "", "")).names.append(name)
    if not primary:
        raise ListInvalid("it holds no entries")
    return ListFile(tuple(entry.listed(ref) for ref, entry in entries.items()))


def read_xml(data: bytes) -> ListFile:
    """The list of `sdnEntry` elements, with their alternates, dates of birth, countries and documents.

    Raises:
        ListInvalid: no XML of this form.
    """
    found: list[Listed] = []
    published: list[str] = []

    def take(element: Element) -> None:
        if element.tag == "publshInformation":
            published.append(xml.text_of(element, "Publish_Date"))
        else:
            found.append(_entry_of(element))

    root, _ = xml.read(data, entries=frozenset({"sdnEntry", "publshInformation"}), take=take)
    if root != "sdnList" or not found:
        raise ListInvalid("it is no sdnList with entries")
    return ListFile(tuple(found), _published(published[0]) if published else None)


class _Entry:
    def __init__(self, kind: Kind, names: list[str], programs: str, remarks: str) -> None:
        self.kind, self.names, self.programs, self.remarks = kind, names, programs, remarks

    def listed(self, ref: str) -> Listed:
        names = tuple(dict.fromkeys(name for name in self.names if name))
        return Listed(
            ref=ref,
            kind=self.kind,
            names=names,
            weak_names=tuple(name for name in _QUOTED_ALIAS.findall(self.remarks) if name not in names),
            programs=tuple(part.strip(" []") for part in re.split(r"\] \[|;", self.programs) if part.strip(" []")),
            birth_dates=facts.unique(facts.birth_date(told) for told in _BIRTH.findall(self.remarks)),
            countries=facts.unique(facts.country(told) for told in _COUNTRY.findall(self.remarks)),
            identifiers=tuple((kind, number) for kind, number in _NUMBER.findall(self.remarks)),
            remarks=self.remarks[:_LONGEST_REMARKS],
        )


def _rows(data: bytes, *, columns: int) -> Iterator[tuple[str, list[str]]]:
    text = data.decode("utf-8-sig", errors="strict") if _is_utf8(data) else data.decode("latin-1")
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if not row or row[0].strip() in ("", "\x1a"):
            continue
        if len(row) < columns or not row[0].strip().isdigit():
            raise ListInvalid(f"line {number} is no entry of {columns} columns")
        yield row[0].strip(), row[1:]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _told(cell: str) -> str:
    text = " ".join(cell.split())
    return "" if text == "-0-" else text


def _entry_of(element: Element) -> Listed:
    strong = [_full(element)]
    weak: list[str] = []
    for alias in element.iterfind("akaList/aka"):
        (weak if xml.text_of(alias, "category") == "weak" else strong).append(_full(alias))
    countries = [*xml.texts_of(element, "nationalityList/nationality/country"),
                 *xml.texts_of(element, "citizenshipList/citizenship/country"),
                 *xml.texts_of(element, "addressList/address/country"),
                 *xml.texts_of(element, "vesselInfo/vesselFlag")]  # fmt: skip
    ref = xml.text_of(element, "uid")
    if not ref or not strong[0]:
        raise ListInvalid("an entry has no uid or no name")
    return Listed(
        ref=ref,
        kind=_KINDS.get(xml.text_of(element, "sdnType").lower(), Kind.UNKNOWN),
        names=facts.unique(strong),
        weak_names=facts.unique(weak),
        programs=tuple(xml.texts_of(element, "programList/program")),
        birth_dates=facts.unique(
            facts.birth_date(told) for told in xml.texts_of(element, "dateOfBirthList/dateOfBirthItem/dateOfBirth")
        ),
        countries=facts.unique(facts.country(told) for told in countries),
        identifiers=tuple(
            (xml.text_of(paper, "idType"), xml.text_of(paper, "idNumber"))
            for paper in element.iterfind("idList/id")
            if xml.text_of(paper, "idNumber")
        ),
        remarks=xml.text_of(element, "remarks")[:_LONGEST_REMARKS],
    )


def _full(element: Element) -> str:
    last, first = xml.text_of(element, "lastName"), xml.text_of(element, "firstName")
    return f"{last}, {first}" if first else last


def _published(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007  a day
    except ValueError:
        return None
