"""Storefront · a purchase's tax invoices and credit notes as files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.checkout import selectors as checkout
from apps.common.errors import NotFound
from apps.invoicing import selectors
from apps.invoicing.documents.files import Form, file_of

from .purchases import may_see


@never_cache
@require_GET
def invoice_file(request: HttpRequest, public_id: UUID, invoice_id: UUID, form: str) -> HttpResponse:
    """One document of a purchase, to its buyer or who holds its link.

    Raises:
        NotFound: there is none, it is of another purchase, or the reader may not see it. InvoiceIncomplete: it has no
            electronic form.
    """
    if form not in Form.values or not may_see(request, checkout.purchase(public_id)):
        raise NotFound()
    file = file_of(selectors.invoice(invoice_id, purchase_id=public_id), Form(form))
    return HttpResponse(
        file.body,
        content_type=file.content_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
