"""Storefront · a person's addresses of mail: allauth's pages, which two accounts may turn to with one address.

An address that one account has verified, and by which another signed up and never
verified it, cannot become the first one's primary: it names the other account. So
says a message; nothing is written.
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import ConfirmEmailView, EmailView
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class EmailAddresses(EmailView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add, verify, remove or make primary, as a whole or not at all."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except IntegrityError:
            return _taken(request)


class ConfirmedEmail(ConfirmEmailView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Verify the address of the mailed link, as a whole or not at all."""
        try:
            with transaction.atomic():
                return super().post(*args, **kwargs)
        except IntegrityError:
            return _taken(self.request)


def _taken(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _("Another account was made with this address. Sign in there, or choose another address; nothing was changed."),
    )
    return redirect("account_email" if request.user.is_authenticated else "account_login")
