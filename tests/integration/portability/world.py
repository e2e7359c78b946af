"""A potter with goods, pictures, sold and delivered orders, reviews and money, next to the two known vendors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django_tenants.utils import tenant_context
from PIL import Image

from apps.accounts import operations as accounts
from apps.catalog.operations import media, pictures
from apps.catalog.types import ProductText
from apps.common.clock import now
from apps.common.types import SYSTEM
from apps.outbox import relay
from apps.vendors import operations as vendors
from apps.vendors import selectors
from apps.vendors.types import TeamRole
from tests.factories import checkout

SLUG = "potter"
CANARY = "Canary of another vendor"


def potter() -> None:
    """Make the vendor with everything, and one purchase that another vendor has a part of; news is delivered."""
    at = now()
    with transaction.atomic():
        vendor = vendors.register(
            slug=SLUG, name="Potter", legal_name="Potter's “Ware” Ltd, =Jingdezhen\n", country="CN", currency="CNY",
            languages=["en", "zh-hans"], story={"en": "Since 1004, 瓷器"}, contact_email="owner@potter.example",
            trader_address="1 Kiln Lane, Jingdezhen", responsible_persons={"EU": "Quay, Hamburg, safety@quay.example"},
        )  # fmt: skip
    vendor = vendors.provision(vendor.pk, at=at)
    roles = {"owner@potter.example": TeamRole.OWNER, "clerk@potter.example": TeamRole.FULFILMENT}
    with transaction.atomic():
        for email, user in accounts.save_people(dict.fromkeys(roles, "Wei"), language="en").items():
            vendors.set_team_role(vendor_id=vendor.pk, user_id=user, role=roles[email])
    variants = checkout.goods(vendor, at=at, count=3, pieces=20)
    add_picture(vendor, at=at)
    canary = {"en": ProductText(CANARY, "Nobody else's."), "de": ProductText(CANARY, "Nobody else's.")}
    others = checkout.goods(selectors.by_slug("kiln"), at=at, texts=canary)
    checkout.purchase(variants[:2], at=at)
    checkout.purchase([variants[0], *others], at=at)
    relay.drain()


def add_picture(vendor: Any, *, at: Any) -> None:
    """Give the first product a picture."""
    with tenant_context(vendor):
        stored = pictures.store(Image.effect_noise((640, 480), 60).convert("RGB"))
        product_id = product(vendor)
        with transaction.atomic():
            media.attach_media(product_id, stored=stored, alt={"en": "A bowl"}, at=at, by=SYSTEM)


def product(vendor: Any) -> UUID:
    """The vendor's first product."""
    from apps.catalog.models import Product

    with tenant_context(vendor):
        return Product.objects.order_by("pk").values_list("public_id", flat=True)[0]


def the_vendor() -> Any:
    """The potter in the database at hand."""
    return selectors.by_slug(SLUG)
