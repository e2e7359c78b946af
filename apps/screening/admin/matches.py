"""Screening · administration · the queue of matches: party and entry side by side, and what two people decide."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.screening import operations
from apps.screening.models import Match, Screening
from apps.screening.selectors import queue
from apps.screening.types import MatchStatus, Verdict
from apps.vendors import selectors as vendors

REASONS = {
    "same_number": _("The same number on a document"),
    "same_birth": _("Born on the same date, as far as both are told"),
    "birth_conflict": _("Born more than two years apart: somebody has to look, this alone clears nobody"),
    "same_country": _("A country in common"),
    "other_country": _("Other countries"),
    "other_kind": _("Another kind: person, company, vessel"),
    "weak_alias": _("The authority itself calls this alias weak"),
}
_SAID = {
    "propose": _("Proposed. A second person has to confirm it before anything moves."),
    "confirm": _("Decided. Orders that waited for nothing else go on, or stay."),
    "take-back": _("Taken back: orders that have not left wait again."),
}


@admin.register(Match, site=staff_site)
class MatchAdmin(ReadOnlyAdmin):
    """The queue: hits first, the oldest first. A match's page shows both sides and asks two people."""

    list_display = ("party", "entry", "level", "score", "status", "waits", "proposed_by")
    list_filter = ("status", "level", "entry__source")
    list_select_related = ("party", "entry", "proposed_by")
    search_fields = ("party__name", "public_id")
    ordering = (F("decided_at").desc(nulls_first=True), "level", "found_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        return queue.matches()

    @admin.display(description=_("waits"))
    def waits(self, match: Match) -> str:
        return timesince(match.found_at, match.decided_at or now())

    def get_urls(self) -> list[URLPattern]:
        acts = [
            path(f"<uuid:match_id>/{name}/", self.admin_site.admin_view(require_POST(self._act(name))),
                 name=f"screening_match_{name}")
            for name in _SAID
        ]  # fmt: skip
        whole = path("<uuid:match_id>/page/", self.admin_site.admin_view(self.page), name="screening_match_page")
        return [whole, *acts, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """The row's link leads to the match's own page."""
        match = self.get_object(request, object_id)
        if match is None:
            return super().change_view(request, object_id)
        return HttpResponseRedirect(reverse("admin:screening_match_page", args=[match.public_id]))

    def page(self, request: HttpRequest, match_id: UUID) -> HttpResponse:
        """Party and entry side by side, what is alike marked, and what can be done next."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        match = queue.match(match_id)
        involved = list(queue.orders_of(match.party_id)[:20])
        cards = vendors.cards({one.vendor_id for one in involved})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Match with a denied party"),
            "match": match,
            "said": _marked(match, side=0),
            "listed": _marked(match, side=1),
            "reasons": [
                {**reason, "text": REASONS.get(reason["code"], reason["code"])}
                for reason in match.features.get("reasons", ())
            ],
            "involved": [(one, cards.get(one.vendor_id)) for one in involved],
            "may_decide": self._may_decide(request),
            "is_own": match.proposed_by_id == request.user.pk,
            "is_open": match.status == MatchStatus.OPEN,
            "is_proposed": match.status == MatchStatus.PROPOSED,
            "verdicts": Verdict,
        }
        return TemplateResponse(request, "admin/screening/match.html", context)

    def _act(self, name: str) -> Callable[..., HttpResponse]:
        def act(request: HttpRequest, match_id: UUID) -> HttpResponse:
            if not self._may_decide(request):
                raise PermissionDenied
            try:
                with transaction.atomic():
                    _carry_out(name, match_id, request)
            except MarketError as refused:
                self.message_user(request, refused.text(), messages.ERROR)
            else:
                self.message_user(request, _SAID[name], messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:screening_match_page", args=[match_id]))

        return act

    def _may_decide(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("screening.change_match"))


@admin.register(Screening, site=staff_site)
class ScreeningAdmin(ReadOnlyAdmin):
    """That and when parties were screened, and by which versions of the lists."""

    list_display = ("at", "party", "occasion", "level", "score", "match_count", "edition")
    list_filter = ("occasion", "level")
    list_select_related = ("party",)


def _carry_out(name: str, match_id: UUID, request: HttpRequest) -> None:
    person, told = int(request.user.pk or 0), request.POST.get("reason", "").strip()[:2000]
    if name == "take-back":
        operations.take_back(match_id, reason=told, person_id=person, at=now())
        return
    if request.POST.get("verdict") not in Verdict.values:
        raise PermissionDenied
    verdict = Verdict(request.POST["verdict"])
    if name == "propose":
        operations.propose(match_id, verdict, reason=told, person_id=person, at=now())
    else:
        operations.confirm(match_id, verdict, note=told, person_id=person, at=now())


def _marked(match: Match, *, side: int) -> list[tuple[str, int]]:
    """The words of one side as they were compared, each with how alike it is to one of the other, in per cent."""
    met = [(pair[side], round(100 * pair[2])) for pair in match.features.get("met", ())]
    alone = match.features.get(("said_only", "listed_only")[side], ())
    return [*met, *((word, 0) for word in alone)]
