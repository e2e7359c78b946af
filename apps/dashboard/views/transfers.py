"""Dashboard · goods between two houses: drafted, sent, received, differences settled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.catalog import selectors as catalog
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor
from apps.dashboard.forms.warehouses import ReceiveForm, SendForm, SettleForm, TransferForm
from apps.warehouse import operations, selectors
from apps.warehouse.types import Settlement, TransferInfo, TransferState

from .stock import keeps_stock


@require_http_methods(["GET", "POST"])
@keeps_stock
def transfer_list(request: HttpRequest) -> HttpResponse:
    """All transfers, newest first, and a form for the next one."""
    houses = selectors.warehouses()
    form = TransferForm(houses, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        items = form.wanted(catalog.variant_ids([sku for sku, _quantity, _lot in data["items"]]))
        if items is not None:
            try:
                with transaction.atomic():
                    public_id = operations.draft_transfer(
                        source=data["source"], target=data["target"], items=items, note=data["note"],
                        expected_on=data["expected_on"], at=now(),
                    )  # fmt: skip
            except MarketError as error:
                form.add_error(error.field if error.field in form.fields else "items", error.text())
            else:
                messages.success(request, _("The transfer is written down. Send it when the goods leave."))
                return redirect("dash_transfer", transfer_id=public_id)
    names = {house.code: house.name for house in houses}
    context = {
        "section": "stock",
        "tab": "transfers",
        "houses": houses,
        "rows": [(row, names[row.source], names[row.target]) for row in selectors.transfers()],
        "form": form,
    }
    return render(request, "dashboard/stock/transfers.html", context, status=422 if form.errors else 200)


@require_GET
@keeps_stock
def transfer_page(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """One transfer, and what can be done with it next."""
    return _page(request, selectors.transfer(transfer_id))


@require_POST
@keeps_stock
def send(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """The goods leave the first house."""
    found = selectors.transfer(transfer_id)
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.send_transfer(transfer_id, basis=form.cleaned_data["basis"], at=now(), by=actor(request))
        except MarketError as error:
            form.add_error("basis" if error.field == "basis" else None, error.text())
        else:
            messages.success(request, _("The goods are on their way."))
            return redirect("dash_transfer", transfer_id=transfer_id)
    return _page(request, found, send_form=form)


@require_POST
@keeps_stock
def receive(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """The goods have arrived and were counted."""
    found = selectors.transfer(transfer_id)
    form = ReceiveForm(_lines(found), request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                is_all = operations.receive_transfer(transfer_id, form.received(), at=now(), by=actor(request))
        except MarketError as error:
            form.add_error(None, error.text())
        else:
            said = _("All goods are received.") if is_all else _("Received. Say what became of each difference.")
            messages.success(request, said)
            return redirect("dash_transfer", transfer_id=transfer_id)
    return _page(request, found, receive_form=form)


@require_POST
@keeps_stock
def settle(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Say what became of a difference."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, selectors.transfer(transfer_id), problem=_("Say what became of the difference."))
    try:
        with transaction.atomic():
            operations.settle_difference(
                transfer_id, form.cleaned_data["line"], Settlement(form.cleaned_data["settlement"]),
                at=now(), by=actor(request),
            )  # fmt: skip
    except MarketError as error:
        return _page(request, selectors.transfer(transfer_id), problem=error.text())
    messages.success(request, _("The difference is settled."))
    return redirect("dash_transfer", transfer_id=transfer_id)


@require_POST
@keeps_stock
def cancel(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Give the transfer up."""
    with transaction.atomic():
        operations.cancel_transfer(transfer_id, at=now())
    messages.success(request, _("The transfer is cancelled. Nothing has moved."))
    return redirect("dash_transfer", transfer_id=transfer_id)


def _page(
    request: HttpRequest,
    found: TransferInfo,
    *,
    send_form: SendForm | None = None,
    receive_form: ReceiveForm | None = None,
    problem: str = "",
) -> HttpResponse:
    lines = _lines(found)
    houses = {house.code: house for house in selectors.warehouses()}
    context: dict[str, Any] = {
        "section": "stock",
        "tab": "transfers",
        "transfer": found,
        "source": houses[found.source],
        "target": houses[found.target],
        "lines": lines,
        "settlements": Settlement.choices,
        "problem": problem,
        "send_form": send_form or SendForm(),
        "receive_form": receive_form
        or ReceiveForm(lines, initial={f"line_{one.id}": one.quantity for one, _ in lines}),
        "is_draft": found.state == TransferState.DRAFT,
        "is_sent": found.state == TransferState.SENT,
    }
    failed = bool(problem or (send_form and send_form.errors) or (receive_form and receive_form.errors))
    return render(request, "dashboard/stock/transfer.html", context, status=422 if failed else 200)


def _lines(found: TransferInfo) -> list[tuple[Any, str]]:
    skus = catalog.variant_names({line.variant_id for line in found.lines})
    return [(line, skus.get(line.variant_id, "")) for line in found.lines]
