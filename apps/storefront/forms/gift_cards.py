"""Storefront · the forms of buying a gift card, and of correcting to whom it goes · no tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.credits.types import CardOffer, CardWish

OTHER = "other"


class RecipientForm(forms.Form):
    """To whom a gift card goes."""

    recipient_name = forms.CharField(
        label=_("Name of the recipient"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    recipient_email = forms.EmailField(
        label=_("E-mail address of the recipient"),
        help_text=_("The code goes there. You can also enter your own address and hand the card over yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class BuyForm(RecipientForm):
    """A gift card of one of the offered amounts, or of another within the bounds. `amounts` are (value, label)."""

    amount = forms.ChoiceField(label=_("Amount"), widget=forms.RadioSelect)
    own_amount = forms.DecimalField(
        label=_("Another amount"),
        required=False,
        max_digits=12,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    sender_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("The recipient reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    message = forms.CharField(
        label=_("Message"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    send_on = forms.DateField(
        label=_("Send it on"),
        help_text=_("We mail it on the morning of that day; today means as soon as it is paid."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = (
        "amount", "own_amount", "recipient_name", "recipient_email", "sender_name", "message", "send_on",
    )  # fmt: skip

    def __init__(
        self, *args: Any, offer: CardOffer, labels: dict[Money, str], bounds: str, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._currency = offer.least.currency.code
        choices = [(f"{one.amount:f}", labels[one]) for one in offer.amounts]
        self.fields["amount"].choices = [*choices, (OTHER, _("Another amount"))]
        self.fields["amount"].initial = choices[0][0] if choices else OTHER
        self.fields["own_amount"].help_text = bounds
        self.fields["send_on"].initial = today
        self.fields["send_on"].widget.attrs["min"] = today.isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("amount") == OTHER and cleaned.get("own_amount") is None and "own_amount" not in self.errors:
            self.add_error("own_amount", _("Enter an amount, or choose one of those above."))
        return cleaned

    def wish(self) -> CardWish:
        """What was entered; the form must be valid."""
        said = self.cleaned_data
        amount = said["own_amount"] if said["amount"] == OTHER else said["amount"]
        return CardWish(
            value=Money(amount, self._currency),
            recipient_name=said["recipient_name"],
            recipient_email=said["recipient_email"],
            sender_name=said["sender_name"],
            message=said["message"],
            send_on=said["send_on"],
        )
