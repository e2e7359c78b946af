"""Invoicing · administration: every seller's documents, as files and as a table for bookkeeping · public schema."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money
from unfold.decorators import action

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.errors import MarketError

from . import selectors
from .documents.files import Form, file_of
from .models import Invoice
from .types import Missing


class SellerFilter(admin.SimpleListFilter):
    """Documents of the marketplace, or of vendors."""

    title = _("seller")
    parameter_name = "seller"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("marketplace", _("The marketplace")), ("vendors", _("Vendors"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> QuerySet[Invoice]:
        if self.value() in ("marketplace", "vendors"):
            return queryset.filter(vendor__isnull=self.value() == "marketplace")
        return queryset


class CompleteFilter(admin.SimpleListFilter):
    """Documents that have no electronic form, since something was not known."""

    title = _("electronic form")
    parameter_name = "complete"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Something was missing")), ("yes", _("Complete"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> QuerySet[Invoice]:
        if self.value() == "no":
            return queryset.exclude(missing=[])
        return queryset.filter(missing=[]) if self.value() == "yes" else queryset


@admin.register(Invoice, site=staff_site)
class InvoiceAdmin(ReadOnlyAdmin):
    """Tax invoices and credit notes as they were issued; nobody changes one."""

    list_display = ("number", "kind", "seller", "issued_at", "country", "total_net", "total_tax", "total_paid", "lacks")
    list_filter = ("kind", SellerFilter, CompleteFilter, "country", "currency")
    search_fields = ("number", "purchase_id")
    date_hierarchy = "issued_at"
    list_select_related = ("vendor",)
    fields = ("number", "kind", "seller", "issued_at", "country", "total_net", "total_tax", "total_paid", "lacks",
              "purchase_id", "refund_id", "corrects")  # fmt: skip
    actions = ("as_csv",)
    actions_detail = ("as_pdf", "as_ubl")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        return super().get_queryset(request).defer("document")

    @admin.display(description=_("seller"))
    def seller(self, row: Invoice) -> str:
        return row.vendor.name if row.vendor else str(_("The marketplace"))

    @admin.display(description=_("net"))
    def total_net(self, row: Invoice) -> Money:
        return row.money("net")

    @admin.display(description=_("tax"))
    def total_tax(self, row: Invoice) -> Money:
        return row.money("tax")

    @admin.display(description=_("total"))
    def total_paid(self, row: Invoice) -> Money:
        return row.total

    @admin.display(description=_("missing"))
    def lacks(self, row: Invoice) -> str:
        return ", ".join(str(Missing(one).label) for one in row.missing)

    @admin.action(description=_("Download as CSV"))
    def as_csv(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> HttpResponse:
        response = HttpResponse(selectors.as_csv(queryset.defer(None)), content_type="text/csv")
        response["Content-Disposition"] = 'attachment; filename="invoices.csv"'
        return response

    @action(description=_("PDF"), url_path="pdf")
    def as_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The document as a paper."""
        return self._file(request, object_id, Form.PDF)

    @action(description=_("UBL"), url_path="ubl")
    def as_ubl(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The document for bookkeeping programs."""
        return self._file(request, object_id, Form.UBL)

    def _file(self, request: HttpRequest, object_id: str, form: Form) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        try:
            file = file_of(row, form)
        except MarketError as refused:
            self.message_user(request, refused.text(), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:invoicing_invoice_change", args=[row.pk]))
        response = HttpResponse(file.body, content_type=file.content_type)
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
        return response
