"""Payments · the ways to pay a sum, remembered in the process for half a minute · public schema."""

from __future__ import annotations

import logging
from datetime import timedelta

from djmoney.money import Money

from apps.common.remember import Remembered
from apps.payments import rules
from apps.payments.errors import MethodNotOffered
from apps.payments.gateways import registry
from apps.payments.models import MethodRule
from apps.payments.types import MethodOffer, PaymentMethod

log = logging.getLogger(__name__)

_known: Remembered[list[rules.MethodTerms]] = Remembered(seconds=30, most=1)


def methods_for(amount: Money, *, country: str, is_company: bool = False) -> tuple[MethodOffer, ...]:
    """Every way to pay that this marketplace knows, in the order of its rules, each with why it is not offered here.

    `country` is where the goods go (ISO 3166-1 alpha-2).
    """
    return tuple(_offer(terms, amount, country=country, is_company=is_company) for terms in method_terms())


def require_method(method: PaymentMethod, amount: Money, *, country: str, is_company: bool = False) -> MethodOffer:
    """The offer of a way to pay.

    Raises:
        MethodNotOffered: it is not for this country, currency, sum or buyer, or it is switched off.
    """
    for offer in methods_for(amount, country=country, is_company=is_company):
        if offer.method is method and offer.is_usable:
            return offer
    raise MethodNotOffered(field="method")


def time_for(method: PaymentMethod) -> timedelta | None:
    """How long a buyer has to pay in a way; None for as long as a card's page."""
    found = next((terms for terms in method_terms() if terms.method is method), None)
    return timedelta(minutes=found.open_minutes) if found and found.open_minutes else None


def gateway_of(method: PaymentMethod) -> str:
    """The name of the gateway that carries a way to pay."""
    return registry.gateway_of(method)


def method_terms() -> list[rules.MethodTerms]:
    """The rules of the ways to pay, in order; cards alone where there is no rule at all."""
    return _known.get("all") or _known.put("all", _terms())


def forget_methods() -> None:
    """Read the rules again: after one has changed in this process."""
    _known.forget()


def _terms() -> list[rules.MethodTerms]:
    found = [
        rules.MethodTerms(
            method=PaymentMethod(row.method),
            is_on=row.is_on,
            countries=frozenset(row.countries),
            currencies=frozenset(row.currencies),
            smallest=rules.bounds(row.smallest),
            largest=rules.bounds(row.largest),
            audience=row.audience,
            open_minutes=row.open_minutes,
        )
        for row in MethodRule.objects.all()
    ]
    return found or [rules.MethodTerms(PaymentMethod.CARD)]


def _offer(terms: rules.MethodTerms, amount: Money, *, country: str, is_company: bool) -> MethodOffer:
    name = registry.gateway_of(terms.method)
    why = rules.why_not_offered(terms, amount, country=country, is_company=is_company)
    if not why and not registry.is_on(name):
        why = "gateway_off"
    if not why:
        why = _gateway_refuses(name, amount)
    return MethodOffer(terms.method, name, why)


def _gateway_refuses(name: str, amount: Money) -> str:
    try:
        gateway = registry.gateway(name)
    except (LookupError, ValueError, OSError) as fault:
        log.error("The gateway %s is switched on and cannot be used: %r", name, fault)
        return "gateway_not_set_up"
    offered = gateway.capabilities
    code = amount.currency.code
    if offered.currencies is not None and code not in offered.currencies:
        return "gateway_currency"
    if code in offered.smallest and amount.amount < offered.smallest[code]:
        return "gateway_smallest"
    if code in offered.largest and amount.amount > offered.largest[code]:
        return "gateway_largest"
    return "" if gateway.chargeable(amount) else "gateway_amount"
