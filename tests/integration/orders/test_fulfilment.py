"""An order's way: accepted, confirmed, packed, labelled, handed over, delivered — with the real carrier protocol."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from django.conf import settings
from django.db import IntegrityError, transaction
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.errors import InvalidTransition
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.logistics.carriers import registry
from apps.logistics.carriers.meridian import Meridian
from apps.logistics.errors import CarrierRefused, CarrierUnavailable
from apps.logistics.models import Service, Tracker
from apps.logistics.types import Booked, Booking
from apps.orders import operations, selectors
from apps.orders.errors import AlreadyShipped, OrderUnknown
from apps.orders.types import OrderPart, PartLine, PartsDisagree
from apps.outbox.models import OutboxEvent
from apps.shipping import selectors as shipments
from apps.shipping.errors import BookedOtherwise, FulfilmentUnknown, IncotermMismatch
from apps.shipping.models import Fulfilment
from apps.shipping.operations import labelling, packing, sending
from apps.shipping.tasks import fold_tracking
from apps.stock import operations as stock
from apps.stock.models import Counter
from apps.stock.types import Demand
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses
from tests.factories.warehouse import house
from tests.integration.sandbox.sandbox_world import Program

ROOT = Path(__file__).resolve().parents[3]
TEAM = Actor(ActorKind.VENDOR, "team")
WORKS = PostalAddress(
    recipient="Kiln Ltd",
    country="CN",
    lines=("1 Kiln Road",),
    locality="Longquan",
    region="Zhejiang",
    postcode="323700",
)


@pytest.fixture
def carrier(tmp_path: Path, settings: Any) -> Iterator[Program]:
    """The sandbox carrier, whose clock only we move."""
    key, secret = "mk_test_orders", secrets.token_hex(16)
    file = ROOT / "apps" / "sandbox" / "carrier" / "app.py"
    command = [sys.executable, "-u", str(file), "--port", "0", "--state", str(tmp_path / "carrier"),
               "--api-key", key, "--api-secret", secret, "--time-scale", "1"]  # fmt: skip
    program = Program(command, tmp_path / "carrier.log")
    program.start()
    settings.MERIDIAN = {"api_base": program.url, "key": key, "secret": secret}
    yield program
    program.stop()


@pytest.fixture
def sold(kiln: Any, enter: Any, at: datetime) -> Callable[..., UUID]:
    """Sell pieces of one variant out of a house in China to a buyer in Berlin; the order's id."""

    def sell(quantity: int = 2) -> UUID:
        variant, session = uuid4(), uuid4()
        with transaction.atomic(), enter(kiln):
            store = warehouse.open_warehouse(code=f"H{uuid4().hex[:6]}", name="Works", address=WORKS, at=at)
            warehouse.receive(variant_id=variant, warehouse=store.code, quantity=10, at=at)
            stock.hold([Demand(kiln.pk, variant, quantity)], session_id=session, ship_to="DE",
                       expires_at=at + timedelta(minutes=15), at=at)  # fmt: skip
            stock.allocate(session, at=at)
            return operations.accept_part(part(variant, session, store.public_id, quantity, at), at=at).order_id

    return sell


