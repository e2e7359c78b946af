"""Storefront · the form of a gift card's code · no tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class GiftCardForm(forms.Form):
    """A code as it stands on the card; spaces, hyphens and small letters are all the same."""

    code = forms.CharField(
        label=_("Code of the gift card"),
        max_length=40,
        help_text=_("Sixteen letters and digits, as in K7Q2-9FHM-XW4T-3BRD."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
