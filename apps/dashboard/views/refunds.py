"""Dashboard · giving a buyer money back, by a vendor."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.step_up import require_recent_proof
from apps.checkout import operations
from apps.checkout.refund_form import RefundForm
from apps.checkout.selectors import refunds
from apps.checkout.types.refunds import RefundStatus
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import actor, requires
from apps.vendors.types import TeamRole


@require_http_methods(["GET", "POST"])
@requires(TeamRole.FINANCE)
def refund(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What can be given back of an order; then what that would do; then doing just that."""
    vendor_id, by = request.vendor.pk, request.user.pk
    known = refunds.refundable(public_id, vendor_id=vendor_id)
    numbers = refunds.numbers_sent(public_id, vendor_id=vendor_id)
    form = RefundForm(request.POST or None, refundable=known, numbers=numbers, by_staff=False)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            shown = refunds.preview(public_id, form.wish(), vendor_id=vendor_id, made_by=by)
            if request.POST.get("step") == "give" and request.POST.get("seen") == shown.digest:
                if shown.needs_second_person:
                    require_recent_proof(request)
                with transaction.atomic():
                    made = operations.refund(
                        public_id,
                        wish=form.wish(),
                        key=form.cleaned_data["key"] or str(uuid4()),
                        by=actor(request),
                        made_by=by,
                        vendor_id=vendor_id,
                        at=now(),
                    )
                messages.success(request, _told(made.status))
                return redirect("dash_order", public_id=public_id)
        except MarketError as refused:
            if refused.status in (401, 403):
                raise
            tell(form, refused)
    context = {
        "section": "orders",
        "known": known,
        "form": form,
        "preview": shown,
        "before": refunds.refunds_of([public_id], vendor_id=vendor_id)[public_id],
    }
    return render(request, "dashboard/orders/refund.html", context, status=422 if form.errors else 200)


def _told(status: RefundStatus) -> str:
    if status is RefundStatus.WAITING:
        return _("Written down. Somebody at the marketplace has to agree, since it is a large amount.")
    return _("The money is on its way back. The buyer has been told.")
