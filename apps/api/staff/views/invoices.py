"""API · staff · tax invoices and credit notes of every seller of record."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import invoice_shapes as shapes
from apps.api.base import StaffEndpoint
from apps.api.invoice_filters import Invoices as InvoiceFilters
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.invoicing import selectors


class Invoices(StaffEndpoint):
    scopes = {"GET": "purchases:read"}
    permissions = {"GET": ("invoicing.view_invoice",)}
    query = {"GET": PageQuery}
    filterset_class = InvoiceFilters
    answers = {"GET": {200: page_of(shapes.InvoiceShown)}}

    def get(self, request: Request) -> Response:
        """Documents of the marketplace and of all vendors, newest first."""
        return self.listed(self.filtered(selectors.invoices()), order=("-pk",), row=shapes.shown)
