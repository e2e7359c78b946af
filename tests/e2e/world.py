"""What the browser finds: two vendors with two products each, a picture, and people who may log in."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.test import override_settings
from django_tenants.utils import tenant_context
from PIL import Image, ImageDraw

from apps.catalog import operations as catalog
from apps.catalog.types import ProductText
from apps.checkout.types import PurchaseSummary
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.discovery.operations import projection
from apps.outbox import relay
from apps.vendors import selectors as vendors
from apps.vendors.types import TeamRole
from apps.warehouse import operations as warehouse
from tests.factories import catalog as drafts
from tests.factories import checkout as make
from tests.factories import discovery
from tests.integration.sandbox.sandbox_world import Program
from tests.integration.tenancy.people import PASSWORD, member
from tests.journey.authenticator import code

TITLES: dict[str, list[dict[str, str]]] = {
    "kiln": [
        {"en": "Celadon bowl", "de": "Seladonschale", "ar": "وعاء سيلادون", "zh-hans": "青瓷碗"},
        {"en": "Ash glaze cup", "de": "Ascheglasurbecher", "ar": "كوب بطلاء الرماد", "zh-hans": "灰釉杯"},
    ],
    "loom": [
        {"en": "Herringbone mug", "de": "Fischgrätbecher", "ar": "كوب متعرج", "zh-hans": "人字纹杯"},
        {"en": "Tweed jug", "de": "Tweedkrug", "ar": "إبريق تويد", "zh-hans": "粗花呢壶"},
    ],
}
WORKS = {
    "kiln": PostalAddress(
        recipient="Kiln", country="CN", lines=("1 Kiln Road",), locality="Longquan", region="Zhejiang",
        postcode="323700", phone="+8657812345678",
    ),
    "loom": PostalAddress(
        recipient="Loom", country="GB", lines=("2 Mill Lane",), locality="Sheffield", postcode="S1 2HE",
        phone="+441142345678",
    ),
}  # fmt: skip


@dataclass
class World:
    """Addresses, people and goods of the running marketplace."""

    port: int
    gateway: Program
    carrier: Program
    owner_email: str = ""
    owner_secret: str = ""
    _period: int = 0

    @property
    def shop(self) -> str:
        """The marketplace's address."""
        return f"http://{settings.MARKETPLACE_HOST}:{self.port}"

    def host(self, slug: str) -> str:
        """A vendor's address."""
        return f"http://{slug}.{settings.MARKETPLACE_HOST}:{self.port}"

    def drain(self) -> int:
        """Deliver the news that is due, as the relay would."""
        close_old_connections()  # as the relay's own program does before each round
        return relay.drain()

    def authenticator(self) -> str:
        """Six digits that the owner of kiln has not typed yet: each is taken once, a period early or late.

        They hold for ten seconds at least, so that a period may end while she types.
        """
        self._period = max(int(time.time() + 10) // 30 - 1, self._period + 1)
        time.sleep(max(0.0, (self._period - 1) * 30 - time.time()))
        return code(self.owner_secret, self._period * 30)

    def purchase(self) -> PurchaseSummary:
        """Somebody in Berlin buys one of each, without a browser and without the gateway."""
        at = now()
        connection.close()
        with override_settings(PAYMENT_GATEWAY="noop"):
            variants = [variant for slug in ("kiln", "loom") for variant in variants_of(slug)[:1]]
            found = make.purchase(variants, at=at)
        self.drain()
        return found


def build(port: int, *, gateway: Program, carrier: Program) -> World:
    """Fill the database; the vendors' schemas are there already."""
    world = World(port, gateway, carrier)
    at = now()
    for slug, titles in TITLES.items():
        vendor = vendors.by_slug(slug)
        goods = [
            drafts.product(
                f"{slug}-{number}",
                texts={language: ProductText(title, title) for language, title in texts.items()},
                variants=(drafts.variant(f"{slug}-{number}".upper(), currency=vendor.currency),),
            )
            for number, texts in enumerate(titles, start=1)
        ]
        with transaction.atomic(), tenant_context(vendor):
            warehouse.open_warehouse(code="WORKS", name=f"{vendor.name} works", kind="own", address=WORKS[slug], at=at)
        refs = discovery.publish(vendor, goods, at=at, pieces=50)
        with transaction.atomic(), tenant_context(vendor):
            for ref, texts in zip(refs, titles, strict=True):
                catalog.add_media(ref.product_id, image=_picture(), alt=texts, at=at)
        with transaction.atomic():
            projection.project_products([ref.product_id for ref in refs], vendor_id=vendor.pk, at=at)
    owner = member(vendors.by_slug("kiln"), TeamRole.OWNER)
    world.owner_email, world.owner_secret = owner.email, totp.generate_totp_secret()
    totp.TOTP.activate(owner, world.owner_secret)
    world.drain()
    return world


def variants_of(slug: str) -> list[Any]:
    """Public ids of a vendor's variants, oldest first."""
    from apps.catalog.models import Variant

    with tenant_context(vendors.by_slug(slug)):
        return list(Variant.objects.order_by("pk").values_list("public_id", flat=True))


def _picture() -> bytes:
    image = Image.new("RGB", (260, 220), "#dfe7e0")
    ImageDraw.Draw(image).ellipse((50, 60, 210, 170), fill="#5f8f7a")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


__all__ = ["PASSWORD", "TITLES", "World", "build"]
