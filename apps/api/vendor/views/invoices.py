"""API · vendor · tax invoices and credit notes that this vendor issued."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import invoice_shapes as shapes
from apps.api.base import VendorEndpoint
from apps.api.invoice_filters import Invoices as InvoiceFilters
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.files import PdfRenderer, XmlRenderer, file_answer
from apps.invoicing import selectors
from apps.invoicing.documents.files import Form, file_of

from .orders import READ


class Invoices(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = InvoiceFilters
    answers = {"GET": {200: page_of(shapes.InvoiceShown)}}

    def get(self, request: Request) -> Response:
        """Documents of which this vendor is the seller of record, newest first."""
        rows = selectors.invoices().filter(vendor_id=self.vendor.pk)
        return self.listed(self.filtered(rows), order=("-pk",), row=shapes.shown)


class InvoiceFile(VendorEndpoint):
    """A document as a file."""

    scopes = {"GET": READ}
    answers: ClassVar[dict[str, dict[int, Any]]] = {"GET": {200: OpenApiTypes.BINARY}}
    form: ClassVar[Form]

    def get(self, request: Request, invoice_id: UUID) -> Response:
        """The document as a file, under its number."""
        file = file_of(selectors.invoice(invoice_id, vendor_id=self.vendor.pk), self.form)
        return file_answer(file.body, name=file.name, media_type=file.content_type)


class InvoicePdf(InvoiceFile):
    renderer_classes = [PdfRenderer]
    form = Form.PDF


class InvoiceUbl(InvoiceFile):
    renderer_classes = [XmlRenderer]
    refusals = {"GET": {409: "A fact was missing when it was made: there is no electronic form"}}
    form = Form.UBL
