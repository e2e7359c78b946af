"""Storefront · the choice of a service for each consignment · no tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from apps.checkout.types import Quote


class DeliveryForm(forms.Form):
    """One group of radio buttons per consignment, named by its key."""

    def __init__(self, *args: Any, quote: Quote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for consignment in quote.consignments:
            self.fields[consignment.key] = forms.ChoiceField(
                choices=[(option.service_code, option.service_code) for option in consignment.options],
                initial=consignment.chosen.service_code,
                error_messages={
                    "invalid_choice": _("This service is no longer offered. Choose another."),
                    "required": _("Choose how this parcel travels."),
                },
            )
