"""Demo · the purchases of the last twelve months: delivered, some pieces sent back, some on their way · no tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.accounts import selectors as people
from apps.checkout import selectors as purchases
from apps.checkout.operations import history
from apps.checkout.selectors import history as recorded
from apps.checkout.selectors import quoting
from apps.checkout.types import PurchaseView, Quote, Wish
from apps.common.addresses import PostalAddress
from apps.currencies import operations as currencies
from apps.discovery.types import Offer
from apps.markets import selectors as markets
from apps.orders.types import PastReturnLine
from apps.outbox import operations as outbox
from apps.payouts import operations as payouts
from apps.stock import operations as stock
from apps.stock import selectors as shelves
from apps.stock.errors import InsufficientStock
from apps.stock.types import Demand, Holding
from apps.vendors.models import Vendor
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses
from apps.warehouse.types import WarehouseInfo

from . import files
from .journeys import send

NAMESPACE = UUID("0d0ab3f4-5a8e-5d0c-8f0a-3d5a7f0f0c11")
_TOPICS = ("stock.level_changed",)


class NotSellable(Exception):
    """A purchase of the plan cannot be priced; the text says why."""


@dataclass(frozen=True)
class Buyer:
    """Who bought, and where it went."""

    user_id: int
    email: str
    language: str
    address: PostalAddress


@dataclass(frozen=True)
class Variant:
    """Whose a SKU is."""

    vendor: Vendor
    variant_id: UUID
    product_id: UUID
    product_code: str


Catalogue = dict[str, Variant]


def key_of(plan_id: str) -> UUID:
    """The id under which a purchase of the plan is recorded, the same at every run."""
    return uuid5(NAMESPACE, plan_id)


def placed_at(row: dict[str, Any], at: datetime) -> datetime:
    """When the plan's purchase was made, counted back from the day of loading; never later than an hour ago."""
    day = (at - timedelta(days=row["days_ago"])).replace(hour=row["hour"], minute=0, second=0, microsecond=0)
    minute = key_of(row["id"]).int % 60
    return min(day + timedelta(minutes=minute), at - timedelta(hours=1))


def load(rows: Iterable[dict[str, Any]], catalogue: Catalogue, *, at: datetime, done: Callable[[], None]) -> list[str]:
    """Record the purchases of the plan, each in a transaction; twice is once. What had to be left out, and why.

    Those with goods that are not in the catalogue (fewer vendors were loaded) are left out silently.
    """
    wanted = [row for row in rows if all(line["sku"] in catalogue for line in row["lines"])]
    known = recorded.recorded([key_of(row["id"]) for row in wanted])
    buyers = _buyers()
    left_out = []
    for row in wanted:
        if key_of(row["id"]) not in known:
            try:
                with transaction.atomic():
                    _record(row, catalogue, buyers[row["shopper"] or row["member"]], at=at)
            except NotSellable as problem:
                left_out.append(f"{row['id']}: {problem}")
        done()
    return left_out


def _record(row: dict[str, Any], catalogue: Catalogue, buyer: Buyer, *, at: datetime) -> None:
    placed = placed_at(row, at)
    demands = [
        Demand(item.vendor.pk, item.variant_id, line["quantity"])
        for line in row["lines"]
        for item in (catalogue[line["sku"]],)
    ]
    is_open = row["stage"] == "open"
    held = _hold(row, demands, buyer, at=at) if is_open else _leaving(demands, catalogue, buyer)
    past = history.PastPurchase(
        key=key_of(row["id"]),
        quote=_quote(row, demands, held, buyer, at=placed),
        user_id=buyer.user_id,
        email=buyer.email,
        address=buyer.address,
        language=buyer.language,
        placed_at=placed,
    )
    if is_open:
        stock.allocate(past.key, at=at)
        history.record_open_purchases([past], at=at)
        return
    history.record_past_purchases([past], at=at)
    bought = purchases.purchase(recorded.recorded([past.key])[past.key])
    vendors = {item.vendor.pk: item.vendor for item in catalogue.values()}
    delivered = _deliver(past, bought, vendors, at=at)
    _take_back(row, past, catalogue, delivered, at=at)
    for vendor_id, when in delivered.items():
        payouts.note_delivered(vendor_id, bought.public_id, delivered_at=when)
    for vendor_id in {demand.vendor_id for demand in demands}:
        outbox.settle(vendor_id, topics=_TOPICS, at=at)


def _hold(row: dict[str, Any], demands: Sequence[Demand], buyer: Buyer, *, at: datetime) -> Sequence[Holding]:
    try:
        return stock.hold(
            demands,
            session_id=key_of(row["id"]),
            ship_to=buyer.address.country,
            expires_at=at + timedelta(hours=1),
            at=at,
        )
    except InsufficientStock as short:
        raise NotSellable(short.text()) from short


