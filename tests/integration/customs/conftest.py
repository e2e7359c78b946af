"""A vendor in China, orders to other countries, and the sandbox's customs authority as a process of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from django.db import transaction
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.currencies import selectors as currencies
from apps.customs.models import Declaration
from apps.orders import operations as orders
from apps.orders.operations import declaring
from apps.orders.types import OrderPart, PartLine
from apps.shipping.models import Fulfilment, Parcel
from apps.tariffs import selectors as tariffs
from apps.tariffs.rules import per_line
from apps.tariffs.types import Consignment, ConsignmentLine
from apps.warehouse import operations as warehouse
from tests.factories.customs import BERLIN, KILN
from tests.integration.sandbox.sandbox_world import Program

ROOT = Path(__file__).resolve().parents[3]
KEY, SECRET = "ck_suite", "cs_suite"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A customs authority that inspects nobody unless told to, and is quick."""
    folder = tmp_path_factory.mktemp("customs")
    file = ROOT / "apps" / "sandbox" / "authority" / "app.py"
    command = [sys.executable, "-u", str(file), "--port", "0", "--state", str(folder / "authority"),
               "--customs-key", KEY, "--customs-secret", SECRET, "--step-s", "0", "--inspection-s", "0",
               "--inspected", "0", "--asked", "0"]  # fmt: skip
    program = Program(command, folder / "authority.log")
    program.start()
    yield program
    program.stop()


@pytest.fixture
def customs(office: Program, settings: Any) -> Program:
    """The same, emptied, and connected."""
    office.reset()
    settings.CUSTOMS_AUTHORITIES = {"*": {"api_base": office.url, "key": KEY, "secret": SECRET}}
    return office


def arm(office: Program, kind: str, **options: Any) -> None:
    """Say what is to happen to the next declaration."""
    requests.post(f"{office.url}/_sandbox/faults", json={"kind": kind, **options}, timeout=5).raise_for_status()


def said(office: Program, code: str, *, within_s: float = 6) -> None:
    """Wait until the authority has said something so many times."""
    until = time.monotonic() + within_s
    while requests.get(f"{office.url}/_sandbox/state", timeout=5).json()["notices"].get(code, 0) < 1:
        assert time.monotonic() < until, f"customs never said {code}"
        time.sleep(0.05)


@pytest.fixture
def labelled(kiln: Any, enter: Any, at: datetime) -> Callable[..., UUID]:
    """An order of vases out of a Chinese house with a printed label, its landed cost frozen; the shipment's id."""

    def make(
        *, ship_to: PostalAddress = BERLIN, price: str = "40.00", hs_code: str = "691390", pieces: int = 2
    ) -> UUID:
        with transaction.atomic(), enter(kiln):
            store = warehouse.open_warehouse(code=f"H{uuid4().hex[:6]}", name="Works", address=KILN, at=at)
            order = orders.accept_part(_part(store.public_id, ship_to, price, hs_code, pieces, at), at=at)
            row = Fulfilment.objects.get(order_id=order.order_id)
            Parcel.objects.create(fulfilment=row, number=1, weight_g=900 * pieces + 120, length_mm=300, width_mm=200,
                                  height_mm=200, tracking_number="CM000000014CN")  # fmt: skip
            row.status, row.labelled_at = "labelled", at
            row.save()
            return row.public_id

    return make


@pytest.fixture
def declared(labelled: Any, kiln: Any, enter: Any, at: datetime) -> Callable[..., UUID]:
    """The declaration of such a shipment, drafted."""

    def make(**facts: Any) -> UUID:
        shipment = labelled(**facts)
        with transaction.atomic(), enter(kiln):
            found = declaring.declare(shipment, at=at)
        assert found is not None
        return found

    return make


def row(public_id: UUID) -> Declaration:
    """The declaration as it stands."""
    return Declaration.objects.get(public_id=public_id)


def _part(store: UUID, ship_to: PostalAddress, price: str, hs_code: str, pieces: int, at: datetime) -> OrderPart:
    variant, goods, freight = uuid4(), Money(Decimal(price), "EUR"), Money(Decimal("9.00"), "EUR")
    consignment = Consignment(
        ship_from="CN", ship_to=ship_to.country, region="", buyer_is_business=False, currency="EUR",
        lines=(ConsignmentLine(str(variant), hs_code, "CN", pieces, goods, 900 * pieces),), freight=freight,
        insurance=Money(0, "EUR"), rates=currencies.rate_table(at.date()).into("EUR"),
    )  # fmt: skip
    assessment = tariffs.assess(consignment, as_of=at.date())
    charges = per_line(assessment, consignment)[str(variant)]
    line = PartLine(
        variant_id=variant, sku="VASE-1", title="Celadon vase", option_label="", quantity=pieces,
        unit_price=goods / pieces, goods=goods, shipping=freight, duty=charges.duty, tax=charges.tax,
        fees=charges.fees, hs_code=hs_code, origin="CN", weight_g=900, length_mm=200, width_mm=150, height_mm=150,
        warehouse_id=store, warehouse_country="CN",
    )  # fmt: skip
    quoted = {"consignments": [{"warehouse_id": str(store), "incoterm": "DDP", "assessment": assessment.as_json()}]}
    return OrderPart(
        purchase_id=uuid4(), purchase_number="P-1", session_id=uuid4(), placed_at=at, buyer_name=ship_to.recipient,
        buyer_email="k@example.com", buyer_user_id=None, address=ship_to, ship_to=ship_to.country, language="de",
        currency="EUR", lines=(line,), goods=line.goods, shipping=line.shipping, duty=line.duty, tax=line.tax,
        fees=line.fees, total=line.total, vendor_currency="CNY", vendor_rate=Decimal("7.8"), incoterm="DDP",
        service_code="MX-EXP", carrier_code="meridian", delivery_min_days=3, delivery_max_days=6, assessment=quoted,
    )  # fmt: skip
