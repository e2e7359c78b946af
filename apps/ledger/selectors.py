"""Ledger · balances, the trial balance and commission rates · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from djmoney.money import Money

from apps.common.money import from_minor
from apps.common.remember import Remembered

from . import rules
from .models import Account, CommissionRule, Posting
from .types import AccountBalance, AccountCode, Commission, TrialRow

_terms: Remembered[list[rules.CommissionTerms]] = Remembered(seconds=30, most=1)


def trial_balance() -> list[TrialRow]:
    """All debits against all credits, by currency, from the postings themselves."""
    rows = (
        Posting.objects.values("currency")
        .annotate(
            debit=Coalesce(Sum("amount", filter=Q(amount__gt=0)), 0),
            credit=Coalesce(Sum("amount", filter=Q(amount__lt=0)), 0),
        )
        .order_by("currency")
    )
    return [
        TrialRow(
            row["currency"],
            from_minor(int(row["debit"]), row["currency"]),
            from_minor(-int(row["credit"]), row["currency"]),
        )
        for row in rows
    ]


def balance(code: AccountCode, currency: str, vendor_id: int | None = None) -> Money:
    """What stands on an account, all its details together; debit is positive."""
    owner = Q(account__vendor_id=vendor_id) if vendor_id is not None else Q(account__vendor__isnull=True)
    postings = Posting.objects.filter(owner, account__code=code, account__currency=currency)
    units = postings.aggregate(units=Coalesce(Sum("amount"), 0))["units"]
    return from_minor(int(units), currency)


def balances() -> list[AccountBalance]:
    """What stands on every account, in the order of the chart."""
    rows = Account.objects.annotate(units=Coalesce(Sum("postings__amount"), 0)).values_list(
        "code", "vendor_id", "vendor__name", "detail", "units", "currency"
    )
    return [
        AccountBalance(AccountCode(code), vendor, name or "", detail, from_minor(int(units), currency))
        for code, vendor, name, detail, units, currency in rows
    ]


def commissions(vendor_ids: Collection[int], *, market: str, on: date) -> dict[int, Commission]:
    """The commission that each vendor's sale in a market falls under on a day."""
    terms = commission_terms()
    return {vendor: rules.commission(terms, vendor_id=vendor, market=market, on=on) for vendor in sorted(vendor_ids)}


def commission_terms() -> list[rules.CommissionTerms]:
    """Every commission rule in the order in which they are tried; remembered in this process for half a minute."""
    return _terms.get("all") or _terms.put("all", _commission_terms())


def forget_terms() -> None:
    """Read the commission rules again: after one has changed in this process."""
    _terms.forget()


def _commission_terms() -> list[rules.CommissionTerms]:
    rows = CommissionRule.objects.values_list("pk", "vendor_id", "market", "rate", "valid_from", "valid_until")
    return [rules.CommissionTerms(*row) for row in rows]
