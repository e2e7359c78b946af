"""Risk · administration · the payments that wait for a person."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from djmoney.money import Money

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.money import rounded
from apps.payments import selectors as payments
from apps.risk import operations
from apps.risk.models import Case
from apps.risk.selectors import queue
from apps.risk.types import CaseStatus, Stage
from apps.vendors import selectors as vendors

_SAID = {
    "take": _("You look after this payment now."),
    "release": _("Released: the orders may be sent, and the money is taken."),
    "refuse": _("Refused: the orders are cancelled and the money goes back."),
    "reopen": _("Held again: nothing is sent until it is decided."),
}


@admin.register(Case, site=staff_site)
class CaseAdmin(ReadOnlyAdmin):
    """The queue, the oldest first. A case's page says why it is held, and what can be done."""

    list_display = ("opened", "waits", "amount", "countries", "why", "owner", "status")
    list_display_links = ("opened",)
    list_filter = ("status", "owner")
    list_select_related = ("decision", "owner")
    search_fields = ("purchase_id", "intent_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return super().get_queryset(request).order_by("-status", "opened_at")

    @admin.display(description=_("held since"), ordering="opened_at")
    def opened(self, case: Case) -> object:
        return case.opened_at

    @admin.display(description=_("waits"))
    def waits(self, case: Case) -> str:
        return timesince(case.opened_at, case.decided_at or now())

    @admin.display(description=_("amount"))
    def amount(self, case: Case) -> str:
        return str(rounded(Money(str(case.decision.facts["amount"]), settings.BOOK_CURRENCY)))

    @admin.display(description=_("card · browser · door"))
    def countries(self, case: Case) -> str:
        facts = case.decision.facts
        return " · ".join(str(facts.get(name) or "–") for name in ("card_country", "ip_country", "ship_to"))

    @admin.display(description=_("why"))
    def why(self, case: Case) -> str:
        return ", ".join(hit.name for hit in case.decision.found if not hit.is_shadow)

    def get_urls(self) -> list[URLPattern]:
        acts = [
            path(f"<uuid:case_id>/{name}/", self.admin_site.admin_view(require_POST(self._act(name))),
                 name=f"risk_case_{name}")
            for name in _SAID
        ]  # fmt: skip
        whole = path("<uuid:case_id>/page/", self.admin_site.admin_view(self.page), name="risk_case_page")
        return [whole, *acts, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """The row's link leads to the case's own page."""
        case = self.get_object(request, object_id)
        if case is None:
            return super().change_view(request, object_id)
        return HttpResponseRedirect(reverse("admin:risk_case_page", args=[case.public_id]))

    def page(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Why a payment is held, in plain words, with what the buyer paid before and what can be done next."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        case = queue.case(case_id)
        attempt = queue.attempt_of(case.intent_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Held payment"),
            "case": case,
            "facts": case.decision.facts,
            "reasons": queue.reasons(case.decision),
            "before": queue.reasons(attempt) if attempt else (),
            "earlier": queue.earlier(case.decision),
            "payment": payments.intent(case.intent_id),
            "vendors": vendors.cards(case.vendor_ids).values(),
            "purchase_url": f"{reverse(_what_was_bought(case))}?q={case.purchase_id}",
            "payment_url": f"{reverse('admin:payments_intent_changelist')}?q={case.intent_id}",
            "may_decide": self._may_decide(request),
            "is_open": case.status == CaseStatus.OPEN,
            "is_released": case.status == CaseStatus.RELEASED,
            "stage": Stage.PAYMENT,
        }
        return TemplateResponse(request, "admin/risk/case.html", context)

    def _act(self, name: str) -> Callable[..., HttpResponse]:
        def act(request: HttpRequest, case_id: UUID) -> HttpResponse:
            if not self._may_decide(request):
                raise PermissionDenied
            note = request.POST.get("note", "").strip()[:2000]
            person = int(request.user.pk or 0)
            try:
                with transaction.atomic():
                    if name == "take":
                        operations.take_over(case_id, person_id=person, at=now())
                    else:
                        decide = {"release": operations.release, "refuse": operations.refuse,
                                  "reopen": operations.reopen}[name]  # fmt: skip
                        decide(case_id, person_id=person, note=note, at=now())
            except MarketError as refused:
                self.message_user(request, refused.text(), messages.ERROR)
            else:
                self.message_user(request, _SAID[name], messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:risk_case_page", args=[case_id]))

        return act

    def _may_decide(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("risk.change_case"))


def _what_was_bought(case: Case) -> str:
    """The name of the list that holds it: a purchase has vendors, a gift card has none."""
    return "admin:checkout_purchase_changelist" if case.vendor_ids else "admin:credits_cardsale_changelist"
