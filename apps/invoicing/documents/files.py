"""Invoicing · a document as a file, in the form that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.invoicing.models import Invoice


class Form(models.TextChoices):
    """How a document can be had."""

    PDF = "pdf", _("PDF")
    UBL = "ubl", _("UBL")


@dataclass(frozen=True)
class File:
    """What is sent to whoever asks for a document."""

    name: str
    content_type: str
    body: bytes


def file_of(row: Invoice, form: Form) -> File:
    """A document as a file under its number.

    Raises:
        InvoiceIncomplete: it has no electronic form.
    """
    # Drawing and writing load large libraries, which pages do without.
    if form is Form.UBL:
        from .ubl import ubl

        return File(f"{row.number}.xml", "application/xml", ubl(row))
    from .paper import paper

    return File(f"{row.number}.pdf", "application/pdf", paper(row))
