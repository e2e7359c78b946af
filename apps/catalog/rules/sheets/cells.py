"""Catalog · single cells of a sheet: read into values, written as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from ...types import Measure, ProductStatus, Tier
from .. import codes
from .columns import CellProblem

_YES = frozenset({"yes", "true", "1", "y", "x"})
_NO = frozenset({"no", "false", "0", "n", ""})
_PLAIN = re.compile(r"[+-]?\d{1,15}(\.\d+)?")


def yes_or_no(cell: str) -> bool:
    """yes or no; an empty cell is no."""
    if cell.lower() in _YES:
        return True
    if cell.lower() in _NO:
        return False
    raise CellProblem(_("This is neither yes nor no."), _("Write yes or no."))


def whole(cell: str, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`."""
    text = cell[:-2] if cell.endswith(".0") else cell
    if not (text.isascii() and text.isdigit()):
        raise CellProblem(_("This is no whole number."), _("Write digits only, without units or separators."))
    number = int(text)
    if not least <= number <= most:
        raise CellProblem(
            _("This number is out of range."),
            _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most},
        )
    return number


def decimal(cell: str, *, comma: bool) -> Decimal:
    """A number with a decimal point, or with a decimal comma in sheets that use it."""
    text = cell.replace(",", ".") if comma and cell.count(",") == 1 and "." not in cell else cell
    if not _PLAIN.fullmatch(text):
        raise CellProblem(
            _("This is no number."), _("Write the number with a decimal point and without thousands separators.")
        )
    try:
        return Decimal(text)
    except InvalidOperation:
        raise CellProblem(_("This is no number."), _("Write digits and a decimal point.")) from None


def measure(cell: str, *, comma: bool) -> Decimal | Measure:
    """A bare number, or a number and a unit, as in 30 or 30 cm."""
    number, _space, unit = cell.partition(" ")
    value = decimal(number, comma=comma)
    return Measure(value, unit.strip()) if unit.strip() else value


def amount(cell: str, currency: str, *, comma: bool) -> Money:
    """A price of at most four decimals, above nothing."""
    number = decimal(cell, comma=comma)
    if number <= 0 or number >= Decimal(10) ** 12:
        raise CellProblem(_("A price must be more than nothing."), _("Write the price of one piece."))
    if number != round(number, 4):
        raise CellProblem(_("A price has at most four decimals."), _("Round the price."))
    return Money(number, currency)


def tiers(cell: str, kind: str, currency: str, *, comma: bool) -> tuple[Tier, ...]:
    """`10=22.50|50=20`: from 10 pieces 22.50 each, from 50 pieces 20 each."""
    found = []
    for part in filter(None, (part.strip() for part in cell.split("|"))):
        quantity, equals, price = part.partition("=")
        if not equals:
            raise CellProblem(_("These are no price tiers."), _("Write them as in 10=22.50|50=20.00"))
        found.append(
            Tier(kind, whole(quantity.strip(), least=1, most=1_000_000), amount(price.strip(), currency, comma=comma))
        )
    return tuple(found)


def hs_code(cell: str) -> str:
    """Six, eight or ten digits, or nothing; points and spaces between them are dropped."""
    text = re.sub(r"[.\s]", "", cell)
    if text and not codes.is_hs_code(text):
        raise CellProblem(
            _("This is no HS code."), _("Write 6, 8 or 10 digits. Format the column as text to keep a leading 0.")
        )
    return text


def country(cell: str) -> str:
    """An ISO code of a country, or nothing."""
    text = cell.upper()
    if text and not codes.is_country(text):
        raise CellProblem(_("This is no country's code."), _("Write two letters, as in CN or DE."))
    return text


def gtin(cell: str) -> str:
    """A GTIN, or nothing."""
    if not cell or codes.is_gtin(cell):
        return cell
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", cell):
        raise CellProblem(
            _("A spreadsheet program has rounded this number."), _("Format the column as text and enter it again.")
        )
    raise CellProblem(
        _("This is no GTIN: its last digit does not check the others."), _("Compare it with the barcode's digits.")
    )


def sku(cell: str) -> str:
    """A SKU."""
    if not codes.is_sku(cell):
        raise CellProblem(_("A row needs a SKU of 1 to 64 characters."), _("Give each variant a SKU of its own."))
    return cell


def product_code(cell: str) -> str:
    """A product's key."""
    if not codes.is_code(cell):
        raise CellProblem(
            _("This is no product key."),
            _("Write small Latin letters, digits, points and hyphens; rows of one product have the same key."),
        )
    return cell


def status(cell: str) -> str:
    """A product's status."""
    if cell.lower() not in ProductStatus.values:
        raise CellProblem(_("This is no status."), _("Write draft, published or archived."))
    return cell.lower()


def currency_code(cell: str, known: Iterable[str]) -> str:
    """One of the marketplace's currencies."""
    if cell.upper() not in known:
        raise CellProblem(_("This currency is not traded here."), _("Write a currency's code, as in EUR."))
    return cell.upper()


def slug(cell: str) -> str:
    """An address as it stands, or nothing for one made of the title."""
    if cell and not codes.is_slug(cell):
        raise CellProblem(_("This cannot be an address."), _("Write small letters, digits and single hyphens."))
    return cell


def number_text(number: Decimal) -> str:
    """A number as it stands in a cell: no exponent, no needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def yes_or_no_text(value: bool) -> str:
    """yes or no."""
    return "yes" if value else "no"


def tiers_text(steps: Iterable[Tier]) -> str:
    """Tiers as `tiers` reads them."""
    return "|".join(f"{step.min_quantity}={number_text(step.price.amount)}" for step in steps)


def permits(cell: str) -> dict[str, str]:
    """Permits by kind: "cites=DE-1 | health=44".

    Raises:
        CellProblem: a part has no number.
    """
    found = dict(part.strip().partition("=")[::2] for part in cell.split("|") if part.strip())
    if not all(kind.strip() and number.strip() for kind, number in found.items()):
        raise CellProblem(_("This names no permit."), _("Write the kind and its number, as in cites=DE-1."))
    return {kind.strip(): number.strip() for kind, number in found.items()}
