"""Checkout · purchases as buyers read them · public schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils.translation import get_language
from djmoney.money import Money

from apps.checkout.errors import LinkExpired
from apps.checkout.models import CheckoutSession, Purchase, PurchaseEvent, PurchasePart
from apps.checkout.rules import states
from apps.checkout.types import (
    ParcelView,
    PartStatus,
    PartSummary,
    PartView,
    PurchaseLine,
    PurchaseRow,
    PurchaseView,
    QuotedLine,
    QuotedVendor,
    TimelineEntry,
)
from apps.common.addresses import PostalAddress
from apps.common.errors import NotFound
from apps.common.money import rounded
from apps.common.reading import read
from apps.credits import selectors as credits
from apps.discovery.types import in_language
from apps.orders.types import step_rank
from apps.payments.types import PaymentMethod
from apps.registrations.types import Business

_OF_SESSION = """
    SELECT {part}, {purchase} FROM checkout_purchasepart part
    JOIN checkout_purchase purchase ON purchase.id = part.purchase_id
    JOIN checkout_checkoutsession session ON session.public_id = purchase.session_id
    LEFT JOIN checkout_cart cart ON cart.id = session.cart_id
    WHERE purchase.session_id = %(session)s AND (
        %(led_to)s OR session.user_id = %(user)s OR session.user_id IS NULL AND cart.public_id = %(cart)s
    ) ORDER BY part.id
"""
_SALT = "checkout.purchase"
_SALT_FOLLOWED = "checkout.parcels"


def purchase(public_id: UUID, *, language: str | None = None) -> PurchaseView:
    """A purchase for its buyer's page, texts in `language` (the active one where none is given).

    Three queries, and one more where gift cards or store credit paid for a part.

    Who may see it is the caller's to decide: its `user_id`, or a token (`token_opens`).

    Raises:
        NotFound: there is none.
    """
    row = Purchase.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound()
    timeline = [
        TimelineEntry(event.code, event.source, event.occurred_at, event.vendor_id, event.data)
        for event in sorted(
            PurchaseEvent.objects.filter(purchase=row), key=lambda one: (one.occurred_at, step_rank(one.code), one.pk)
        )
    ]
    return _view(row, list(PurchasePart.objects.filter(purchase=row)), timeline, language=language)


def purchase_of_session(
    session_id: UUID, *, cart_id: UUID | None, user_id: int | None, is_led_to: bool = False
) -> PurchaseView | None:
    """The purchase that a checkout has become, without its timeline; None where there is none. One query.

    The checkout of this very shopper, or anybody's where a link has led to it.
    """
    facts = {"session": session_id, "user": user_id, "cart": cart_id, "led_to": is_led_to}
    found = read(_OF_SESSION, facts, part=PurchasePart, purchase=Purchase)
    return _view(found[0][1], [part for part, _ in found], (), language=None) if found else None


def _view(
    row: Purchase, rows: Sequence[PurchasePart], timeline: Sequence[TimelineEntry], *, language: str | None
) -> PurchaseView:
    speaks = language or get_language() or row.language
    parts = [_part(part, row, speaks) for part in rows]
    return PurchaseView(
        public_id=row.public_id,
        number=row.number,
        status=states.whole([part.status for part in parts]),
        placed_at=row.placed_at,
        buyer_name=row.buyer_name,
        email=row.email,
        user_id=row.user_id,
        address=PostalAddress.from_json(row.address),
        ship_to=row.ship_to,
        language=row.language,
        market=row.market,
        currency=row.currency,
        totals=row.totals,
        on_arrival=Money(row.on_arrival, row.currency),
        parts=tuple(parts),
        timeline=tuple(timeline),
        tenders=credits.spent_on(row.public_id) if row.credit else (),
        business=Business.from_json(row.business) if row.business else None,
    )


def purchases_of(
    user_id: int, *, after: str = "", limit: int = 20, language: str | None = None
) -> tuple[PurchaseRow, ...]:
    """A person's purchases, newest first; `after` is the cursor of the last one shown. Two queries."""
    rows = Purchase.objects.filter(user_id=user_id)
    if after:
        instant, pk = _cursor(after)
        rows = rows.filter(Q(placed_at__lt=instant) | Q(placed_at=instant, pk__lt=pk))
    page = list(rows.order_by("-placed_at", "-id")[:limit])
    parts: dict[int, list[PurchasePart]] = {}
    for part in PurchasePart.objects.filter(purchase__in=page).select_related("vendor"):
        parts.setdefault(part.purchase_id, []).append(part)
    return tuple(
        PurchaseRow(
            public_id=row.public_id,
            number=row.number,
            status=states.whole([PartStatus(part.status) for part in parts[row.pk]]),
            placed_at=row.placed_at,
            total=row.totals.total,
            vendor_names=tuple(part.vendor.name for part in parts[row.pk]),
            pictures=tuple(_pictures(parts[row.pk])),
            cursor=f"{row.placed_at.isoformat()}~{row.pk}",
        )
        for row in page
    )


def method_paid(public_id: UUID) -> PaymentMethod | None:
    """The way in which a purchase was paid, as far as it is known. One query."""
    session = Purchase.objects.filter(public_id=public_id).values("session_id")[:1]
    method = CheckoutSession.objects.filter(public_id__in=session).values_list("method", flat=True).first()
    return PaymentMethod(method) if method else None


def language_of(public_id: UUID) -> str:
    """The language that a purchase was made in; English where there is none."""
    found = Purchase.objects.filter(public_id=public_id).values_list("language", flat=True).first()
    return found or "en"


