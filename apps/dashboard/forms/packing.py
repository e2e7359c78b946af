"""Dashboard · forms of cartons and of packing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.fulfilment.types import CartonDraft

_SCAN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}


class _Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class CartonForm(_Plain):
    """A carton: sizes inside, and what it costs in the vendor's currency."""

    code = forms.RegexField(r"^[A-Za-z0-9._-]{1,20}$", label=_("Code"), widget=forms.TextInput(attrs=_SCAN))
    length_mm = forms.IntegerField(label=_("Length inside in mm"), min_value=10, max_value=5_000)
    width_mm = forms.IntegerField(label=_("Width inside in mm"), min_value=10, max_value=5_000)
    height_mm = forms.IntegerField(label=_("Height inside in mm"), min_value=10, max_value=5_000)
    wall_mm = forms.IntegerField(label=_("Thickness of the wall in mm"), min_value=0, max_value=100, initial=4)
    tare_g = forms.IntegerField(label=_("Own weight in g"), min_value=1, max_value=50_000)
    most_weight_g = forms.IntegerField(label=_("Carries at most, in g"), min_value=1, max_value=100_000)
    cost = forms.DecimalField(label=_("Cost"), min_value=0, max_digits=10, decimal_places=4)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._currency = currency
        self.fields["cost"].label = _("Cost of one in %(currency)s") % {"currency": currency}

    def draft(self) -> CartonDraft:
        """The carton that was told."""
        data = dict(self.cleaned_data)
        return CartonDraft(**{**data, "cost": Money(data["cost"], self._currency)})


class ScanForm(_Plain):
    """One scan; `key` is its own, so that it counts once."""

    scan = forms.CharField(max_length=120)
    box = forms.IntegerField(min_value=1, max_value=999)
    key = forms.UUIDField()


class UndoForm(_Plain):
    piece = forms.IntegerField(min_value=1, max_value=2**62)


class CloseForm(_Plain):
    """A box that is full, or that is opened again; the weight may stay as reckoned."""

    box = forms.IntegerField(min_value=1, max_value=999)
    weight_g = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    step = forms.ChoiceField(choices=[("close", ""), ("reopen", "")])
