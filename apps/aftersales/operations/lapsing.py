"""Aftersales · what is sent in place of others and that its seller does not confirm in time · vendor's schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from apps.aftersales.events import ReplacementDue
from apps.checkout import selectors as purchases
from apps.checkout.selectors import confirming
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.common.writing import insert_together
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.orders.types import OrderStatus
from apps.outbox import operations as outbox

_LOOK_AGAIN = timedelta(hours=12)


@transaction_required
def await_confirmation(replacement_id: UUID, *, purchase_id: UUID, at: datetime) -> None:
    """Have it looked at once the market's time to confirm is over; nothing where the market sets none."""
    due_at = confirming.deadline(purchase_id, since=at)
    if due_at is not None:
        _tell_at(due_at, replacement_id, purchase_id, version=1)


@transaction_required
def lapse_replacement(replacement_id: UUID, *, purchase_id: UUID, version: int, at: datetime) -> bool:
    """Cancel a replacement that is not confirmed yet, so that its case is open again; whether it was cancelled.

    One that the marketplace looks at is looked at again later.
    """
    row = order_reads.order(replacement_id).row
    if row.status != OrderStatus.PLACED:
        return False
    if row.is_held:
        _tell_at(at + _LOOK_AGAIN, replacement_id, purchase_id, version=version + 1)
        return False
    with translation.override(purchases.language_of(purchase_id)):
        reason = _("The seller did not confirm the order in time.")
    orders.cancel(replacement_id, reason=reason, at=at, by=SYSTEM)
    return True


def _tell_at(instant: datetime, replacement_id: UUID, purchase_id: UUID, *, version: int) -> None:
    """An event that is delivered at an instant to come: as if it happened then."""
    facts = {"vendor_id": current_vendor_id(), "version": version}
    event = ReplacementDue(replacement_id=replacement_id, purchase_id=purchase_id, **facts)
    insert_together([outbox.drafted(event, at=instant)])
