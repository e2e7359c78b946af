"""Shipping · nothing is labelled that concerns a denied party · vendor's schema, and public for screening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from apps.common.addresses import PostalAddress
from apps.common.tenancy import current_vendor_id
from apps.screening import operations as screening
from apps.screening.types import Involved, Kind, PartyFacts, Role
from apps.shipping.models import Fulfilment
from apps.vendors import selectors as vendors


def require_clear(row: Fulfilment, *, at: datetime) -> None:
    """Let a label be bought only where everybody whom the shipment concerns is clear by today's lists.

    Raises:
        NotClear: somebody is, or may be, listed. ScreeningUnavailable: a list is missing or too old.
    """
    screening.require_clear(
        row.order_id,
        vendor_id=current_vendor_id(),
        purchase_id=row.purchase_id,
        parties=tuple(parties(PostalAddress.from_json(row.recipient))),
        at=at,
    )


def parties(recipient: PostalAddress) -> Iterator[Involved]:
    """Who receives, the company that does, and who sells."""
    yield Involved(Role.CONSIGNEE, PartyFacts(recipient.recipient, Kind.PERSON, recipient.country))
    if recipient.organisation:
        yield Involved(Role.CONSIGNEE, PartyFacts(recipient.organisation, Kind.COMPANY, recipient.country))
    vendor = vendors.card(current_vendor_id())
    yield Involved(Role.VENDOR, PartyFacts(vendor.legal_name, Kind.COMPANY, vendor.country))
