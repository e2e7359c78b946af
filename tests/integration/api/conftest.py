"""What the API's tests stand on: people with tokens of each audience, and things to ask for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import SCOPES, Audience
from apps.catalog import operations as writes
from apps.catalog import selectors as catalog
from apps.checkout import selectors as checkout
from apps.checkout.selectors import records
from apps.currencies import selectors as currencies
from apps.discovery.selectors import products
from apps.orders import selectors as orders
from apps.outbox import selectors as outbox
from apps.payouts.models import Break
from apps.payouts.types import BreakReason
from apps.shipping import selectors as shipping
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole
from apps.warehouse import operations as stockroom
from apps.warehouse.types import TransferItem
from apps.webhooks import operations as webhooks
from tests.factories import aftersales, gift_cards, itineraries, tills
from tests.factories import checkout as make
from tests.factories import warehouse as build
from tests.factories.declarations import declaration_ids
from tests.factories.payouts import payout
from tests.factories.shipping import dispatch_ids
from tests.integration.api.shopping import Shopper


@pytest.fixture
def person(db: None) -> User:
    """A shopper, who is of the staff and, once `issue` was asked, an owner of kiln too."""
    return User.objects.create_user("ada@example.com", "correct horse", name="Ada", is_staff=True, is_superuser=True)


@pytest.fixture
def issue(person: User, kiln: Any, at: Any) -> Any:
    """Make a token of an audience: `issue(Audience.VENDOR, "orders:read")`; all scopes where none is named."""
    with transaction.atomic():
        vendors.set_team_role(vendor_id=kiln.pk, user_id=person.pk, role=TeamRole.OWNER)

    def issued(audience: Audience, *scopes: str, **more: Any) -> str:
        with transaction.atomic():
            return accounts.issue_token(
                more.pop("user_id", person.pk),
                audience=audience,
                name="test",
                scopes=scopes or list(SCOPES[audience]),
                vendor_id=kiln.pk if audience is Audience.VENDOR else None,
                at=more.pop("at", at),
                **more,
            ).secret

    return issued


@pytest.fixture
def api_token(issue: Any) -> Any:
    """A token of an audience with every scope."""
    return issue


@pytest.fixture
def goods(kiln: Any, loom: Any, at: Any) -> dict[str, list[str]]:
    """A product of kiln and one of loom, for sale: slugs, and the variants' ids."""
    variants = [str(one) for vendor in (kiln, loom) for one in make.goods(vendor, at=at)]
    found = [products.product_of_variant(UUID(variant)) for variant in variants]
    return {"slugs": [known[1] for known in found if known], "variants": variants}


@pytest.fixture
def known_ids(person: User, kiln: Any, goods: dict[str, list[str]], at: Any, settings: Any) -> dict[str, list[str]]:
    """Real values for parameters of paths and queries, by the parameter's name."""
    settings.PAYMENT_GATEWAY = "noop"
    settings.CUSTOMS_AUTHORITIES = {}
    make.purchase([UUID(goods["variants"][0])], at=at)
    bought = make.purchase([UUID(goods["variants"][1])], at=at)
    shopper = Shopper()
    cart = shopper.fill(*goods["variants"])
    return {
        "cart_id": [cart["id"]],
        "Cart-Token": [cart["token"]],
        "gift_card_id": [str(gift_cards.ordered(person, at=at))],
        "checkout_id": [shopper.ready(cart)["id"]],
        "purchase_id": [str(bought.public_id)],
        "Purchase-Token": [checkout.purchase_token(bought.public_id)],
        **vendor_ids(kiln, person, at),
        **staff_ids(kiln, bought.public_id, at),
        "vendor": [kiln.slug],
        "country": ["DE", "JP", "us"],
        "product": goods["slugs"],
        "variant_id": goods["variants"],
        "category": ["kitchen-cups-mugs"],
    }


def vendor_ids(vendor: Any, person: User, at: Any) -> dict[str, list[str]]:
    """What a vendor's own addresses name."""
    itineraries.network()
    with transaction.atomic(), tenant_context(vendor):
        product = catalog.products().get()
        order = orders.orders().get()
        sheet = writes.upload_sheet(b"product,sku\nmug,A\n", file_name="goods.csv", at=at)
        endpoint_id, _ = webhooks.make_endpoint(
            vendor.pk, url="https://erp.shop.example/in", topics=["order.placed"], at=at
        )
        return {
            "product_id": [str(product.public_id)],
            "order_id": [str(order.public_id)],
            "shipment_id": [str(shipping.for_orders([order.public_id])[order.public_id][0].public_id)],
            "import_id": [str(sheet)],
            "endpoint_id": [str(endpoint_id)],
            "delivery_id": [str(webhooks.send_test(endpoint_id, vendor_id=vendor.pk, at=at)[1])],
            "payout_id": [str(payout(vendor, order.purchase_id, at=at))],
            "member_id": [str(person.public_id)],
            "language": ["en", "de"],
            "code": ["MAIN", "kitchen-cups-mugs"],
            **{name: [str(value)] for name, value in aftersales.cases(order, at=at).items()},
            **{name: [value] for name, value in dispatch_ids(vendor.slug, at=at).items()},
            **{name: [value] for name, value in declaration_ids(order.public_id, at=at).items()},
            "itinerary_id": [str(itineraries.plan(at))],
            **stockroom_ids(catalog.variants().first().public_id, at),
            **till_ids(catalog.variants().first().public_id, at),
        }


def stockroom_ids(variant_id: UUID, at: Any) -> dict[str, list[str]]:
    """A transfer that was drafted and a count that was planned."""
    build.house("SPARE", at=at)
    items = [TransferItem(variant_id, 1)]
    return {
        "transfer_id": [str(stockroom.draft_transfer(source="MAIN", target="SPARE", items=items, at=at))],
        "count_id": [str(stockroom.plan_count("MAIN", at=at))],
    }


def till_ids(variant_id: UUID, at: Any) -> dict[str, list[str]]:
    """A till and a sale at it."""
    found = tills.ids(variant_id, at=at)
    return {"till_id": [str(found["till_id"])], "till_sale_id": [str(found["sale_id"])]}


def staff_ids(vendor: Any, purchase_id: UUID, at: Any) -> dict[str, list[str]]:
    """What the staff's addresses name."""
    with transaction.atomic():
        application = vendors.apply(
            slug="new-maker", name="New", legal_name="New Ltd", country="FR", currency="EUR",
            contact_name="Nina", contact_email="nina@new.example",
        )  # fmt: skip
    rate = currencies.rates().order_by("pk").first()
    purchase = records.as_record(records.purchases().get(public_id=purchase_id))
    return {
        "vendor_id": [str(vendor.public_id)],
        "application_id": [str(application)],
        "purchase_id": [str(purchase_id)],
        "payment_id": [str(purchase.intent_id)],
        "rate_id": [f"{rate.base}-{rate.quote}-{rate.published_on}-{rate.source}"] if rate else [],
        "break_id": [str(_break(at).public_id)],
        "event_id": [str(found.public_id) for found in outbox.events()[:3]],
        "leg_code": ["SHIP", "TRUCK"],
        "kind": ["policies", "regimes", "measures", "tax-rates", "fees"],
    }


def _break(at: Any) -> Break:
    """A movement that the books have and the bank has not."""
    return Break.objects.create(
        subject="payout:0", reason=BreakReason.NOT_AT_BANK, currency="EUR", amount=100, opened_at=at
    )
