"""Checkout · the form of a refund, for the pages of vendors and of staff."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.money import exponent, is_at_exponent
from apps.common.serials_field import SerialsField

from .types.refunds import Funder, Refundable, RefundKind, RefundReason, RefundWish

_REASONS = [
    (reason.value, reason.label)
    for reason in RefundReason
    if reason not in (RefundReason.CANCELLED, RefundReason.DISPUTED)
]
_KINDS = (RefundKind.LINES, RefundKind.AMOUNT, RefundKind.SHIPPING, RefundKind.GOODWILL, RefundKind.WHOLE)


class RefundForm(forms.Form):
    """What is to be given back of an order, and why. A field `line_<place>` counts the pieces of each line.

    `numbers` are those of pieces that the buyer has; without any none is asked for.
    """

    kind = forms.ChoiceField(
        label=_("What is given back"),
        choices=[(kind.value, kind.label) for kind in _KINDS],
        widget=forms.RadioSelect,
        initial=RefundKind.LINES,
    )
    with_shipping = forms.BooleanField(label=_("With the shipping of these pieces"), required=False)
    restock = forms.BooleanField(label=_("These pieces are back on the shelf"), required=False)
    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=15, decimal_places=4, min_value=Decimal("0.0001")
    )
    to_credit = forms.BooleanField(label=_("The buyer chose store credit instead of money"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), choices=_REASONS)
    note = forms.CharField(
        label=_("Note, for the buyer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    funder = forms.ChoiceField(label=_("Goodwill is at the cost of"), choices=Funder.choices, required=False)
    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, refundable: Refundable, numbers: Sequence[str], by_staff: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.refundable = refundable
        self.by_staff = by_staff
        if not by_staff:
            del self.fields["funder"]
        if numbers:
            self.fields["serials"] = SerialsField(numbers)
            self.order_fields(["kind", "with_shipping", "restock", "serials"])
        self.fields["key"].initial = str(uuid4())
        currency = refundable.paid.currency.code
        self.fields["amount"].help_text = _("In %(currency)s. For shipping, empty means all of it.") % {
            "currency": currency
        }
        self.fields["amount"].widget.attrs.update(inputmode="decimal", step=str(Decimal(1).scaleb(-exponent(currency))))
        for line in refundable.lines:
            self.fields[f"line_{line.place}"] = forms.IntegerField(
                label=line.title,
                required=False,
                min_value=0,
                max_value=line.quantity_left,
                widget=forms.NumberInput(
                    attrs={
                        "min": 0,
                        "max": line.quantity_left,
                        "size": 4,
                        "aria-label": _("Pieces of %(title)s") % {"title": line.title},
                    }
                ),
            )

    def lines(self) -> list[tuple[Any, Any]]:
        """Each line of the order with its field."""
        return [(line, self[f"line_{line.place}"]) for line in self.refundable.lines]

    def plain_fields(self) -> list[Any]:
        """The fields that are not of a line, in their order."""
        return [field for field in self if not field.name.startswith("line_")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind, amount = cleaned.get("kind"), cleaned.get("amount")
        currency = self.refundable.paid.currency.code
        if kind == RefundKind.LINES and not self._pieces():
            self.add_error("kind", _("Say how many pieces of which line."))
        if kind in (RefundKind.AMOUNT, RefundKind.GOODWILL) and amount is None and "amount" not in self.errors:
            self.add_error("amount", _("Say how much."))
        if amount is not None and not is_at_exponent(Money(amount, currency)):
            self.add_error("amount", _("This currency has no such small coins."))
        return cleaned

    def wish(self) -> RefundWish:
        """What was asked for; the form must be valid."""
        given = self.cleaned_data
        amount = given.get("amount")
        kind = RefundKind(given["kind"])
        takes_amount = kind in (RefundKind.AMOUNT, RefundKind.SHIPPING, RefundKind.GOODWILL)
        return RefundWish(
            kind=kind,
            reason=RefundReason(given["reason"]),
            lines=self._pieces() if kind is RefundKind.LINES else None,
            amount=Money(amount, self.refundable.paid.currency.code) if takes_amount and amount is not None else None,
            with_shipping=given["with_shipping"],
            funder=Funder(given.get("funder") or Funder.MARKETPLACE) if self.by_staff else Funder.VENDOR,
            restock=given["restock"] and kind in (RefundKind.LINES, RefundKind.WHOLE),
            note=given["note"],
            serials=given.get("serials", ()),
            to_credit=given["to_credit"],
        )

    def _pieces(self) -> dict[int, int]:
        return {
            line.place: pieces
            for line in self.refundable.lines
            if (pieces := self.cleaned_data.get(f"line_{line.place}"))
        }
