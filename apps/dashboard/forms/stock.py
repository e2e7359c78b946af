"""Dashboard · forms of stock and warehouses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.common.addresses import PostalAddress
from apps.common.scanning import each_cleaned
from apps.warehouse.types import WarehouseInfo, WarehouseKind

from .catalogue import country_choices


class StockFilter(forms.Form):
    """What the stock list is narrowed to."""

    q = forms.CharField(max_length=80, required=False)
    after = forms.IntegerField(min_value=1, required=False)

    def wanted(self) -> dict[str, Any]:
        """The filter as the catalogue takes it; a filter that makes no sense is none."""
        return {"search": self.cleaned_data["q"], "after": self.cleaned_data["after"]} if self.is_valid() else {}


class MovementForm(forms.Form):
    """Pieces that come, go, or were counted."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("receive", _("Goods have arrived")),
            ("remove", _("Goods are missing or broken")),
            ("count", _("I have counted the shelf")),
        ],
    )
    warehouse = forms.ChoiceField(label=_("Warehouse"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=0, max_value=1_000_000)
    bin_code = forms.CharField(label=_("Bin"), max_length=24, required=False)
    lot = forms.CharField(label=_("Lot"), max_length=40, required=False)
    expires_on = forms.DateField(
        label=_("Expires on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    serials = forms.CharField(
        label=_("Serial numbers"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One for each piece, where pieces have numbers of their own; a space or a new line between them."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, houses: Sequence[WarehouseInfo], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["warehouse"].choices = [(house.code, f"{house.name} ({house.code})") for house in houses]

    def clean_serials(self) -> tuple[str, ...]:
        """One by one, each of a length that can be kept."""
        numbers = each_cleaned(self.cleaned_data["serials"])
        if any(len(number) > 60 for number in numbers):
            raise forms.ValidationError(_("A serial number has at most 60 characters."))
        return numbers

    def clean(self) -> dict[str, Any]:
        """As many serial numbers as pieces, where there are any."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        numbers = data.get("serials")
        if numbers and data.get("kind") != "count" and len(set(numbers)) != data.get("quantity"):
            self.add_error("serials", _("Give one number for each piece, each once."))
        return data


class WarehouseForm(forms.Form):
    """A house that goods leave from."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.RegexField(
        r"^[A-Z0-9-]{2,12}$",
        label=_("Code"),
        help_text=_("A short name in capitals and digits, as it will stand in the columns of your sheets."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=WarehouseKind.choices,
        help_text=_("Goods in a bonded warehouse are not for sale until customs has released them."),
    )
    operator = forms.CharField(
        label=_("Operator"),
        max_length=120,
        required=False,
        help_text=_("Who runs the house, if it is not you. The goods in it stay yours."),
    )
    country = forms.ChoiceField(label=_("Country"))
    lines = forms.CharField(
        label=_("Street and number"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "address-line1"})
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    locality = forms.CharField(
        label=_("Town"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    region = forms.CharField(label=_("Region"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["country"].choices = country_choices()[1:]

    def house(self, recipient: str) -> dict[str, Any]:
        """What opening the house takes."""
        data = self.cleaned_data
        address = PostalAddress(
            recipient=recipient,
            country=data["country"],
            lines=(data["lines"],),
            locality=data["locality"],
            region=data["region"],
            postcode=data["postcode"],
        )
        return {"code": data["code"], "name": data["name"], "kind": data["kind"], "operator": data["operator"],
                "address": address}  # fmt: skip
