"""Credits · whether balances, entries, holds and books agree · public schema."""

from __future__ import annotations

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from apps.common.money import from_minor
from apps.credits.models import CreditAccount, CreditEntry, CreditHold
from apps.credits.types import Fault, HoldState, Owed
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode


def owed() -> list[Owed]:
    """What buyers may spend, by currency. One query."""
    of_buyers = Coalesce(Sum("balance", filter=Q(user__isnull=False)), 0)
    of_cards = Coalesce(Sum("balance", filter=Q(user__isnull=True)), 0)
    rows = CreditAccount.objects.values("currency").annotate(buyers=of_buyers, cards=of_cards).order_by("currency")
    return [
        Owed(row["currency"], from_minor(row["cards"], row["currency"]), from_minor(row["buyers"], row["currency"]))
        for row in rows
    ]


def faults() -> list[Fault]:
    """Where they differ; empty in sound books. Five queries and the ledger's balances.

    Looked at are each account's balance against its entries, what is held of it against its holds, and by
    currency the books' liability against all balances.
    """
    found = []
    entered = Coalesce(Sum("entries__amount"), 0)
    for row in CreditAccount.objects.annotate(entered=entered).exclude(balance=F("entered")):
        found.append(Fault(f"balance of {row.public_id}", row.money(row.balance), row.money(row.entered)))
    held = dict(CreditHold.objects.filter(state=HoldState.HELD).values_list("account_id").annotate(sum=Sum("amount")))
    for account in CreditAccount.objects.filter(~Q(held=0) | Q(pk__in=held)):
        should_hold = held.get(account.pk, 0)
        if account.held != should_hold:
            found.append(Fault(f"held of {account.public_id}", account.money(account.held), account.money(should_hold)))
    owed = {
        one.balance.currency.code: -one.balance for one in ledger.balances() if one.code is AccountCode.STORE_CREDIT
    }
    there = dict(CreditEntry.objects.values_list("account__currency").annotate(sum=Sum("amount")))
    for currency in sorted({*owed, *there}):
        nothing = from_minor(0, currency)
        says, should = owed.get(currency, nothing), from_minor(there.get(currency, 0), currency)
        if says != should:
            found.append(Fault(f"books' store credit in {currency}", says, should))
    return found
