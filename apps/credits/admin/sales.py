"""Credits · administration · gift cards bought in the shop: who bought them, how they stand; and what is on sale."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.accounts.step_up import require_recent_proof
from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.money import is_at_exponent
from apps.credits import operations, selectors
from apps.credits.models import CardSale, CardTerms


@admin.register(CardSale, site=staff_site)
class CardSaleAdmin(ReadOnlyAdmin):
    """Every gift card that somebody buys or bought: found by the code's last four, by buyer and by recipient."""

    list_display = ("created_at", "worth", "status", "ending", "left", "buyer", "recipient_email", "method", "letter")
    list_filter = ("status", ("undelivered_at", admin.EmptyFieldListFilter), "currency", "method")
    search_fields = ("card__last_four", "email", "buyer__email", "recipient_email", "public_id", "intent_id")
    actions = ("block", "unblock", "pay_back")
    list_select_related = ("buyer", "card__account")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CardSale]:
        return selectors.sales()

    @admin.display(description=_("value"))
    def worth(self, sale: CardSale) -> str:
        return str(sale.money())

    @admin.display(description=_("ends with"))
    def ending(self, sale: CardSale) -> str:
        return f"…{sale.card.last_four}" if sale.card else ""

    @admin.display(description=_("left"))
    def left(self, sale: CardSale) -> str:
        return str(sale.card.account) if sale.card else ""

    @admin.display(description=_("letter"), ordering="sent_at")
    def letter(self, sale: CardSale) -> str:
        """When it was mailed, or what keeps it here."""
        if sale.undelivered_at:
            told = _("Refused since %(time)s: ask its buyer for another address")
            return told % {"time": _short(sale.undelivered_at)}
        if sale.retry_at:
            told = _("Failed %(count)s times, tried again at %(time)s")
            return told % {"count": sale.failed_sends, "time": _short(sale.retry_at)}
        return _short(sale.sent_at) if sale.sent_at else ""

    @admin.action(description=_("Block: nobody can use them"), permissions=["keep"])
    def block(self, request: HttpRequest, sales: QuerySet[CardSale]) -> None:
        for card_id in _cards_of(sales):
            with transaction.atomic():
                operations.block_card(card_id, at=now())
        self.message_user(request, _("Done."), messages.SUCCESS)

    @admin.action(description=_("Let blocked ones be used again"), permissions=["keep"])
    def unblock(self, request: HttpRequest, sales: QuerySet[CardSale]) -> None:
        for card_id in _cards_of(sales):
            try:
                with transaction.atomic():
                    operations.unblock_card(card_id, by=int(request.user.pk or 0), at=now())
            except MarketError as refusal:
                self.message_user(request, refusal.told(), messages.WARNING)
        self.message_user(request, _("Done."), messages.SUCCESS)

    @admin.action(description=_("Pay unused ones back to their buyers"), permissions=["keep"])
    def pay_back(self, request: HttpRequest, sales: QuerySet[CardSale]) -> None:
        """As a buyer who withdraws, without the time limit; asks for a fresh second factor."""
        require_recent_proof(request)
        for sale in sales:
            try:
                with transaction.atomic():
                    operations.give_card_back(sale.public_id, buyer_id=None, at=now())
            except MarketError as refusal:
                self.message_user(request, f"{sale}: {refusal.told()}", messages.WARNING)
        self.message_user(request, _("Done."), messages.SUCCESS)

    def has_keep_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("credits.change_giftcard"))


def _short(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _cards_of(sales: QuerySet[CardSale]) -> list[UUID]:
    """The cards of those that are issued."""
    return [sale.card.public_id for sale in sales if sale.card is not None]


class TermsForm(forms.ModelForm):
    """Amounts within the bounds, in whole minor units of the currency."""

    class Meta:
        model = CardTerms
        fields = ("currency", "is_on", "amounts", "least", "most")
        help_texts = {
            "currency": _("A code of three letters."),
            "amounts": _("What is offered to choose from, separated by commas."),
        }

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        currency, least, most = said.get("currency"), said.get("least"), said.get("most")
        if not currency or least is None or most is None:
            return said
        named = [*said.get("amounts", ()), least, most]
        try:
            is_whole = all(is_at_exponent(Money(amount, currency)) for amount in named)
        except (KeyError, LookupError, ValueError) as unknown:
            raise ValidationError({"currency": _("There is no such currency.")}) from unknown
        if not is_whole:
            raise ValidationError({"amounts": _("Write amounts in whole minor units of the currency.")})
        if not 0 < least <= most:
            raise ValidationError({"most": _("The largest amount is not below the smallest, which is above zero.")})
        if any(not least <= amount <= most for amount in said.get("amounts", ())):
            raise ValidationError({"amounts": _("Every amount lies between the smallest and the largest.")})
        return said


@admin.register(CardTerms, site=staff_site)
class CardTermsAdmin(StaffModelAdmin):
    """What gift cards are sold for, by currency; in other currencies none are sold."""

    form = TermsForm
    list_display = ("currency", "is_on", "amounts", "least", "most")
