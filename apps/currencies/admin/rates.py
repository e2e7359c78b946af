"""Currencies · administration: rates with source and date, their history, and those that wait · public schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from apps.accounts import selectors as accounts
from apps.common import clock
from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.currency_table import CODES
from apps.common.errors import MarketError
from apps.currencies import charts, operations, rules, selectors
from apps.currencies.models import ExchangeRate
from apps.currencies.types import Rate

from .promises import actor, decide, own_id

DAYS = (30, 90, 365, 1825)
_SPARK_DAYS = 90
_CODES = [(code, code) for code in CODES]
_BOX = {"class": "border border-base-200 dark:border-base-700 rounded-default px-3 py-2 bg-white dark:bg-base-900"}


class EnterRateForm(forms.Form):
    """A rate by hand: it is used once somebody else confirms it."""

    base = forms.ChoiceField(choices=_CODES, label=gettext_lazy("One unit of"), widget=forms.Select(_BOX))
    quote = forms.ChoiceField(choices=_CODES, label=gettext_lazy("is worth, in"), widget=forms.Select(_BOX))
    rate = forms.DecimalField(
        max_digits=18,
        decimal_places=8,
        min_value=Decimal("0.00000001"),
        label=gettext_lazy("Units"),
        widget=forms.NumberInput({**_BOX, "inputmode": "decimal"}),
    )
    published_on = forms.DateField(
        label=gettext_lazy("Published on"),
        widget=forms.DateInput({**_BOX, "type": "date"}, format="%Y-%m-%d"),
        initial=lambda: clock.now().date(),
    )
    source_url = forms.URLField(
        required=False,
        label=gettext_lazy("Where it is published"),
        assume_scheme="https",
        max_length=200,
        widget=forms.URLInput(_BOX),
    )


@dataclass(frozen=True)
class Waiting:
    """A rate that waits, what is used meanwhile, and the name of who entered it, if somebody did."""

    row: ExchangeRate
    used: Rate | None
    maker: str

    @property
    def used_value(self) -> str:
        """The rate in use, to six figures."""
        return format(Decimal(f"{self.used.value:.6g}"), "f") if self.used else ""

    @property
    def jump_percent(self) -> str:
        """How far it moved."""
        return _percent(self.row.jump)

    @property
    def deviation_percent(self) -> str:
        """How far it differs."""
        return _percent(self.row.deviation)


def _percent(fraction: Decimal | None) -> str:
    return f"{fraction * 100:.2f}" if fraction is not None else ""


@admin.register(ExchangeRate, site=staff_site)
class ExchangeRateAdmin(ReadOnlyAdmin):
    """Rates as sources published them. None is edited: one is entered, confirmed or rejected."""

    list_display = ("base", "quote", "rate", "source", "published_on", "status", "jump", "deviation", "fetched_at")
    list_filter = ("status", "source", "quote")
    date_hierarchy = "published_on"
    actions = ("confirm", "reject")
    actions_list = ("open_pairs", "open_waiting", "open_enter")

    @action(description=gettext_lazy("Pairs and history"), url_path="open-pairs")
    def open_pairs(self, request: HttpRequest) -> HttpResponse:
        """A button above the list."""
        return redirect("admin:currencies_pairs")

    @action(description=gettext_lazy("Waiting rates"), url_path="open-waiting")
    def open_waiting(self, request: HttpRequest) -> HttpResponse:
        """A button above the list."""
        return redirect("admin:currencies_waiting")

    @action(description=gettext_lazy("Enter a rate"), url_path="open-enter")
    def open_enter(self, request: HttpRequest) -> HttpResponse:
        """A button above the list."""
        return redirect("admin:currencies_enter")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("pairs/", wrap(self.pairs), name="currencies_pairs"),
            path("pairs/<str:base>/<str:quote>/", wrap(self.history), name="currencies_history"),
            path("waiting/", wrap(self.waiting), name="currencies_waiting"),
            path("enter/", wrap(self.enter), name="currencies_enter"),
            *super().get_urls(),
        ]

    @admin.action(description=gettext_lazy("Use the waiting rates"), permissions=["decide"])
    def confirm(self, request: HttpRequest, chosen: models.QuerySet[ExchangeRate]) -> None:
        """Put each chosen rate that waits into use."""
        by, at = actor(request), clock.now()
        decide(self, request, chosen, lambda row: operations.confirm_rate(row.pk, by=by, at=at))

    @admin.action(description=gettext_lazy("Never use the waiting rates"), permissions=["decide"])
    def reject(self, request: HttpRequest, chosen: models.QuerySet[ExchangeRate]) -> None:
        """Reject each chosen rate that waits."""
        by, at = actor(request), clock.now()
        decide(self, request, chosen, lambda row: operations.reject_rate(row.pk, by=by, at=at))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the person may change rates."""
        return bool(request.user.has_perm("currencies.change_exchangerate"))

    def pairs(self, request: HttpRequest) -> HttpResponse:
        """Every pair with its newest rate and the line of ninety days; and how the sources fare. Three queries."""
        self._may(self.has_view_permission(request))
        at = clock.now()
        lines = {
            pair: charts.line(series, width=120, height=24)
            for pair, series in selectors.histories(since=at.date() - timedelta(days=_SPARK_DAYS)).items()
        }
        newest = sorted(selectors.latest_rates(at.date()), key=lambda rate: (rate.base, rate.quote))
        rows = [(rate, lines.get((rate.base, rate.quote))) for rate in newest]
        context = {"title": _("Pairs and history"), "rows": rows, "sources": selectors.source_states(at)}
        return self._page(request, "pairs", context)

    def history(self, request: HttpRequest, base: str, quote: str) -> HttpResponse:
        """The line of one pair over a span of days that the address names, and the same as a table."""
        self._may(self.has_view_permission(request))
        asked = request.GET.get("days", "")
        days = int(asked) if asked.isdecimal() and int(asked) in DAYS else DAYS[2]
        since = clock.now().date() - timedelta(days=days)
        series = selectors.histories(since=since, base=base, quote=quote).get((base, quote), [])
        if not series and not selectors.rates().filter(base=base, quote=quote).exists():
            raise Http404
        context = {
            "title": _("%(base)s in %(quote)s") % {"base": base, "quote": quote},
            "base": base,
            "quote": quote,
            "line": charts.line(series, width=800, height=240),
            "series": series[::-1],
            "days": days,
            "spans": DAYS,
        }
        return self._page(request, "history", context)

    def waiting(self, request: HttpRequest) -> HttpResponse:
        """The rates that wait, why, and what is in use instead; each is confirmed or rejected with a reason."""
        self._may(self.has_view_permission(request))
        if request.method == "POST":
            self._may(self.has_decide_permission(request))
            self._decide_one(request)
            return redirect("admin:currencies_waiting")
        table, waiting = selectors.rate_table(), list(selectors.waiting())
        names = accounts.names_by_public_id({row.made_by for row in waiting if row.made_by})
        rows = [
            Waiting(row, rules.known_rate(table, row.base, row.quote), names.get(row.made_by, "")) for row in waiting
        ]
        me = own_id(request)
        context = {
            "title": _("Waiting rates"),
            "rows": rows,
            "me": me,
            "may_decide": self.has_decide_permission(request),
        }
        return self._page(request, "waiting", context)

    def enter(self, request: HttpRequest) -> HttpResponse:
        """The form of a rate by hand."""
        self._may(self.has_decide_permission(request))
        form = EnterRateForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                with transaction.atomic():
                    operations.enter_rate(**form.cleaned_data, by=actor(request), at=clock.now())
            except MarketError as problem:
                form.add_error(problem.field, problem.text())
            else:
                self.message_user(request, _("The rate waits for somebody else to confirm it."), messages.SUCCESS)
                return redirect("admin:currencies_waiting")
        return self._page(request, "enter", {"title": _("Enter a rate"), "form": form})

    def _decide_one(self, request: HttpRequest) -> None:
        by, at, reason = actor(request), clock.now(), request.POST.get("reason", "").strip()
        key = request.POST.get("rate", "")
        act = operations.confirm_rate if request.POST.get("decision") == "confirm" else operations.reject_rate
        if act is operations.reject_rate and not reason:
            self.message_user(request, _("Say why the rate is rejected."), messages.ERROR)
            return
        try:
            with transaction.atomic():
                act(int(key) if key.isdecimal() and len(key) < 19 else 0, by=by, at=at, reason=reason)
        except MarketError as problem:
            self.message_user(request, f"{problem.text()} {problem.remedy}".strip(), messages.ERROR)
        else:
            self.message_user(request, _("Decided."), messages.SUCCESS)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        return TemplateResponse(request, f"admin/currencies/{name}.html", context)

    @staticmethod
    def _may(allowed: bool) -> None:
        if not allowed:
            raise PermissionDenied
