"""Credits · what follows from others' news for gift cards that are bought in the shop · public schema."""

from __future__ import annotations

from uuid import UUID

from apps.common.clock import now
from apps.common.money import from_minor
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord
from apps.payments import selectors as payments
from apps.payments.types import OperationKind

from . import operations


def register() -> None:
    """Listen to payments, to what risk makes of them, and to our own."""
    subscribe("payments.authorised", promise, name="credits.promise")
    subscribe("payments.captured", issue, name="credits.issue")
    subscribe("payments.voided", end, name="credits.end")
    subscribe("risk.refused", refuse, name="credits.refuse")
    subscribe("payments.disputed", follow_dispute, name="credits.follow_dispute")
    subscribe("payments.transfer_awaited", transfer_by_mail, name="credits.transfer_by_mail")
    subscribe("credits.card_bought", receipt_by_mail, name="credits.receipt_by_mail")
    subscribe("credits.card_undelivered", undelivered_by_mail, name="credits.undelivered_by_mail")


def promise(record: OutboxRecord) -> None:
    """The provider has promised or taken the money of what may be a gift card."""
    operations.promise_card(_sale_id(record), at=now())


def issue(record: OutboxRecord) -> None:
    """The money is there."""
    operations.issue_bought(_sale_id(record), at=now())


def end(record: OutboxRecord) -> None:
    """An authorisation was released."""
    operations.end_sale(_sale_id(record), at=now())


def refuse(record: OutboxRecord) -> None:
    """A person has refused the payment, so that its money goes back."""
    operations.end_sale(UUID(record.payload["purchase_id"]), at=now())


def follow_dispute(record: OutboxRecord) -> None:
    """A dispute took a step."""
    sale_id, kind, at = _sale_id(record), record.payload["kind"], now()
    if kind == OperationKind.DISPUTE:
        operations.follow_card_dispute(sale_id, at=at)
    elif kind == OperationKind.DISPUTE_WON:
        operations.follow_card_dispute_won(sale_id, at=at)
    elif kind == OperationKind.DISPUTE_LOST:
        lost = payments.operations().get(public_id=record.payload["operation_id"])
        amount = from_minor(lost.amount, lost.currency)
        operations.follow_card_chargeback(sale_id, amount=amount, key=f"dispute:{lost.public_id}", at=at)


def transfer_by_mail(record: OutboxRecord) -> None:
    """Who pays by transfer closes the page: the reference is in a letter too."""
    operations.mail_transfer_facts(_sale_id(record))


def receipt_by_mail(record: OutboxRecord) -> None:
    """Write to the buyer. A mail that cannot be sent is tried again by the relay."""
    operations.mail_receipt(UUID(record.payload["sale_id"]))


def undelivered_by_mail(record: OutboxRecord) -> None:
    """The buyer alone knows the recipient, and can correct the address."""
    operations.mail_undelivered(UUID(record.payload["sale_id"]))


def _sale_id(record: OutboxRecord) -> UUID:
    """A gift card's id is its payment's session; what is another's is nobody's here."""
    return UUID(record.payload["session_id"])
