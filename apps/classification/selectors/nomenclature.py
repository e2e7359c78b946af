"""Classification · the Harmonized System and countries' own trees below it · public schema."""

from __future__ import annotations

import re
from collections.abc import Collection

from apps.common.remember import Remembered

from ..models import Edition, NomenclatureLine
from ..types import NomenclatureNode

_editions_known: Remembered[list[Edition]] = Remembered(seconds=60, most=1)


def current_edition(country: str = "") -> Edition | None:
    """The edition in force: of the Harmonized System, or of a country's own tree. None where none is loaded."""
    return next((edition for edition in _editions() if edition.country == country), None)


def trees() -> list[Edition]:
    """The countries' own trees that are loaded, by country."""
    return [edition for edition in _editions() if edition.country]


def node(code: str, country: str = "") -> NomenclatureNode | None:
    """A line of the current edition, with the texts of those above it. One query."""
    edition = current_edition(country)
    if edition is None or not code.isdigit():
        return None
    wanted = [code[:2], code[:4], code[:6], code[:8], code]
    lines = dict(
        NomenclatureLine.objects.filter(edition=edition, code__in=wanted)
        .order_by("code")
        .values_list("code", "description")
    )
    if code not in lines:
        return None
    return NomenclatureNode(code, lines.pop(code), tuple(lines.values()))


def descriptions(codes: Collection[str], country: str = "") -> dict[str, str]:
    """Texts by code, of those that the current edition has. One query, none without codes."""
    edition = current_edition(country)
    if edition is None or not codes:
        return {}
    rows = NomenclatureLine.objects.filter(edition=edition, code__in=set(codes))
    return dict(rows.values_list("code", "description"))


def children(hs_code: str, country: str) -> list[NomenclatureNode]:
    """The lines of a country's tree below these six digits, in order; the deepest ones are what is declared."""
    edition = current_edition(country)
    if edition is None or not hs_code:
        return []
    rows = list(
        NomenclatureLine.objects.filter(edition=edition, code__startswith=hs_code[:6]).values_list(
            "code", "description", "parent"
        )
    )
    parents = {parent for _code, _text, parent in rows}
    return [NomenclatureNode(code, text) for code, text, _parent in rows if code not in parents]


def search_nodes(text: str, *, limit: int = 20) -> list[NomenclatureNode]:
    """Six-digit lines whose code begins so, or whose text has all these words. One query."""
    edition = current_edition()
    digits = re.sub(r"[.\s]", "", text)
    if edition is None or len(text.strip()) < 2:
        return []
    rows = NomenclatureLine.objects.filter(edition=edition, code__regex=r"^\d{6}$")
    if digits.isdigit():
        rows = rows.filter(code__startswith=digits)
    else:
        for word in text.split()[:8]:
            rows = rows.filter(description__icontains=word)
    return [NomenclatureNode(*row) for row in rows.values_list("code", "description")[:limit]]


def _editions() -> list[Edition]:
    known = _editions_known.get("all")
    if known is None:
        known = list(Edition.objects.filter(is_current=True).order_by("country"))
        if known:
            _editions_known.put("all", known)
    return known


def forget() -> None:
    """Read the editions again at the next call: after one was loaded in this process."""
    _editions_known.forget()
