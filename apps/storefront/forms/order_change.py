"""Storefront · what a buyer changes of an order before it is sent · no tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.aftersales.forms import PiecesForm


class CallOffForm(PiecesForm):
    """Pieces that are not wanted any more; `version` is the order's as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Anything that the seller should know?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def plain_fields(self) -> list[Any]:
        """The fields that are of no line."""
        return [field for field in super().plain_fields() if not field.is_hidden]


class WishesForm(forms.Form):
    """What the seller should heed, and a greeting that lies in the parcel."""

    note = forms.CharField(
        label=_("A wish for the seller"),
        help_text=_("About packing or delivery, up to 300 characters."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    gift_message = forms.CharField(
        label=_("A greeting for the parcel"),
        help_text=_("It is printed on the packing slip, which names no prices."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