def part(variant: UUID, session: UUID, store: UUID, quantity: int, at: datetime, **changes: Any) -> OrderPart:
    """Vases at 20.00 EUR each, with shipping, duty and tax."""

    def eur(text: str) -> Money:
        return Money(Decimal(text), "EUR")

    line = PartLine(
        variant_id=variant, sku="VASE-1", title="Celadon vase", option_label="", quantity=quantity,
        unit_price=eur("20.00"), goods=eur("20.00") * quantity, shipping=eur("9.00"), duty=eur("3.00"),
        tax=eur("9.88"), fees=eur("0.00"), hs_code="691390", origin="CN", weight_g=900, length_mm=200,
        width_mm=150, height_mm=150, warehouse_id=store, warehouse_country="CN",
    )  # fmt: skip
    facts: dict[str, Any] = {
        "purchase_id": uuid4(), "purchase_number": "P-1", "session_id": session, "placed_at": at,
        "buyer_name": "Käthe Ümlaut", "buyer_email": "k@example.com", "buyer_user_id": None,
        "address": PostalAddress(recipient="Käthe Ümlaut", country="DE", lines=("Lange Straße 12",),
                                 locality="Berlin", postcode="10115", phone="+4930901820"),
        "ship_to": "DE", "language": "de", "currency": "EUR", "lines": (line,), "goods": line.goods,
        "shipping": line.shipping, "duty": line.duty, "tax": line.tax, "fees": line.fees, "total": line.total,
        "vendor_currency": "CNY", "vendor_rate": Decimal("7.8"), "incoterm": "DDP", "service_code": "MX-EXP",
        "carrier_code": "meridian", "delivery_min_days": 3, "delivery_max_days": 6, "assessment": {},
    }  # fmt: skip
    return OrderPart(**{**facts, **changes})


def pack_and_label(order_id: UUID, at: datetime) -> UUID:
    with transaction.atomic():
        operations.confirm(order_id, at=at, by=TEAM)
    fulfilment = shipments.for_orders([order_id])[order_id][0].public_id
    with transaction.atomic():
        packing.pack(fulfilment, at=at, by=TEAM)
    labelling.print_label(fulfilment, at=at, by=TEAM)
    return fulfilment


def test_a_part_whose_amounts_disagree_cannot_be_made(at: datetime) -> None:
    with pytest.raises(PartsDisagree):
        part(uuid4(), uuid4(), uuid4(), 1, at, total=Money("1.00", "EUR"))


def test_an_order_goes_to_the_door(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, drain: Any, at: datetime
) -> None:
    order_id = sold()
    with enter(kiln):
        fulfilment = pack_and_label(order_id, at)
        again = labelling.print_label(fulfilment, at=at, by=TEAM)
        sending.hand_over(fulfilment, at=at, by=TEAM)
        sending.hand_over(fulfilment, at=at, by=TEAM)
    drain()
    with enter(kiln):
        order = selectors.order(order_id)
        parcel = order.fulfilments[0].parcels[0]
    assert order.row.status == "shipped"
    assert (again.labelled_at, again.label_incoterm) == (at, "DDP")
    counter = Counter.objects.get(variant_id=order.lines[0].variant_id)
    assert (counter.on_hand, counter.reserved) == (8, 0)

    requests.post(f"{carrier.url}/_sandbox/clock", json={"advance_s": 20 * 86_400}, timeout=5)
    news = fold_tracking(vendor_id=kiln.pk, carrier_code="meridian", tracking_numbers=[parcel.tracking_number])
    repeated = fold_tracking(vendor_id=kiln.pk, carrier_code="meridian", tracking_numbers=[parcel.tracking_number])
    drain()

    with enter(kiln):
        order = selectors.order(order_id)
    codes = [scan.code for scan in order.fulfilments[0].parcels[0].scans]
    assert news == len(codes) > 5
    assert repeated == 0
    assert {"EXPORT_CUSTOMS", "IMPORT_CUSTOMS_RELEASED", "DELIVERED"} <= set(codes)
    assert order.row.status == "delivered"
    assert not Tracker.objects.get(tracking_number=parcel.tracking_number).is_open
    with enter(kiln):
        movements = houses.movements(variant_id=order.lines[0].variant_id)
    assert sum(movement.delta for movement in movements[0]) == 8


def test_a_carrier_that_is_down_leaves_nothing_half_done(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, at: datetime
) -> None:
    order_id = sold()
    carrier.stop()
    with enter(kiln):
        with pytest.raises(CarrierUnavailable):
            pack_and_label(order_id, at)
        fulfilment = shipments.for_orders([order_id])[order_id][0]
    assert fulfilment.status == "packed"
    assert not fulfilment.has_label
    assert fulfilment.parcels[0].tracking_number == ""


