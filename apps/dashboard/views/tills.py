"""Dashboard · tills of a shop: opened, cash put in and taken out, closed with a count, and the closings since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import Forbidden, MarketError
from apps.common.form_errors import tell
from apps.common.ids import new_id
from apps.dashboard.access import requires
from apps.dashboard.forms.counter import CashForm, CloseForm, TillForm
from apps.tills import operations, selectors
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as houses

from .counter import cashier_of, sells

_SHOWN = 50


@require_http_methods(["GET", "POST"])
@requires(TeamRole.FULFILMENT, TeamRole.FINANCE)
def till_list(request: HttpRequest) -> HttpResponse:
    """The tills with their last closings; owners open new ones."""
    form = TillForm(houses.warehouses(), request.POST or None)
    if request.method == "POST":
        if request.team_role != TeamRole.OWNER:
            raise Forbidden()
        if form.is_valid():
            given = form.cleaned_data
            try:
                with transaction.atomic():
                    operations.open_till(name=given["name"], warehouse_code=given["warehouse"], at=now())
            except MarketError as refused:
                tell(form, refused)
            else:
                messages.success(request, _("The till is open."))
                return redirect("dash_counter")
    context = {
        "section": "counter",
        "tills": selectors.tills(),
        "closings": [selectors.as_closing(row) for row in selectors.closings()[:_SHOWN]],
        "sales": [selectors.as_entry(row) for row in selectors.entries()[:_SHOWN]],
        "form": form if request.team_role == TeamRole.OWNER else None,
        "may_sell": request.team_role in (TeamRole.OWNER, TeamRole.FULFILMENT),
    }
    return render(request, "dashboard/counter/tills.html", context, status=422 if form.errors else 200)


@require_POST
@requires()
def use(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """Take a till out of use, or put it into use again."""
    with transaction.atomic():
        operations.change_till(till_id, is_open=request.POST.get("step") == "open")
    return redirect("dash_counter")


@require_POST
@sells
def cash(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """Put cash into a till, or take some out."""
    form = CashForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                operations.move_cash(
                    till_id, amount=given["amount"], note=given["note"], key=given["key"],
                    cashier=cashier_of(request), at=now(),
                )  # fmt: skip
        except MarketError as refused:
            if refused.status == 404:
                raise
            tell(form, refused)
        else:
            messages.success(request, _("Written down."))
            return redirect("dash_till_close", till_id=till_id)
    return _close_page(request, till_id, cash_form=form, status=422)


@never_cache
@require_http_methods(["GET", "POST"])
@sells
def close(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """What this cashier has taken since the last time; then the count that closes the till."""
    if request.method != "POST":
        return _close_page(request, till_id)
    form = CloseForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                done = operations.close_till(
                    till_id, counted=given["counted"], upto=given["upto"], note=given["note"],
                    cashier=cashier_of(request), at=now(),
                )  # fmt: skip
        except MarketError as refused:
            if refused.status == 404:
                raise
            tell(form, refused)
        else:
            return redirect("dash_till_closing", closing_id=done.public_id)
    return _close_page(request, till_id, close_form=form, status=422)


@require_GET
@requires(TeamRole.FULFILMENT, TeamRole.FINANCE)
def closing(request: HttpRequest, closing_id: UUID) -> HttpResponse:
    """One closing, as it was written."""
    return render(
        request, "dashboard/counter/closing.html", {"section": "counter", "closing": selectors.closing(closing_id)}
    )


def _close_page(
    request: HttpRequest,
    till_id: UUID,
    *,
    cash_form: CashForm | None = None,
    close_form: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    till, count = selectors.till(till_id), selectors.count(till_id, cashier_of(request).ref)
    context: dict[str, Any] = {
        "section": "counter",
        "till": till,
        "count": count,
        "cash_form": cash_form or CashForm(initial={"key": new_id()}),
        "close_form": close_form or CloseForm(initial={"upto": count.upto}),
    }
    return render(request, "dashboard/counter/close.html", context, status=status)
