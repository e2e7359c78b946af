"""Dashboard · forms of the counter: a basket, paying it, giving back, cash and closing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.checkout.types.refunds import Refundable
from apps.common.scanning import each_cleaned
from apps.common.serials_field import SerialsField
from apps.tills.types import BasketLine, Means
from apps.warehouse.types import WarehouseInfo

_AMOUNT: dict[str, Any] = {"max_digits": 15, "decimal_places": 4}
_MONEY = {"inputmode": "decimal", "autocomplete": "off"}


class _Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class TillForm(_Plain):
    """A new till in one of the vendor's houses."""

    name = forms.CharField(label=_("Name of the till"), max_length=60)
    warehouse = forms.ChoiceField(label=_("House that the shop is"))

    def __init__(self, houses: Sequence[WarehouseInfo], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["warehouse"].choices = [
            (one.code, f"{one.name} ({one.code})") for one in houses if not one.is_bonded
        ]


class PayForm(_Plain):
    """How a basket is paid, and who buys it. `told` is the total that the buyer was told."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    told = forms.DecimalField(required=False, min_value=Decimal(0), widget=forms.HiddenInput, **_AMOUNT)
    means = forms.ChoiceField(label=_("Paid by"), choices=Means.choices, widget=forms.RadioSelect, initial=Means.CASH)
    given = forms.DecimalField(
        label=_("Cash given"), required=False, min_value=Decimal(0), widget=forms.NumberInput(attrs=_MONEY), **_AMOUNT
    )
    reference = forms.CharField(label=_("Number of the terminal's slip"), required=False, max_length=40)
    buyer = forms.CharField(label=_("Name of the buyer"), required=False, max_length=120)
    email = forms.EmailField(label=_("E-mail for the receipt"), required=False, max_length=254)
    age = forms.BooleanField(label=_("I have looked at the buyer's age"), required=False)
    happened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class BackForm(_Plain):
    """What a buyer brings back. A field `line_<place>` counts the pieces of each line; none at all gives back all.

    `numbers` are the serial numbers that can still come back; without any none is asked for. `left` is what can still
    be given back.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    means = forms.ChoiceField(label=_("Given back by"), choices=Means.choices, widget=forms.RadioSelect)
    restock = forms.BooleanField(label=_("The pieces go back on the shelf"), required=False, initial=True)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, known: Refundable, numbers: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = known.left
        if numbers:
            self.fields["serials"] = SerialsField(numbers)
        self._lines = [line for line in known.lines if line.quantity_left]
        for line in self._lines:
            self.fields[f"line_{line.place}"] = forms.IntegerField(
                label=_("Pieces of %(title)s") % {"title": line.title},
                help_text=_("At most %(pieces)s") % {"pieces": line.quantity_left},
                required=False,
                min_value=0,
                max_value=line.quantity_left,
            )
        self.order_fields([*(f"line_{line.place}" for line in self._lines), "key", "means", "restock", "serials"])

    def pieces(self) -> dict[int, int]:
        """Pieces by the place of their line; empty where none were told."""
        told = {line.place: self.cleaned_data.get(f"line_{line.place}") or 0 for line in self._lines}
        return {place: pieces for place, pieces in told.items() if pieces}


class CashForm(_Plain):
    """Cash that is put into a till, or taken out (below zero); on a page with another form that has a note."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.DecimalField(
        label=_("Amount"), help_text=_("Below zero where you take it out."), widget=forms.NumberInput(attrs=_MONEY),
        **_AMOUNT,
    )  # fmt: skip
    note = forms.CharField(label=_("What for"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "cash_%s", **kwargs})


class CloseForm(_Plain):
    """The cash that was counted when a till is closed."""

    upto = forms.IntegerField(widget=forms.HiddenInput)
    counted = forms.DecimalField(
        label=_("Cash counted"), min_value=Decimal(0), widget=forms.NumberInput(attrs=_MONEY), **_AMOUNT
    )
    note = forms.CharField(label=_("Why it differs, if it does"), required=False, max_length=200)


def basket_of(data: QueryDict) -> list[BasketLine]:
    """The lines that a page has sent: `variant` and `pieces` side by side; those of no pieces are gone.

    `serials-<variant>` are the serial numbers of a line's pieces. What is no id or number is left out.
    """
    found = []
    for variant, pieces in zip(data.getlist("variant"), data.getlist("pieces"), strict=False):
        try:
            serials = each_cleaned(data.get(f"serials-{variant}", ""))
            line = BasketLine(UUID(variant), min(int(pieces), 10_000), serials)
        except ValueError:
            continue
        if line.pieces > 0:
            found.append(line)
    return found
