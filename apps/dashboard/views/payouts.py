"""Dashboard · what a vendor is owed, what it was paid, and where to."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.step_up import require_recent_proof
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import requires
from apps.dashboard.forms.payouts import AccountForm
from apps.ledger.types import JournalKind
from apps.payouts import operations, selectors
from apps.vendors.types import TeamRole

sees_money = requires(TeamRole.FINANCE)
PAGE = 30


@require_GET
@sees_money
def payout_list(request: HttpRequest) -> HttpResponse:
    """Balances, the account in use, and payouts, newest first."""
    at = now()
    before = request.GET.get("before", "")
    rows = selectors.payouts_of(request.vendor.pk)
    if before.isascii() and before.isdecimal() and len(before) < 16:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "section": "payouts",
        "balances": selectors.balances(request.vendor.pk, at=at),
        "account": selectors.account_in_use(request.vendor.pk),
        "is_cooling": selectors.is_cooling(request.vendor.pk, at=at),
        "terms": selectors.terms(request.vendor.pk),
        "rows": [selectors.as_view(row) for row in found[:PAGE]],
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
    }
    return render(request, "dashboard/payouts/list.html", context)


@require_GET
@sees_money
def payout_page(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """One payout with everything that it pays."""
    row = selectors.payout(payout_id, vendor_id=request.vendor.pk)
    items = [{"item": item, "kind": JournalKind(item.kind).label} for item in selectors.items(row)]
    context = {"section": "payouts", "payout": selectors.as_view(row), "items": items}
    return render(request, "dashboard/payouts/payout.html", context)


@require_GET
@sees_money
def items_file(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """Everything that a payout pays, as CSV for the books."""
    row = selectors.payout(payout_id, vendor_id=request.vendor.pk)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["payout", "posting", "occurred_at", "kind", "memo", "purchase", "amount", "currency"])
    for item in selectors.items(row):
        writer.writerow(
            [row.reference, item.posting_id, item.occurred_at.isoformat(), item.kind, _safe(item.memo),
             item.purchase_id or "", item.amount.amount, item.amount.currency.code]
        )  # fmt: skip
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.reference}.csv"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@sees_money
def account(request: HttpRequest) -> HttpResponse:
    """Where the vendor is paid to, and where it was before. A change asks for a fresh proof of who acts."""
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        require_recent_proof(request)
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.set_account(request.vendor.pk, form.details(), by=request.user.pk, at=now())
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(request, _("The bank account is saved. The owners are told by mail."))
            return redirect("dash_payouts")
    context = {
        "section": "payouts",
        "form": form,
        "account": selectors.account_in_use(request.vendor.pk),
        "history": selectors.account_history(request.vendor.pk),
    }
    return render(request, "dashboard/payouts/account.html", context, status=422 if form.errors else 200)


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
