"""Invoicing · what can go wrong, for people and programs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict


class InvoiceIncomplete(Conflict):
    """A fact that the electronic form asks for was not known when the invoice was made."""

    code = "invoicing.incomplete"
    message = _("This invoice has no electronic form, since it was made without: %(missing)s.")
