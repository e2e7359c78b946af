"""Classification · administration: the queue over all vendors, and what stands behind it · public schema."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind

from . import operations
from .models import Confirmation, Edition, Goods, LearnedIndex, NationalCode, TradeWord
from .types import Reasoning


class SureFilter(admin.SimpleListFilter):
    """How sure the first suggestion is."""

    title = _("confidence")
    parameter_name = "sure"
    _BOUNDS = {"high": (0.9, 2.0), "middle": (0.5, 0.9), "low": (0.0001, 0.5), "none": (-1.0, 0.0001)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("high", _("0.9 and more")), ("middle", _("0.5 to 0.9")), ("low", _("below 0.5")), ("none", _("nothing")),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Goods]) -> QuerySet[Goods]:
        if self.value() not in self._BOUNDS:
            return queryset
        least, below = self._BOUNDS[str(self.value())]
        return queryset.filter(confidence__gte=least, confidence__lt=below)


@admin.register(Goods, site=staff_site)
class GoodsAdmin(ReadOnlyAdmin):
    """The queue over all vendors. Staff confirm what is suggested; the vendor's product takes the code by the event."""

    list_display = (
        "title",
        "vendor",
        "state",
        "hs_code",
        "suggested",
        "sure",
        "because",
        "missing",
        "changed_at",
    )
    list_filter = ("state", SureFilter, "missing", ("vendor", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("vendor",)
    search_fields = ("title", "=code", "^hs_code")
    actions = ("confirm_suggested",)

    @admin.display(description=_("suggested"))
    def suggested(self, row: Goods) -> str:
        return ", ".join(one["code"] for one in row.suggestions[:3])

    @admin.display(description=_("confidence"), ordering="confidence")
    def sure(self, row: Goods) -> str:
        return f"{row.confidence:.2f}" if row.suggestions else "–"

    @admin.display(description=_("because of"))
    def because(self, row: Goods) -> str:
        return ", ".join(row.suggestions[0]["words"]) if row.suggestions else " ".join(row.vague)

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """Who may change goods here."""
        return request.user.has_perm("classification.change_goods")

    @admin.action(description=_("Confirm the first suggestion"), permissions=["confirm"])
    def confirm_suggested(self, request: HttpRequest, queryset: QuerySet[Goods]) -> None:
        """Confirm what is suggested first for each of the ticked goods that have no confirmed code."""
        done = 0
        by = Actor(ActorKind.STAFF, str(request.user.public_id))
        for row in queryset.filter(state="suggested"):
            try:
                with transaction.atomic():
                    operations.confirm(row, hs_code=row.suggestions[0]["code"], why=Reasoning(), at=now(), by=by)
                done += 1
            except MarketError as error:
                messages.error(request, f"{row.title}: {error.text()}")
        text = ngettext("%(count)s code is confirmed.", "%(count)s codes are confirmed.", done)
        messages.success(request, text % {"count": done})


@admin.register(Confirmation, site=staff_site)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("hs_code", "title", "vendor", "basis", "rule", "rank", "confidence", "confirmed_at", "withdrawn_at")
    list_filter = ("basis", ("vendor", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("vendor",)
    search_fields = ("title", "^hs_code")


@admin.register(NationalCode, site=staff_site)
class NationalCodeAdmin(ReadOnlyAdmin):
    list_display = ("code", "destination", "edition", "vendor", "product_id", "chosen_at")
    list_filter = ("destination",)
    list_select_related = ("vendor",)
    search_fields = ("^code",)


@admin.register(Edition, site=staff_site)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("code", "title", "country", "line_count", "listed_on", "source", "checksum", "is_current")


@admin.register(TradeWord, site=staff_site)
class TradeWordAdmin(ReadOnlyAdmin):
    list_display = ("term", "code", "source")
    list_filter = ("source",)
    search_fields = ("term", "^code")


@admin.register(LearnedIndex, site=staff_site)
class LearnedIndexAdmin(ReadOnlyAdmin):
    list_display = ("checksum", "entry_count", "confirmed_count", "answer_from", "is_calibrated_here", "learned_at",
                    "is_current")  # fmt: skip
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LearnedIndex]:
        return super().get_queryset(request).defer("content")
