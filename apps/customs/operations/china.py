"""Customs · the messages of our own consignments into and out of China, drawn and matched · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from djmoney.money import Money

from apps.common.money import from_minor
from apps.common.tenancy import current_vendor_slug
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.customs import selectors
from apps.customs.documents import ceb, ceb_drawing, ceb_keeping
from apps.customs.documents.ceb_drawing import Buyer, Company, Enrolment, Paid
from apps.customs.errors import BadMessage, MessageUnknown, NotDrawn
from apps.customs.models import Declaration, Matching, TradeMessage
from apps.customs.types import Snapshot
from apps.customs.types.ceb import CHANGE, NEW, CebMessage, MessageKind
from apps.payments import selectors as payments
from apps.payments.types import OperationKind, OperationState

from . import matching
from .history import locked, note

CHINA = "CN"
_LONGEST = 56
_ROLES = ("platform", "payer", "carrier", "agent")
_SET_UP = (*_ROLES, "sellers", "customs_code", "port_code", "transfer")


def is_drawn(row: Declaration) -> bool:
    """Whether messages of this declaration are ours to draw: it crosses China's border, and our partners are known."""
    return bool(settings.CUSTOMS_CHINA_PARTIES) and ceb_drawing.flow_of(Snapshot.from_json(row.snapshot)) is not None


@transaction_required
def draw(public_id: UUID, *, buyer: Buyer | None, at: datetime) -> Matching:
    """Draw order, payment, waybill and list of a declaration, keep them, and say what they say together.

    `buyer` is needed for what comes into China. The same facts twice are once; other facts change the
    messages that there are, once: what was changed already has to be cancelled at the single window first. Those of
    the order's other consignments follow, where the payment is dealt out among more of them than before.

    Raises:
        NotDrawn: the consignment does not cross China's border, or something is missing; it is named.
        DeclarationUnknown: this vendor has none of this id.
    """
    row = locked(public_id)
    found = _draw(row, buyer=buyer, at=at)
    for other in Declaration.objects.filter(order_id=row.order_id).exclude(pk=row.pk).order_by("pk"):
        before = [one for one in selectors.trade_messages(other) if one.kind == MessageKind.ORDER]
        if before:
            with suppress(NotDrawn), transaction.atomic():
                _draw(other, buyer=_buyer_of(ceb_keeping.opened(before[-1].content)), at=at)
    return found


def xml_of(public_id: UUID, pk: int, *, at: datetime, by: Actor) -> tuple[TradeMessage, bytes]:
    """A kept message as the single window takes it, unsigned; whoever takes a number of identity along is written down.

    Raises:
        MessageUnknown: the declaration has none of this key, or its messages are not ours.
        DeclarationUnknown: this vendor has none of this id.
        MessageSealed: another installation sealed a number of identity, or its key is lost.
    """
    row = selectors.declaration(public_id)
    found = next((one for one in selectors.trade_messages(row) if one.pk == pk), None)
    if found is None or not is_drawn(row):
        raise MessageUnknown()
    body = as_xml(ceb_keeping.opened(found.content))
    if ceb_keeping.is_private(found.content):
        with transaction.atomic():
            named = {"name": f"CEB{found.content['type']}"}
            note(locked(public_id), "read", event_id=f"read:{uuid4()}", at=at, by=by, data=named)
    return found, body


def _draw(row: Declaration, *, buyer: Buyer | None, at: datetime) -> Matching:
    snapshot = Snapshot.from_json(row.snapshot)
    flow = ceb_drawing.flow_of(snapshot)
    if not settings.CUSTOMS_CHINA_PARTIES or flow is None:
        raise NotDrawn(missing="parties" if flow else "border")
    missing = [name for name in _SET_UP if name not in settings.CUSTOMS_CHINA_PARTIES]
    missing += ceb_drawing.problems(snapshot, buyer=buyer)
    if missing:
        raise NotDrawn(missing=", ".join(missing))
    drawn = ceb_drawing.messages(
        snapshot, reference=row.lrn, number=selectors.trade_number(row), enrolment=_enrolment(snapshot),
        paid=_paid(row, snapshot), buyer=buyer, at=snapshot.packed_at,
    )  # fmt: skip
    for message in drawn:
        _require_writable(message)
        matching.receive(_as_change(message), at=at)
    return selectors.matchings(row).get(ebp_code=drawn[0].head["ebpCode"])


