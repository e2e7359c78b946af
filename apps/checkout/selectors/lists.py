"""Checkout · what each line of a list comes to in a market · public schema."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from apps.checkout.errors import ListUnreadable
from apps.checkout.rules import lists, pricing
from apps.checkout.types import Asked, ListChoice, ListLine, ListProblem, Visitor
from apps.common import clock
from apps.common.decoding import NotText, decoded
from apps.common.errors import InvalidInput
from apps.currencies import selectors as currencies
from apps.discovery import selectors as discovery
from apps.discovery.types import Offer
from apps.markets import selectors as markets
from apps.markets.pricing import Pricing
from apps.stock import selectors as stock

MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Checked:
    """Lines in the order of the list, and the offers of those that can be added."""

    lines: tuple[ListLine, ...]
    offers: Mapping[UUID, Offer]

    @property
    def wanted(self) -> dict[UUID, int]:
        """Pieces to add by variant."""
        return {line.variant_id: line.addable for line in self.lines if line.variant_id and line.addable}


def list_text(text: str, file: bytes = b"") -> str:
    """What was typed, and below it what is in the file.

    Raises:
        InvalidInput: the file is no text (field `file`).
    """
    try:
        return "\n".join(part for part in (text.rstrip(), decoded(file).lstrip("\ufeff")) if part)
    except NotText as error:
        raise InvalidInput(field="file", problem=str(error.problem) % error.data) from None


def asked_in(text: str, vendors: Mapping[int, str] | None = None) -> list[Asked]:
    """The lines of a list; `vendors` are the slugs chosen for codes that several use, by number of a line.

    Raises:
        ListUnreadable: there is no line.
        ListTooLong: there are more than a cart holds.
    """
    found = lists.read(text)
    chosen = {line.key: vendors[line.number] for line in found if line.number in vendors} if vendors else {}
    return [replace(line, vendor=chosen.get(line.key, "")) for line in found]


def checked(asked: Sequence[Asked], *, held: Mapping[UUID, int], visitor: Visitor) -> Checked:
    """What each line comes to, on top of the pieces that the cart has (`held`, by variant).

    Two queries, three where a code is unknown, whatever the number of lines.

    Raises:
        ListUnreadable: there is no line.
    """
    if not asked:
        raise ListUnreadable()
    keys = list(dict.fromkeys(line.key for line in asked if line.quantity))
    found = discovery.offers_by_code(keys, market=visitor.market, currency=visitor.currency)
    unknown = [key for key in keys if key not in found]
    near = discovery.near_codes(unknown, market=visitor.market) if unknown else {}
    offers = {offer.variant_id: offer for some in found.values() for offer in some}
    sellable = {variant: one.sellable for variant, one in stock.availability(offers).items()}
    prices = markets.pricing(visitor.market, visitor.currency, currencies.rate_table())
    checker = _Checker(found, near, held, sellable, visitor, prices, clock.now().date())
    return Checked(tuple(checker.line(*one) for one in lists.merged(asked, same=checker.same)), offers)


@dataclass(frozen=True)
class _Checker:
    """What every line of one list is judged by."""

    found: Mapping[str, tuple[Offer, ...]]
    near: Mapping[str, tuple[str, ...]]
    held: Mapping[UUID, int]
    sellable: Mapping[UUID, int]
    visitor: Visitor
    prices: Pricing
    on: date

    def line(self, asked: Asked, joined: tuple[int, ...]) -> ListLine:
        line = ListLine(asked.number, asked.code, asked.quantity, joined)
        if not asked.quantity:
            return replace(line, problem=ListProblem.UNREADABLE)
        known = self.found.get(asked.key)
        if known is None:
            return replace(line, problem=ListProblem.UNKNOWN, near=self.near.get(asked.key, ()))
        usable = self._usable(asked)
        if len(usable) > 1:
            return replace(line, problem=ListProblem.SEVERAL, choices=tuple(map(self._choice, usable)))
        offer = next(iter(usable or known), None)
        shown = self._shown(line, offer) if offer else line
        if offer is None or not usable:
            return replace(shown, problem=ListProblem.NOT_SOLD_HERE)
        return self._counted(shown, offer)

    def same(self, asked: Asked) -> Hashable:
        """What lines have in common that are about the same goods: a SKU and its GTIN may both be in a list."""
        usable = self._usable(asked)
        return usable[0].variant_id if len(usable) == 1 else (asked.key, asked.vendor)

    def _usable(self, asked: Asked) -> list[Offer]:
        """The offers that a line may mean."""
        known = self.found.get(asked.key, ())
        return [
            offer
            for offer in known
            if offer.is_buyable
            and asked.vendor in ("", offer.vendor_slug)
            and not offer.blocked(self.visitor.ship_to, on=self.on)
        ]

    def _choice(self, offer: Offer) -> ListChoice:
        return ListChoice(offer.vendor_slug, offer.vendor_name, offer.title(self.visitor.language))

    def _shown(self, line: ListLine, offer: Offer) -> ListLine:
        language = self.visitor.language
        return replace(
            line,
            variant_id=offer.variant_id,
            title=offer.title(language),
            slug=offer.slug.get(language, ""),
            option_label=offer.option_label(language),
            vendor=offer.vendor_slug,
            vendor_name=offer.vendor_name,
            picture=offer.picture,
        )

    def _counted(self, line: ListLine, offer: Offer) -> ListLine:
        """With how many can be added and what they cost."""
        held = self.held.get(offer.variant_id, 0)
        left = min(self.sellable.get(offer.variant_id, 0), lists.MOST_PIECES) - held
        smallest = pricing.allowed(offer.unit_prices, 1)
        addable = max(pricing.allowed(offer.unit_prices, held + line.quantity) - held, 0)
        problem = None
        if left <= 0 or held + left < smallest:
            problem, addable = ListProblem.SOLD_OUT, 0
        elif addable > left:
            problem, addable = ListProblem.FEWER_LEFT, left
        elif addable > line.quantity:
            problem = ListProblem.TOO_FEW
        each = offer.price(self.prices, max(held + addable, smallest))
        goods = each * addable if addable else None
        return replace(line, problem=problem, addable=addable, left=max(left, 0), unit_price=each, goods=goods)