def test_a_label_says_the_incoterm_that_the_order_was_sold_by_or_there_is_none(
    kiln: Any, enter: Any, sold: Any, carrier: Program, monkeypatch: Any, at: datetime
) -> None:
    class Careless(Meridian):
        """Asks the carrier for another Incoterm than it was told."""

        def book(self, booking: Booking) -> Booked:
            self.made = super().book(replace(booking, incoterm="DAP"))
            return self.made

    order_id = sold()
    careless = Careless(api_base=carrier.url, key=settings.MERIDIAN["key"], secret=settings.MERIDIAN["secret"])
    with enter(kiln):
        operations.confirm(order_id, at=at, by=TEAM)
        fulfilment = shipments.for_orders([order_id])[order_id][0].public_id
        packing.pack(fulfilment, at=at, by=TEAM)
        with monkeypatch.context() as patched:
            patched.setattr(labelling, "carrier", lambda code: careless)
            with pytest.raises(BookedOtherwise):
                labelling.print_label(fulfilment, at=at, by=TEAM)
        with pytest.raises(CarrierRefused):
            careless.hand_over([careless.made.carrier_ref], key="cancelled")
        Service.objects.filter(pk="MX-EXP").update(incoterms=["DAP"])
        with pytest.raises(IncotermMismatch):
            labelling.print_label(fulfilment, at=at, by=TEAM)
        row = shipments.fulfilment(fulfilment)
        assert (row.status, row.labelled_at, row.carrier_ref) == ("packed", None, "")
        with pytest.raises(IntegrityError, match="shipping_label_as_sold"), transaction.atomic():
            Fulfilment.objects.filter(pk=row.pk).update(label_incoterm="DAP")

        Service.objects.filter(pk="MX-EXP").update(incoterms=["DDP", "DAP"])
        first = labelling.print_label(fulfilment, at=at, by=TEAM).carrier_ref
        assert first not in ("", careless.made.carrier_ref), "the cancelled booking's key is used up"
        assert labelling.print_label(fulfilment, at=at, by=TEAM).carrier_ref == first


def test_a_booking_whose_answer_was_lost_gets_the_same_parcels(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, at: datetime
) -> None:
    order_id = sold()
    fault = {"kind": "timeout_after_acting", "match": "POST /v1/shipments", "times": 2}
    requests.post(f"{carrier.url}/_sandbox/faults", json=fault, timeout=5)
    with enter(kiln):
        with pytest.raises(CarrierUnavailable):
            pack_and_label(order_id, at)
        fulfilment = shipments.for_orders([order_id])[order_id][0]
        labelling.print_label(fulfilment.public_id, at=at, by=TEAM)
        number = shipments.for_orders([order_id])[order_id][0].parcels[0].tracking_number
    assert number.startswith("EM000000014")


def test_a_cancelled_order_puts_the_goods_back_on_sale(kiln: Any, enter: Any, sold: Any, at: datetime) -> None:
    order_id = sold(4)
    with enter(kiln):
        operations.cancel(order_id, reason="Broken in the kiln", at=at, by=TEAM)
        order = selectors.order(order_id)
    counter = Counter.objects.get(variant_id=order.lines[0].variant_id)
    assert order.row.status == "cancelled"
    assert (counter.on_hand, counter.reserved) == (10, 0)
    assert order.fulfilments[0].status == "cancelled"


