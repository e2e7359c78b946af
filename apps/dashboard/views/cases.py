"""Dashboard · a step in a return or a claim, carried out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from apps.common.errors import MarketError

DONE = _("Done. The buyer sees it, and gets a letter where something is to be known.")


def carried_out(request: HttpRequest, act: Callable[[], object], back: HttpResponse) -> HttpResponse:
    """Carry a step out and go back; a refusal is shown with what to do."""
    try:
        with transaction.atomic():
            act()
        messages.success(request, DONE)
    except MarketError as refused:
        messages.error(request, refused.told())
    return back
