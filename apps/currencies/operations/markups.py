"""Currencies · what is put on, or taken off, the middle rate: changed by two people · public schema."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.common.currency_table import CODES
from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.currencies import selectors
from apps.currencies.errors import MarkupDecided, SamePerson
from apps.currencies.events import MarkupChanged
from apps.currencies.models import Markup
from apps.currencies.types import Decision, MarkupUse
from apps.outbox import operations as outbox

MOST_BPS = 2000


@transaction_required
def propose_markup(*, use: MarkupUse, currency: str, bps: int, reason: str, by: Actor, at: datetime) -> int:
    """Propose a markup of `bps` basis points into `currency` (empty: into every other). Returns its key.

    Raises:
        InvalidInput: an unknown currency, or more than a fifth.
    """
    if currency and currency not in CODES:
        raise InvalidInput(field="currency", problem=_("This is no currency of ISO 4217. Write three capitals: USD."))
    if not 0 <= bps <= MOST_BPS:
        raise InvalidInput(field="bps", problem=_("Give basis points between 0 and 2000 (20 %)."))
    row = Markup.objects.create(
        use=use, currency=currency, bps=bps, reason=reason[:200], made_by=by.ref, made_at=at, status=Decision.PROPOSED
    )
    return int(row.pk)


@transaction_required
def confirm_markup(markup_id: int, *, by: Actor, at: datetime) -> None:
    """Put a proposed markup into force, in place of the one before.

    Raises:
        MarkupDecided: it does not wait. SamePerson: `by` proposed it.
    """
    row = _waiting(markup_id)
    if row.made_by == by.ref:
        raise SamePerson()
    Markup.objects.filter(use=row.use, currency=row.currency, status=Decision.IN_FORCE).update(status=Decision.RETIRED)
    row.status, row.checked_by, row.checked_at = Decision.IN_FORCE, by.ref, at
    row.save(update_fields=["status", "checked_by", "checked_at"])
    outbox.emit(MarkupChanged(use=row.use, currency=row.currency), at=at, by=by)
    selectors.forget()
    transaction.on_commit(selectors.forget)


@transaction_required
def reject_markup(markup_id: int, *, by: Actor, at: datetime) -> None:
    """Drop a proposed markup; whoever proposed it may do so too.

    Raises:
        MarkupDecided: it does not wait.
    """
    row = _waiting(markup_id)
    row.status, row.checked_at = Decision.REJECTED, at
    row.checked_by = by.ref if by.ref != row.made_by else ""
    row.save(update_fields=["status", "checked_by", "checked_at"])


def _waiting(markup_id: int) -> Markup:
    row = Markup.objects.select_for_update().filter(pk=markup_id, status=Decision.PROPOSED).first()
    if row is None:
        raise MarkupDecided()
    return row