def test_a_cancelled_orders_booking_is_undone_even_if_the_carrier_does_not_answer_at_first(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, drain: Any, at: datetime
) -> None:
    order_id = sold()
    with enter(kiln):
        fulfilment = pack_and_label(order_id, at)
        booking = shipments.fulfilment(fulfilment).carrier_ref
        with transaction.atomic():
            operations.cancel(order_id, reason="Broken in the kiln", at=at, by=TEAM)
    fault = {"kind": "down", "match": "DELETE /v1/shipments/*", "times": 2}
    requests.post(f"{carrier.url}/_sandbox/faults", json=fault, timeout=5)

    drain()
    event = OutboxEvent.objects.get(topic="shipping.booking_dropped")
    assert event.sent_at is None
    assert "CarrierUnavailable" in event.last_error

    OutboxEvent.objects.filter(pk=event.pk).update(available_at=at)
    drain()
    assert OutboxEvent.objects.get(pk=event.pk).sent_at is not None
    with enter(kiln), pytest.raises(CarrierRefused):
        registry.carrier(shipments.fulfilment(fulfilment).carrier_id).hand_over([booking], key="too-late")


def test_what_has_left_the_house_is_not_cancelled(
    own_database: str, kiln: Any, enter: Any, sold: Any, carrier: Program, drain: Any, at: datetime
) -> None:
    order_id = sold()
    with enter(kiln):
        fulfilment = pack_and_label(order_id, at)
        sending.hand_over(fulfilment, at=at, by=TEAM)
        with pytest.raises(AlreadyShipped) as refused, transaction.atomic():
            operations.cancel(order_id, reason="Too late", at=at, by=TEAM)
        assert len(refused.value.text()) > 20, "who is refused reads why"
        assert selectors.order(order_id).row.status != "cancelled"


def test_steps_out_of_turn_are_refused(kiln: Any, enter: Any, sold: Any, at: datetime) -> None:
    order_id = sold()
    with enter(kiln):
        fulfilment = shipments.for_orders([order_id])[order_id][0].public_id
        with pytest.raises(InvalidTransition):
            labelling.print_label(fulfilment, at=at, by=SYSTEM)
        with pytest.raises(InvalidTransition):
            sending.hand_over(fulfilment, at=at, by=SYSTEM)
        operations.confirm(order_id, at=at, by=TEAM)
        with pytest.raises(InvalidTransition), transaction.atomic():
            operations.confirm(order_id, at=at, by=TEAM)


def test_another_vendor_can_neither_see_nor_touch_the_order(
    kiln: Any, loom: Any, enter: Any, sold: Any, at: datetime
) -> None:
    order_id = sold()
    with enter(kiln):
        fulfilment = shipments.for_orders([order_id])[order_id][0].public_id
    with enter(loom):
        for attempt in (
            lambda: selectors.order(order_id),
            lambda: operations.confirm(order_id, at=at, by=TEAM),
            lambda: operations.cancel(order_id, reason="x", at=at, by=TEAM),
        ):
            with pytest.raises(OrderUnknown):
                attempt()
        with pytest.raises(FulfilmentUnknown):
            packing.pack(fulfilment, at=at, by=TEAM)
    with enter(kiln):
        assert selectors.order(order_id).row.status == "placed"


@pytest.mark.parametrize("count", [1, 12])
def test_the_order_page_reads_the_same_few_queries_however_many_lines(
    kiln: Any, enter: Any, at: datetime, django_assert_max_num_queries: Any, count: int
) -> None:
    session = uuid4()
    with transaction.atomic(), enter(kiln):
        store = house("MANY", at=at)
        first = part(uuid4(), session, store.public_id, 1, at)
        lines = tuple(PartLine(**{**vars(first.lines[0]), "variant_id": uuid4()}) for _ in range(count))
        sums = {name: getattr(first, name) * count for name in ("goods", "shipping", "duty", "tax", "fees", "total")}
        many = part(uuid4(), session, store.public_id, 1, at, lines=lines, **sums)
        order_id = operations.accept_part(many, at=at).order_id
    with enter(kiln), django_assert_max_num_queries(9):
        selectors.order(order_id)


def test_order_numbers_have_no_gaps(kiln: Any, sold: Any, enter: Any) -> None:
    orders = [sold() for _ in range(3)]
    with enter(kiln):
        numbers = [int(selectors.order(order).row.number.rsplit("-", 1)[1]) for order in orders]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
