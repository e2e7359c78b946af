"""Aftersales · administration: pieces of a vendor's order that are not sent · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_tenants.utils import tenant_context

from apps.checkout import operations
from apps.checkout.selectors import records
from apps.common.admin import staff_site
from apps.common.admin_forms import framed
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.common.types import Actor, ActorKind
from apps.orders import selectors as orders
from apps.orders.types import CancelCause

from .forms import LeaveOutForm, ToCancel


@require_http_methods(["GET", "POST"])
def leave_out(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Have fewer pieces sent of a vendor's order; the buyer gets the money for the others back.

    Raises:
        NotFound: there is no such order.
    """
    if not request.user.has_perm("checkout.add_refund"):
        raise PermissionDenied
    vendor = records.vendor_of_order(order_id)
    with tenant_context(vendor):
        order = orders.order(order_id)
    options = ToCancel(order.to_cancel(ActorKind.STAFF))
    form = framed(LeaveOutForm(request.POST or None, options=options, initial={"version": order.row.version}))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                operations.cancel_pieces(
                    order_id,
                    pieces={one.place: one.quantity for one in form.pieces()},
                    cause=CancelCause(given["cause"]),
                    reason=given["reason"],
                    expected_version=given["version"],
                    at=now(),
                    by=Actor(ActorKind.STAFF, str(getattr(request.user, "public_id", ""))),
                )
            messages.success(request, _("These pieces are not sent, and the buyer gets the money for them back."))
            return HttpResponseRedirect(reverse("admin_leave_out", args=[order_id]))
        except MarketError as refused:
            if refused.status in (401, 403, 404):
                raise
            tell(form, refused)
    context = {
        **staff_site.each_context(request),
        "title": _("Leave pieces out of order %(number)s") % {"number": order.row.number},
        "order": order,
        "vendor": vendor,
        "form": form,
        "told": [one for one in order.timeline if one.code in ("pieces_cancelled", "cancelled")],
    }
    return TemplateResponse(request, "admin/aftersales/leave_out.html", context, status=422 if form.errors else 200)
