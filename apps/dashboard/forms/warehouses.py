"""Dashboard · forms of houses, bins, transfers, counts and the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.vendors.types import RoutingRule
from apps.warehouse.types import MovementKind, Settlement, TransferItem, TransferLineInfo, WarehouseInfo

_SCAN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
MOST_LINES = 200


class _Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class HouseForm(_Plain):
    """What can be changed of a house."""

    name = forms.CharField(label=_("Name"), max_length=80)
    operator = forms.CharField(
        label=_("Operator"),
        max_length=120,
        required=False,
        help_text=_("Who runs the house, if it is not you. The goods in it stay yours."),
    )
    processing_days = forms.IntegerField(label=_("Days to prepare a parcel"), min_value=0, max_value=60, required=False)


class BinForm(_Plain):
    """A bin and where it stands."""

    code = forms.RegexField(r"^[A-Za-z0-9._-]{1,24}$", label=_("Code of the bin"), widget=forms.TextInput(attrs=_SCAN))
    aisle = forms.CharField(label=_("Aisle"), max_length=12, required=False)
    x_m = forms.DecimalField(
        label=_("Metres to the right of the packing table"), max_digits=7, decimal_places=2, required=False
    )
    y_m = forms.DecimalField(label=_("Metres behind it"), max_digits=7, decimal_places=2, required=False)

    def bin(self) -> dict[str, Any]:
        """What adding the bin takes."""
        data = self.cleaned_data
        return {"code": data["code"], "aisle": data["aisle"], "x_m": data["x_m"] or 0, "y_m": data["y_m"] or 0}


class RoutingForm(_Plain):
    """What decides from which house goods are sent."""

    routing = forms.ChoiceField(label=_("What decides"), choices=RoutingRule.choices, widget=forms.RadioSelect)


class FindForm(_Plain):
    """What is looked for in a house: a bin, a SKU, a lot or a serial number."""

    q = forms.CharField(required=False, max_length=60)


class PutAwayForm(_Plain):
    """Pieces that are carried to a bin, or of which it is said of which lot they are."""

    warehouse = forms.ChoiceField(label=_("Warehouse"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=1_000_000)
    from_bin = forms.CharField(label=_("From bin"), max_length=24, required=False, widget=forms.TextInput(attrs=_SCAN))
    to_bin = forms.CharField(label=_("To bin"), max_length=24, required=False, widget=forms.TextInput(attrs=_SCAN))
    lot = forms.CharField(label=_("Of lot"), max_length=40, required=False, widget=forms.TextInput(attrs=_SCAN))
    to_lot = forms.CharField(
        label=_("They are of lot"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=_SCAN),
        help_text=_("For pieces of which it was not said yet."),
    )
    expires_on = forms.DateField(
        label=_("Expires on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    best_before_on = forms.DateField(
        label=_("Best before"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, houses: Sequence[WarehouseInfo], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "put_%s", **kwargs})
        self.fields["warehouse"].choices = house_choices(houses)


class ThresholdForm(_Plain):
    """Below how many pieces the vendor is told; a field for each house."""

    def __init__(self, houses: Sequence[WarehouseInfo], known: Mapping[UUID, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for house in houses:
            self.fields[f"low_{house.code}"] = forms.IntegerField(
                label=house.name,
                min_value=0,
                max_value=1_000_000,
                required=False,
                initial=known.get(house.public_id),
            )

    def wanted(self, houses: Sequence[WarehouseInfo]) -> dict[UUID, int]:
        """The threshold of each house, 0 for none."""
        return {house.public_id: self.cleaned_data[f"low_{house.code}"] or 0 for house in houses}


class TransferForm(_Plain):
    """Which pieces shall go from one house to another: a line each, «SKU quantity», with the lot after it if any."""

    source = forms.ChoiceField(label=pgettext_lazy("place", "From"))
    target = forms.ChoiceField(label=pgettext_lazy("place", "To"))
    items = forms.CharField(
        label=_("Goods"),
        max_length=20_000,
        widget=forms.Textarea(attrs={**_SCAN, "rows": 6}),
        help_text=_("One line for each SKU: the SKU, a space, how many pieces; then the lot, where there is one."),
    )
    expected_on = forms.DateField(
        label=_("Expected on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, houses: Sequence[WarehouseInfo], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            self.fields[name].choices = house_choices(houses)

    def clean_items(self) -> list[tuple[str, int, str]]:
        """(SKU, pieces, lot) of each line."""
        found = []
        for number, line in enumerate(self.cleaned_data["items"].splitlines(), start=1):
            words = line.split()
            if not words:
                continue
            if len(words) not in (2, 3) or not words[1].isascii() or not words[1].isdigit() or len(words[1]) > 7:
                raise ValidationError(
                    say("Line %(line)s: write the SKU, a space and how many pieces.") % {"line": number}
                )
            found.append((words[0], int(words[1]), words[2] if len(words) == 3 else ""))
        if len(found) > MOST_LINES:
            raise ValidationError(say("Send at most %(most)s lines at once.") % {"most": MOST_LINES})
        return found

    def wanted(self, variants: Mapping[str, UUID]) -> list[TransferItem] | None:
        """What is to be sent; None, with an error in the form, where a SKU is unknown."""
        unknown = [sku for sku, _quantity, _lot in self.cleaned_data["items"] if sku not in variants]
        if unknown:
            self.add_error("items", say("You have no SKU “%(sku)s”.") % {"sku": unknown[0]})
            return None
        return [TransferItem(variants[sku], quantity, lot) for sku, quantity, lot in self.cleaned_data["items"]]


class SendForm(_Plain):
    """The goods leave; out of bond, with the customs entry that releases them."""

    basis = forms.CharField(
        label=_("Number of the customs entry"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=_SCAN),
        help_text=_("The goods leave bond: by this entry they are imported."),
    )


class ReceiveForm(_Plain):
    """How many pieces of each line have arrived."""

    def __init__(self, lines: Sequence[tuple[TransferLineInfo, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line, sku in lines:
            self.fields[f"line_{line.id}"] = forms.IntegerField(
                label=f"{sku} {line.lot}".strip(), min_value=0, max_value=1_000_000
            )

    def received(self) -> dict[int, int]:
        """Pieces by line."""
        return {int(name.removeprefix("line_")): pieces for name, pieces in self.cleaned_data.items()}


class SettleForm(_Plain):
    """What became of a difference."""

    line = forms.IntegerField(min_value=1)
    settlement = forms.ChoiceField(choices=Settlement.choices)


class CountPlanForm(_Plain):
    """Which house is counted, and how much of it."""

    warehouse = forms.ChoiceField(label=_("Warehouse"))
    most = forms.IntegerField(label=_("At most so many places"), min_value=1, max_value=200, initial=20)

    def __init__(self, houses: Sequence[WarehouseInfo], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["warehouse"].choices = house_choices(houses)


class CountedForm(_Plain):
    """How many pieces were counted of a line."""

    line = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    pieces = forms.IntegerField(
        label=_("Pieces counted"),
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )


class BookFilter(_Plain):
    """Which movements are listed."""

    warehouse = forms.ChoiceField(label=_("Warehouse"), required=False)
    kind = forms.ChoiceField(label=_("What"), choices=[("", _("All")), *MovementKind.choices], required=False)
    sku = forms.CharField(label=_("SKU"), max_length=64, required=False)
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, houses: Sequence[WarehouseInfo], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["warehouse"].choices = [("", _("All")), *house_choices(houses)]

    def wanted(self) -> dict[str, Any]:
        """The filter as the books take it, but for the SKU; a filter that makes no sense is none."""
        data = self.cleaned_data if self.is_valid() else {}
        since = data.get("since")
        return {
            "warehouse_code": data.get("warehouse", ""),
            "kind": data.get("kind", ""),
            "reference": data.get("reference", ""),
            "since": datetime.combine(since, time.min, UTC) if since else None,
            "before": data.get("before"),
        }


def house_choices(houses: Sequence[WarehouseInfo]) -> list[tuple[str, str]]:
    """Houses as choices of a form."""
    return [(house.code, f"{house.name} ({house.code})") for house in houses]
