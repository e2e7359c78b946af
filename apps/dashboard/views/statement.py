"""Dashboard · a vendor's statement, on a page and as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.checkout.selectors import statements
from apps.checkout.types.statements import Statement
from apps.common.clock import now
from apps.dashboard.access import requires
from apps.dashboard.forms.statement import StatementForm
from apps.vendors.types import TeamRole

# So many lines are a file of a few megabytes.
MOST_IN_A_FILE = 20_000


@require_GET
@requires(TeamRole.FINANCE)
def statement(request: HttpRequest) -> HttpResponse:
    """What changed what the vendor is owed, in a currency, between two days."""
    return _page(request, _form(request))


def _page(request: HttpRequest, form: StatementForm) -> HttpResponse:
    context: dict[str, Any] = {"section": "statement", "form": form}
    if form.is_valid():
        context["statement"] = _found(request, form, most=300)
        context["query"] = form.data.urlencode()
    return render(request, "dashboard/statement/page.html", context, status=200 if form.is_valid() else 422)


@require_GET
@never_cache
@requires(TeamRole.FINANCE)
def statement_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, with a column for each part of a line; amounts are plain decimals."""
    form = _form(request)
    if not form.is_valid():
        return _page(request, form)
    found = _found(request, form, most=MOST_IN_A_FILE)
    response = HttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    name = f"statement-{request.vendor.slug}-{found.currency}-{found.since}-{found.until}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _form(request: HttpRequest) -> StatementForm:
    currencies = statements.statement_currencies(request.vendor.pk) or [request.vendor.currency]
    currencies.sort(key=lambda code: (code != request.vendor.currency, code))
    return StatementForm(request.GET, currencies=currencies, today=now().date())


def _found(request: HttpRequest, form: StatementForm, *, most: int) -> Statement:
    asked = form.cleaned_data
    return statements.statement(
        request.vendor.pk, asked["currency"], since=asked["since"], until=asked["until"], most=most
    )


def _csv(found: Statement) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["when", "kind", "reference", "part", "amount", "balance", "currency", "journal"])
    rows.writerow([found.since.isoformat(), "opening", "", "", "", found.opening.amount, found.currency, ""])
    for line in found.lines:
        about = [line.occurred_at.isoformat(), line.kind.value, _cell(line.reference)]
        rows.writerows(
            [*about, part.label, part.amount.amount, "", found.currency, line.journal_id] for part in line.parts
        )
        rows.writerow([*about, "", line.amount.amount, line.balance.amount, found.currency, line.journal_id])
    rows.writerow([found.until.isoformat(), "closing", "", "", "", found.closing.amount, found.currency, ""])
    return text.getvalue()


def _cell(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