def _leaving(demands: Sequence[Demand], catalogue: Catalogue, buyer: Buyer) -> Sequence[Holding]:
    """Whence the pieces came: whence they would come now; what has sold out since came from the vendor's home."""
    try:
        return shelves.plan(demands, ship_to=buyer.address.country)
    except InsufficientStock:
        vendors = {item.vendor.pk: item.vendor for item in catalogue.values()}
        return [
            Holding(one.vendor_id, one.variant_id, home.public_id, home.country, one.quantity)
            for one in demands
            for home in (_home(vendors[one.vendor_id]),)
        ]


def _home(vendor: Vendor) -> WarehouseInfo:
    with tenant_context(vendor):
        return houses.warehouses()[0]


def _quote(
    row: dict[str, Any], demands: Sequence[Demand], held: Sequence[Holding], buyer: Buyer, *, at: datetime
) -> Quote:
    country = buyer.address.country
    wish = Wish(
        lines=tuple((demand.vendor_id, demand.variant_id, demand.quantity) for demand in demands),
        market=markets.for_country(country).code,
        ship_to=country,
        region=buyer.address.region,
        postcode=buyer.address.postcode,
        currency=row["currency"],
    )
    # What has sold out or was forbidden since could be bought then.
    offers = {key: _as_then(offer) for key, offer in quoting.offers_for(wish).items()}
    if not offers.keys() >= {demand.variant_id for demand in demands}:
        raise NotSellable(f"not offered in {wish.market}")
    needed = {offer.unit_prices[0][1].currency.code for offer in offers.values()}
    fx = currencies.lock_quote(charge_currency=row["currency"], currencies=needed, at=at)
    quoted = quoting.quote(wish, offers=offers, fx=fx, at=at, holdings=held)
    if quoted.quote is None or quoted.problems:
        raise NotSellable(
            ", ".join(sorted(str(kind.label) for kind, _ in quoted.problems.values())) or "nothing is sold"
        )
    return quoted.quote


def _as_then(offer: Offer) -> Offer:
    bound = {country: tuple(one for one in found if not one.blocks) for country, found in offer.restrictions.items()}
    return replace(offer, is_sellable=True, restrictions=bound)


def _deliver(
    past: history.PastPurchase, bought: PurchaseView, vendors: dict[int, Vendor], *, at: datetime
) -> dict[int, datetime]:
    """Send each vendor's part and see it delivered; when each was."""
    arrived = {}
    news: list[history.PastNews] = []
    for part in bought.parts:
        quoted = next(one for one in past.quote.vendors if one.vendor_id == part.vendor_id)
        with tenant_context(vendors[part.vendor_id]):
            codes = {house.public_id: house.code for house in houses.warehouses()}
            for line in quoted.lines:
                code, reference = codes[line.warehouse_id], f"before the books: {bought.number}"
                # What was sold had come in before: so the counters end where the vendor's own count has them.
                warehouse.receive(
                    variant_id=line.variant_id, warehouse=code, quantity=line.quantity, reference=reference,
                    at=past.placed_at - timedelta(days=7),
                )  # fmt: skip
                warehouse.ship_past(
                    variant_id=line.variant_id, warehouse=code, quantity=line.quantity, reference=reference,
                    at=past.placed_at + timedelta(days=1),
                )  # fmt: skip
            sent, arrived[part.vendor_id] = send(past, bought.public_id, part, quoted, at=at)
            news += sent
    history.record_past_news(news, at=at)
    return arrived


def _take_back(
    row: dict[str, Any], past: history.PastPurchase, catalogue: Catalogue, arrived: dict[int, datetime], *, at: datetime
) -> None:
    lines = {line.sku: line for line in past.quote.lines}
    for back in row["returned"]:
        item, line = catalogue[back["sku"]], lines[back["sku"]]
        when = min(arrived[item.vendor.pk] + timedelta(days=9), at)
        history.record_past_returns(
            [
                history.PastReturn(
                    reference=f"{back['reason']} {back['sku']}"[:60],
                    purchase_key=past.key,
                    vendor_id=item.vendor.pk,
                    lines=(PastReturnLine(back["sku"], back["quantity"], line.unit_price),),
                    returned_at=when,
                )
            ],
            at=at,
        )
        with tenant_context(item.vendor):
            code = next(house.code for house in houses.warehouses() if house.public_id == line.warehouse_id)
            warehouse.take_back(
                variant_id=item.variant_id, warehouse=code, quantity=back["quantity"],
                reference=f"return: {past.key}", at=when,
            )  # fmt: skip


def _buyers() -> dict[str, Buyer]:
    """Shoppers by their id in the plan, members of companies by their address of mail."""
    world = files.read("people.json")
    found = {}
    for row in world["shoppers"]:
        address = files.home_address(row["address"], row["latin_address"], phone=row["phone"])
        found[row["id"]] = _buyer(row["email"], row["language"], address)
    for company in world["companies"]:
        address = files.home_address(company["address"], company.get("latin_address"), phone="")
        for member in company["members"]:
            found[member["email"]] = _buyer(member["email"], company["language"], address)
    return found


def _buyer(email: str, language: str, address: PostalAddress) -> Buyer:
    user = people.find_by_email(email)
    if user is None:
        raise LookupError(f"{email} is not loaded.")
    return Buyer(user.pk, user.email, language, address)
