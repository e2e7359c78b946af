"""Credits · administration · gift cards: issued one by one or many, their codes shown once; blocked."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from apps.accounts.step_up import require_recent_proof
from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.credits import operations, selectors
from apps.credits.models import GiftCard
from apps.credits.types import IssuedCard, Origin

from .forms import IssueForm

_FIELDS = {"value": "amount"}


@admin.register(GiftCard, site=staff_site)
class GiftCardAdmin(ReadOnlyAdmin):
    """Every card with what is left on it. Codes are known to nobody; people name the last four characters."""

    list_display = (
        "ending",
        "worth",
        "left",
        "state",
        "origin",
        "expires_at",
        "batch",
        "note",
        "bought_by",
        "issued_at",
    )
    list_filter = ("state", "origin", "account__currency", "batch")
    search_fields = ("last_four", "batch", "note", "public_id", "sale__email")
    actions = ("block", "unblock")
    list_select_related = ("account", "sale__buyer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GiftCard]:
        return selectors.cards().select_related("account", "sale__buyer")

    @admin.display(description=_("bought by"))
    def bought_by(self, card: GiftCard) -> str:
        return str(card.sale.buyer) if hasattr(card, "sale") else ""

    @admin.display(description=_("ends with"))
    def ending(self, card: GiftCard) -> str:
        return f"…{card.last_four}"

    @admin.display(description=_("value"))
    def worth(self, card: GiftCard) -> str:
        return str(card.account.money(card.value))

    @admin.display(description=_("left"))
    def left(self, card: GiftCard) -> str:
        return str(card.account)

    @admin.action(description=_("Block: nobody can use them"), permissions=["keep"])
    def block(self, request: HttpRequest, cards: QuerySet[GiftCard]) -> None:
        self._each(request, cards, operations.block_card)

    @admin.action(description=_("Let blocked ones be used again"), permissions=["keep"])
    def unblock(self, request: HttpRequest, cards: QuerySet[GiftCard]) -> None:
        self._each(request, cards, operations.unblock_card)

    def has_keep_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("credits.change_giftcard"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("credits.add_giftcard"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Issue cards; the answer holds their codes, as a page or as a sheet, and nothing else ever does."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        require_recent_proof(request)
        form = IssueForm(request.POST or None, label_suffix="")
        if form.is_valid():
            given = form.cleaned_data
            try:
                with transaction.atomic():
                    issued = operations.issue_batch(
                        form.money(),
                        count=given["count"],
                        origin=Origin(given["origin"]),
                        made_by=int(request.user.pk or 0),
                        may_exceed=request.user.has_perm("credits.issue_above_limit"),
                        expires_at=given["expires_at"],
                        key=given["key"],
                        batch=given["batch"],
                        note=given["note"],
                        at=now(),
                    )
            except MarketError as error:
                name = _FIELDS.get(error.field or "", error.field)
                form.add_error(name if name in form.fields else None, error.text())
            else:
                is_sheet = "as_sheet" in request.POST and issued[0].code
                return _sheet(issued) if is_sheet else self._shown(request, issued)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Issue gift cards"),
            "form": form,
        }
        return TemplateResponse(request, "admin/credits/issue.html", context, status=422 if form.errors else 200)

    def _shown(self, request: HttpRequest, issued: list[IssuedCard]) -> HttpResponse:
        return codes_page(request, {**self.admin_site.each_context(request), "opts": self.model._meta}, issued)

    def _each(self, request: HttpRequest, cards: QuerySet[GiftCard], act: Callable[..., object]) -> None:
        for card in cards:
            try:
                with transaction.atomic():
                    act(card.public_id, at=now())
            except MarketError as refusal:
                self.message_user(request, f"{card}: {refusal.told()}", messages.WARNING)
        self.message_user(request, _("Done."), messages.SUCCESS)


def codes_page(request: HttpRequest, context: dict[str, Any], issued: list[IssuedCard]) -> HttpResponse:
    """The page with new cards' codes, this once; of cards that were issued before by the same act, without codes."""
    is_new = bool(issued[0].code)
    title = _("New gift cards") if is_new else _("These gift cards were issued before")
    response = TemplateResponse(
        request,
        "admin/credits/codes.html",
        {**context, "title": title, "issued": issued, "is_new": is_new},
        status=201 if is_new else 200,
    )
    response["Cache-Control"] = "no-store"
    return response


def _sheet(issued: list[IssuedCard]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8", status=201)
    response["Content-Disposition"] = 'attachment; filename="gift-cards.csv"'
    response["Cache-Control"] = "no-store"
    rows = csv.writer(response)
    rows.writerow(["code", "value", "currency", "valid_until", "batch"])
    for one in issued:
        until = one.card.expires_at.isoformat() if one.card.expires_at else ""
        value = one.card.value
        rows.writerow([one.code, format(value.amount, "f"), value.currency.code, until, one.card.batch])
    return response
