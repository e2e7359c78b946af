"""Credits · administration · the forms of gift cards and of goodwill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from apps.credits.operations.cards import MOST_AT_ONCE
from apps.credits.types import Origin

_CURRENCIES = [(code, code) for code in settings.CURRENCIES]
# What is bought in the shop is issued by its payment alone.
_ORIGINS = [(one.value, one.label) for one in Origin if one is not Origin.BOUGHT]


class _MoneyForm(forms.Form):
    """An amount in a currency."""

    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal("0.001"), max_digits=15, decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget,
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=_CURRENCIES, widget=UnfoldAdminSelectWidget)

    def money(self) -> Money:
        """What was typed; the form must be valid."""
        return Money(self.cleaned_data["amount"], self.cleaned_data["currency"])


class IssueForm(_MoneyForm):
    """Gift cards of one value."""

    count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST_AT_ONCE, initial=1, widget=UnfoldAdminIntegerFieldWidget
    )
    origin = forms.ChoiceField(
        label=_("Who pays for them"), choices=_ORIGINS, widget=UnfoldAdminSelectWidget,
        help_text=_("What is sold waits in suspense for the money; what is given away is goodwill."),
    )  # fmt: skip
    expires_at = forms.SplitDateTimeField(
        label=_("Valid until"), required=False, widget=UnfoldAdminSplitDateTimeWidget,
        help_text=_("Empty: as long as the installation's rule says."),
    )  # fmt: skip
    batch = forms.CharField(label=_("Batch"), required=False, max_length=60, widget=UnfoldAdminTextInputWidget)
    note = forms.CharField(label=_("Note"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget)
    key = forms.CharField(max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = str(uuid4())


class _BuyerForm(forms.Form):
    """Somebody with an account; `buyer_id` is that person's key."""

    email = forms.EmailField(label=_("The buyer's e-mail address"), widget=UnfoldAdminEmailInputWidget)

    def clean_email(self) -> str:
        """The address, of whom there is an account."""
        found = get_user_model().objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has an account with this address. Issue a gift card instead."))
        self.buyer_id = int(found.pk)
        return str(self.cleaned_data["email"])


class StrandedForm(_BuyerForm):
    """To whose store credit the money goes, and why."""

    note = forms.CharField(label=_("Note"), max_length=200, widget=UnfoldAdminTextInputWidget)


class GiveForm(_BuyerForm, _MoneyForm):
    """Store credit that a buyer is given at the marketplace's cost."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget, help_text=_("The buyer reads it.")
    )
    key = forms.CharField(max_length=36, widget=forms.HiddenInput)

    field_order = ("email", "amount", "currency", "reason", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = str(uuid4())
