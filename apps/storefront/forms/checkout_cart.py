"""Storefront · what a cart's buttons send · no tables."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CartForm(forms.Form):
    """Pieces of a variant; `next` is where to go afterwards."""

    variant = forms.UUIDField()
    quantity = forms.IntegerField(
        min_value=0, max_value=99_999, required=False, error_messages={"invalid": _("Enter a whole number.")}
    )