def as_xml(message: CebMessage) -> bytes:
    """A message as the single window takes it, unsigned; the signature is made with the sender's card."""
    transfer = settings.CUSTOMS_CHINA_PARTIES["transfer"]
    return ceb.write(message, ceb.Transfer(transfer["code"], transfer["name"], transfer["dxp_id"]))


def _require_writable(message: CebMessage) -> None:
    try:
        as_xml(message)
    except BadMessage as problem:
        raise NotDrawn(missing=f"CEB{message.type}: {problem}") from problem


def _as_change(message: CebMessage) -> CebMessage:
    """The message, or, where another was drawn before under its guid, the change of that one."""
    known = TradeMessage.objects.filter(kind=message.kind, guid=message.guid).order_by("pk")
    digests = {one.app_type: one.digest for one in known}
    change = replace(message, head={**message.head, "appType": CHANGE})
    if CHANGE not in digests:
        digest = ceb_keeping.digest_of(message)
        return message if digests.get(NEW, digest) == digest else change
    if digests[CHANGE] != ceb_keeping.digest_of(change):
        raise NotDrawn(missing=f"CEB{message.type}: {CHANGE}")
    return change


def _enrolment(snapshot: Snapshot) -> Enrolment:
    """Who takes part, by the codes that are set up; the vendor's own is found by its short name."""
    parties: Mapping[str, Any] = settings.CUSTOMS_CHINA_PARTIES
    sellers: Mapping[str, str] = parties["sellers"]
    code = sellers.get(current_vendor_slug()) or sellers.get("*", "")
    if not code:
        raise NotDrawn(missing="seller")
    platform, payer, carrier, agent = (Company(**parties[role]) for role in _ROLES)
    name = snapshot.sender.address.organisation or snapshot.sender.address.recipient
    return Enrolment(
        platform=platform, payer=payer, carrier=carrier, agent=agent, seller=Company(code, name),
        customs_code=parties["customs_code"], port_code=parties["port_code"],
    )  # fmt: skip


def _buyer_of(order: CebMessage) -> Buyer | None:
    head = order.head
    if "buyerIdNumber" not in head:
        return None
    return Buyer(head["buyerName"], head["buyerIdNumber"], head["buyerTelephone"])


def _paid(row: Declaration, snapshot: Snapshot) -> Paid | None:
    """What the provider has taken for the purchase, where that was one payment in the currency of the goods.

    Of an order that leaves in several consignments each has its own part of it, under a number of its own, as soon as
    they come to what was taken.
    """
    taken = list(
        payments.operations().filter(
            attempt__intent__purchase_id=snapshot.purchase_id,
            kind=OperationKind.CAPTURE,
            state=OperationState.SUCCEEDED,
        )[:2]
    )
    if len(taken) != 1 or taken[0].currency != snapshot.currency or taken[0].resolved_at is None:
        return None
    amount: Money = from_minor(taken[0].amount, taken[0].currency)
    reference = str(taken[0].reference or taken[0].public_id)[:_LONGEST]
    all_of_it = list(Declaration.objects.filter(order_id=row.order_id).order_by("pk"))
    shares = [Snapshot.from_json(one.snapshot).total for one in all_of_it]
    if len(shares) > 1 and sum(share.amount for share in shares) == amount.amount:
        place = [one.pk for one in all_of_it].index(row.pk)
        return Paid(f"{reference}-{place + 1}" if place else reference, shares[place], taken[0].resolved_at)
    return Paid(reference, amount, taken[0].resolved_at)
