"""API · storefront · tax invoices and credit notes of a purchase, to its buyer or who holds its token."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import invoice_shapes as shapes
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.vendor.files import PdfRenderer, XmlRenderer, file_answer
from apps.invoicing import selectors
from apps.invoicing.documents.files import Form, file_of

from .purchases import PurchaseEndpoint

_REFUSED = {403: "The token's scopes lack purchases:read"}


class PurchaseInvoices(PurchaseEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: page_of(shapes.InvoiceShown)}}
    refusals = {"GET": _REFUSED}

    def get(self, request: Request, purchase_id: UUID) -> Response:
        """The documents of a purchase in the order of issue."""
        self.own(purchase_id)
        rows = selectors.invoices().filter(purchase_id=purchase_id).order_by("pk")
        return self.enveloped(Page([shapes.shown(row) for row in rows], None, None))


class PurchaseInvoiceFile(PurchaseEndpoint):
    """A document as a file."""

    scopes = {"GET": None}
    answers: ClassVar[dict[str, dict[int, Any]]] = {"GET": {200: OpenApiTypes.BINARY}}
    form: ClassVar[Form]

    def get(self, request: Request, purchase_id: UUID, invoice_id: UUID) -> Response:
        """The document as a file, under its number."""
        self.own(purchase_id)
        file = file_of(selectors.invoice(invoice_id, purchase_id=purchase_id), self.form)
        return file_answer(file.body, name=file.name, media_type=file.content_type)


class PurchaseInvoicePdf(PurchaseInvoiceFile):
    renderer_classes = [PdfRenderer]
    refusals = {"GET": _REFUSED}
    form = Form.PDF


class PurchaseInvoiceUbl(PurchaseInvoiceFile):
    renderer_classes = [XmlRenderer]
    refusals = {"GET": {**_REFUSED, 409: "A fact was missing when it was made: there is no electronic form"}}
    form = Form.UBL
