"""Payouts · the marketplace's own bank accounts: pure, over the setting BANK."""

from __future__ import annotations

from collections.abc import Mapping


def account_code(currency: str) -> str:
    """What the account of a currency is called on the ledger's bank account."""
    return f"bank-{currency.lower()}"


def currency_of(iban: str, iban_by_currency: Mapping[str, str]) -> str | None:
    """The currency of one of our accounts; None where the account is not ours."""
    plain = iban.replace(" ", "").upper()
    for currency, ours in iban_by_currency.items():
        if ours.replace(" ", "").upper() == plain:
            return currency
    return None
