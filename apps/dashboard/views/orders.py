"""Dashboard · orders, from confirmation to hand-over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.checkout.selectors import confirming, payments, refunds
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.common.types import ActorKind
from apps.customs import selectors as customs
from apps.dashboard import routing_texts
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.orders import CancelForm, OrderFilter, ParcelFormSet, parcels_of
from apps.invoicing import selectors as invoicing
from apps.invoicing.documents.files import Form, file_of
from apps.itineraries import selectors as itineraries
from apps.orders import operations, selectors
from apps.orders.types import OrderStatus
from apps.shipping import selectors as shipping
from apps.shipping.operations import labelling, packing, sending
from apps.vendors.types import TeamRole
from apps.warehouse import selectors as warehouses

handles_orders = requires(TeamRole.FULFILMENT, TeamRole.FINANCE)
ships = requires(TeamRole.FULFILMENT)


@require_GET
@handles_orders
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders, newest first, by status and by what is searched for."""
    form = OrderFilter(request.GET)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {"status": "", "q": "", "before": None}
    rows, more = selectors.recent(status=wanted["status"], search=wanted["q"], before=wanted["before"])
    counts = selectors.counts()
    return render(
        request,
        "dashboard/orders/list.html",
        {
            "section": "orders",
            "rows": rows,
            "more": more,
            "form": form,
            "tabs": _status_tabs(request, counts),
            "search": wanted["q"],
        },
    )


@require_GET
@handles_orders
def order_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One order: goods, money, address, parcels, what happened and what is next."""
    order = selectors.order(public_id)
    houses = {house.public_id: house for house in warehouses.warehouses()}
    declared = {row.shipment_id: row for row in customs.of_orders([public_id]).get(public_id, ())}
    shipments = [
        {
            "declaration": declared.get(fulfilment.public_id),
            "fulfilment": fulfilment,
            "house": houses.get(fulfilment.warehouse_id),
            "parcels": ParcelFormSet(
                initial=parcels_of(fulfilment.parcels or packing.plan_for(fulfilment.lines)),
                prefix=str(fulfilment.public_id),
            ),
        }
        for fulfilment in order.fulfilments
    ]
    context = {
        "section": "orders",
        "order": order,
        "routing": routing_texts.told(order.routing, houses),
        "shipments": shipments,
        "cancel_form": CancelForm(),
        "confirm_by": confirming.confirm_by(public_id) if "confirm" in order.events else None,
        "payment": payments.payment_of_order(public_id, vendor_id=request.vendor.pk),
        "refunds": refunds.refunds_of([public_id], vendor_id=request.vendor.pk)[public_id],
        "invoices": invoicing.of_order(public_id, vendor_id=request.vendor.pk),
        "to_cancel": order.to_cancel(ActorKind.VENDOR),
        "way_plan": next(iter(itineraries.plans_of(public_id)), None),
        "may_ship": request.team_role in (TeamRole.OWNER, TeamRole.FULFILMENT),
        "may_refund": request.team_role in (TeamRole.OWNER, TeamRole.FINANCE),
    }
    return render(request, "dashboard/orders/page.html", context)


@require_POST
@ships
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Promise to send the goods."""
    with transaction.atomic():
        operations.confirm(public_id, at=now(), by=actor(request))
    messages.success(request, _("The order is confirmed. The buyer has been told."))
    return redirect("dash_order", public_id=public_id)


@require_POST
@ships
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call the order off and give the buyer the money back."""
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the order is cancelled: the buyer will read it."))
        return redirect("dash_order", public_id=public_id)
    with transaction.atomic():
        operations.cancel(public_id, reason=form.cleaned_data["reason"], at=now(), by=actor(request))
    messages.success(request, _("The order is cancelled and the goods are back on sale."))
    return redirect("dash_order", public_id=public_id)


@require_POST
@ships
def pack(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say in which boxes the goods lie."""
    fulfilment = shipping.fulfilment(public_id)
    forms = ParcelFormSet(request.POST, prefix=str(public_id))
    if not forms.is_valid():
        messages.error(request, _("Give the weight and the three sizes of each parcel, in whole numbers."))
        return redirect("dash_order", public_id=fulfilment.order_id)
    with transaction.atomic():
        packing.pack(public_id, parcels=forms.plans(), at=now(), by=actor(request))
    messages.success(request, _("Packed. Print the label next."))
    return redirect("dash_order", public_id=fulfilment.order_id)


@require_POST
@ships
def label(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Book the carrier and make the label."""
    fulfilment = labelling.print_label(public_id, at=now(), by=actor(request))
    messages.success(request, _("The label is ready to print."))
    return redirect("dash_order", public_id=fulfilment.order_id)


@require_GET
@ships
def label_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The label as PDF.

    Raises:
        LabelMissing: none was printed yet.
    """
    fulfilment = shipping.fulfilment(public_id)
    response = HttpResponse(shipping.label_pdf(public_id), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="label-{fulfilment.order_number}.pdf"'
    return response


@require_POST
@ships
def hand_over(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the parcels to the carrier."""
    fulfilment = sending.hand_over(public_id, at=now(), by=actor(request))
    messages.success(request, _("Handed over. The buyer can follow the parcel from now on."))
    return redirect("dash_order", public_id=fulfilment.order_id)


@require_GET
@handles_orders
def packing_slip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What lies in the parcels, for the buyer, as PDF."""
    order = selectors.order(public_id)
    # Drawing loads a large library, which is needed for nothing else.
    from apps.orders import documents

    response = HttpResponse(documents.packing_slip(order, request.vendor.name), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="packing-slip-{order.row.number}.pdf"'
    return response


@require_GET
@handles_orders
def invoice_file(request: HttpRequest, public_id: UUID, invoice_id: UUID, form: str) -> HttpResponse:
    """One tax invoice or credit note that this vendor issued.

    Raises:
        NotFound: there is none, or it is another seller's. InvoiceIncomplete: it has no electronic form.
    """
    row = invoicing.invoice(invoice_id, vendor_id=request.vendor.pk)
    if form not in Form.values or public_id not in row.order_ids:
        raise NotFound()
    file = file_of(row, Form(form))
    response = HttpResponse(file.body, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _status_tabs(request: HttpRequest, counts: dict[str, int]) -> list[dict[str, object]]:
    chosen = request.GET.get("status", "")
    everything = {"label": _("All"), "url": "?", "is_current": not chosen, "count": sum(counts.values())}
    return [everything] + [
        {
            "label": status.label,
            "url": f"?status={status}",
            "is_current": chosen == status,
            "count": counts.get(status, 0),
        }
        for status in OrderStatus
    ]