def purchase_id_of_session(session_id: UUID) -> UUID | None:
    """The purchase that a checkout has become."""
    return Purchase.objects.filter(session_id=session_id).values_list("public_id", flat=True).first()


def parts_of_session(session_id: UUID) -> dict[int, PartSummary]:
    """Each vendor's part of the purchase that a checkout has become, by the vendor's key. One query."""
    rows = PurchasePart.objects.filter(purchase__session_id=session_id).select_related("purchase")
    return {row.vendor_id: PartSummary(row.order_id, row.order_number, row.purchase.number, row.total) for row in rows}


def claimable_by(emails: Collection[str]) -> list[tuple[UUID, str]]:
    """(id, number) of guests' purchases made with one of these addresses, which the caller knows to be verified."""
    wanted = [email.lower() for email in emails]
    rows = Purchase.objects.filter(user__isnull=True, email__in=wanted)
    return [(row.public_id, row.number) for row in rows]


def purchase_token(public_id: UUID) -> str:
    """What a link carries that opens a purchase without an account, for PURCHASE_LINK_DAYS from now."""
    return _token(public_id, _SALT)


def token_opens(public_id: UUID, token: str) -> bool:
    """Whether the token is one of this purchase.

    Raises:
        LinkExpired: it was.
    """
    return _opens(public_id, token, _SALT)


def follow_token(public_id: UUID) -> str:
    """What a link carries that shows where a purchase's parcels are, and nothing else of it, for as long."""
    return _token(public_id, _SALT_FOLLOWED)


def follow_token_opens(public_id: UUID, token: str) -> bool:
    """Whether the token shows this purchase's parcels.

    Raises:
        LinkExpired: it did.
    """
    return _opens(public_id, token, _SALT_FOLLOWED)


def _token(public_id: UUID, salt: str) -> str:
    return signing.TimestampSigner(salt=salt).sign(str(public_id)).partition(":")[2]


def _opens(public_id: UUID, token: str, salt: str) -> bool:
    lifetime = timedelta(days=settings.PURCHASE_LINK_DAYS)
    try:
        signing.TimestampSigner(salt=salt).unsign(f"{public_id}:{token}", max_age=lifetime)
    except signing.SignatureExpired:
        raise LinkExpired() from None
    except signing.BadSignature:
        return False
    return True


def _cursor(text: str) -> tuple[datetime, int]:
    try:
        instant, pk = text.rsplit("~", 1)
        return datetime.fromisoformat(instant), int(pk)
    except ValueError:
        raise NotFound() from None


def _part(part: PurchasePart, purchase: Purchase, language: str) -> PartView:
    frozen = QuotedVendor.from_json(part.frozen)
    services = {one.chosen.service_code: in_language(one.chosen.names, language) for one in frozen.consignments}
    first_days = min(one.chosen.min_days for one in frozen.consignments)
    last_days = max(one.chosen.max_days for one in frozen.consignments)
    leaves_on = purchase.placed_at.date() + timedelta(days=frozen.processing_days)
    return PartView(
        vendor_id=frozen.vendor_id,
        vendor_name=frozen.vendor_name,
        vendor_slug=frozen.vendor_slug,
        vendor_country=frozen.vendor_country,
        order_id=part.order_id,
        order_number=part.order_number,
        status=PartStatus(part.status),
        lines=tuple(_line(line, language, part.swapped.get(str(place))) for place, line in enumerate(frozen.lines)),
        parcels=tuple(_parcel(key, parcel) for key, parcel in sorted(part.parcels.items())),
        totals=frozen.totals,
        incoterm=frozen.consignments[0].incoterm,
        service_name=", ".join(services.values()),
        arrives_from=leaves_on + timedelta(days=first_days),
        arrives_until=leaves_on + timedelta(days=last_days),
        refunded=rounded(Money(part.refunded, purchase.currency)),
        credit=rounded(Money(part.credit, purchase.currency)),
        consignments=frozen.consignments,
        is_reverse_charged=any(one.is_reverse_charged for one in frozen.consignments),
    )


def _line(line: QuotedLine, language: str, instead: Mapping[str, Any] | None) -> PurchaseLine:
    """A line as it was sold, with the version that is sent where that is another one."""
    return PurchaseLine(
        variant_id=UUID(instead["variant_id"]) if instead else line.variant_id,
        product_id=line.product_id,
        title=in_language(line.titles, language),
        slug=in_language(line.slugs, language),
        option_label=instead["option_label"] if instead else in_language(line.option_labels, language),
        sku=instead["sku"] if instead else line.sku,
        picture=line.picture,
        quantity=line.quantity,
        unit_price=line.unit_price,
        goods=line.goods,
        total=line.total,
        warehouse_id=line.warehouse_id,
    )


def _parcel(shipment_id: str, parcel: Mapping[str, Any]) -> ParcelView:
    return ParcelView(
        shipment_id=shipment_id,
        tracking_number=str(parcel.get("tracking_number", "")),
        status=str(parcel.get("status", "")),
        code=str(parcel.get("code", "")),
        location=str(parcel.get("location", "")),
        country=str(parcel.get("country", "")),
        lat=parcel.get("lat"),
        lon=parcel.get("lon"),
        occurred_at=_instant(parcel.get("occurred_at")),
        delivered_at=_instant(parcel.get("delivered_at")),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _pictures(parts: list[PurchasePart]) -> list[Mapping[str, Any]]:
    found = [
        line["picture"]
        for part in parts
        for consignment in part.frozen["consignments"]
        for line in consignment["lines"]
        if line["picture"]
    ]
    return found[:4]
