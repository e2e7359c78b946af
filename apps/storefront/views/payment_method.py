"""Storefront · how a checkout can be paid, and on what it is paid · no tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.checkout import selectors
from apps.checkout.operations import Device
from apps.checkout.selectors.sessions import SessionView
from apps.payments import selectors as payments
from apps.payments.errors import MethodNotOffered
from apps.payments.types import PaymentMethod

ICONS: Mapping[PaymentMethod, str] = {
    PaymentMethod.CARD: "credit-card",
    PaymentMethod.ALIPAY: "scan-line",
    PaymentMethod.WECHAT_PAY: "qr-code",
    PaymentMethod.BANK_TRANSFER: "landmark",
}
_NOTES: Mapping[PaymentMethod, Promise] = {
    PaymentMethod.CARD: _("You enter it on the payment provider's own page; the number never reaches us."),
    PaymentMethod.ALIPAY: _("You scan a code with the Alipay app, or pay in the app on this phone."),
    PaymentMethod.WECHAT_PAY: _("You scan a code with WeChat, or confirm in the app on this phone."),
}


@dataclass(frozen=True)
class MethodChoice:
    """A way to pay as it is chosen: `note` says in a sentence what happens."""

    method: PaymentMethod
    note: Promise | str
    icon: str
    is_chosen: bool


def method_choices(view: SessionView) -> tuple[MethodChoice, ...]:
    """The ways in which a checkout can be paid, the one that holds now marked."""
    usable = [offer.method for offer in selectors.methods(view) if offer.is_usable]
    return choices_among(usable, view.method, transfer_note=_transfer_note)


def choices_among(
    usable: Sequence[PaymentMethod], wanted: PaymentMethod | None, *, transfer_note: Callable[[], Promise | str]
) -> tuple[MethodChoice, ...]:
    """These ways to pay, the wanted one marked, or the first; what a transfer means is said by `transfer_note`."""
    chosen = wanted if wanted in usable else next(iter(usable), None)
    return tuple(
        MethodChoice(one, _NOTES[one] if one in _NOTES else transfer_note(), ICONS[one], one is chosen)
        for one in usable
    )


def sent_method(request: HttpRequest) -> PaymentMethod | None:
    """The way to pay that a form names; None where it names none.

    Raises:
        MethodNotOffered: there is no such way.
    """
    said = request.POST.get("method", "")
    if said and said not in PaymentMethod.values:
        raise MethodNotOffered(field="method")
    return PaymentMethod(said) if said else None


def device(request: HttpRequest) -> Device:
    """What the buyer holds. A browser says itself whether it is on a phone; older ones do so in their name."""
    stated = request.headers.get("Sec-CH-UA-Mobile")
    is_handheld = stated == "?1" if stated else "Mobi" in request.headers.get("User-Agent", "")
    return Device(
        is_handheld,
        ip=str(request.META.get("REMOTE_ADDR", "")),
        country=country_of(request),
        name=_name(request),
        is_inside_wechat=is_inside_wechat(request),
    )


def _name(request: HttpRequest) -> str:
    if request.memory.cart_id:
        return f"cart:{request.memory.cart_id}"
    return f"session:{request.session.session_key}" if request.session.session_key else ""


def is_inside_wechat(request: HttpRequest) -> bool:
    """Whether the browser is WeChat's own, as its name says."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")


def country_of(request: HttpRequest) -> str:
    """The country that a front server of ours tells of the address; empty where none does."""
    return str(getattr(request, "ip_country", ""))


def _transfer_note() -> str:
    days = (payments.time_for(PaymentMethod.BANK_TRANSFER) or timedelta(days=1)).days
    return ngettext(
        "We show you our account and a reference. The goods stay set aside for %(days)s day.",
        "We show you our account and a reference. The goods stay set aside for %(days)s days.",
        days,
    ) % {"days": days}
