"""Dashboard · forms of what law asks to be stated: of a product, and of who sells it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.catalog.rules.compliance import ENERGY_CLASSES, INNER_UNITS, PACKING_GROUPS
from apps.catalog.types import Compliance, ProductSnapshot
from apps.vendors.types import VendorProfile

from .catalogue import SectionForm

_PERMITS = {
    "cites": _("CITES permit, its number"),
    "health": _("Health or phytosanitary certificate, its number"),
    "dual_use": _("Export licence for dual-use goods, its number"),
    "notification": _("Notification of the cosmetic product, its number"),
}
TERRITORIES = ("EU", "GB")


class ComplianceForm(SectionForm):
    """What a product states of itself where the law of a destination asks for it."""

    un_number = forms.CharField(
        label=_("UN number"),
        max_length=7,
        required=False,
        help_text=_("Of dangerous goods: 3481 is equipment with a lithium ion battery, 3480 such a battery alone."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    packing_group = forms.ChoiceField(
        label=_("Packing group"), choices=[("", "–"), *((one, one) for one in PACKING_GROUPS)], required=False
    )
    inner_quantity = forms.DecimalField(
        label=_("Most in one inner packaging"),
        required=False,
        max_digits=10,
        decimal_places=3,
        help_text=_("Of dangerous goods: what one bottle or can holds. Limits of carriers are by it."),
    )
    inner_unit = forms.ChoiceField(
        label=_("Unit of the inner packaging"),
        choices=[("", "–"), *((one, one) for one in INNER_UNITS)],
        required=False,
    )
    battery_wh = forms.DecimalField(
        label=_("Energy of the battery in watt-hours"), required=False, max_digits=8, decimal_places=2
    )
    minimum_age = forms.IntegerField(label=_("Sold from this age on"), required=False)
    energy_class = forms.ChoiceField(
        label=_("Energy class"), choices=[("", "–"), *((one, one) for one in ENERGY_CLASSES)], required=False
    )
    warning = forms.CharField(
        label=_("Safety warning"),
        max_length=400,
        required=False,
        help_text=_("As it stands on the product, in a language that its buyers understand."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    responsible_person = forms.CharField(
        label=_("Responsible person in the Union for this product"),
        max_length=300,
        required=False,
        help_text=_("Only where it is not the one that you name for all your goods: name, postal and e-mail address."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, product: ProductSnapshot, *args: Any, **kwargs: Any) -> None:
        stated = product.compliance
        initial = {name: getattr(stated, name) for name in vars(stated)}
        initial |= {f"permit-{kind}": stated.permits.get(kind, "") for kind in _PERMITS}
        super().__init__(*args, initial=initial, **kwargs)
        for kind, label in _PERMITS.items():
            self.fields[f"permit-{kind}"] = forms.CharField(
                label=label, max_length=80, required=False, initial=initial[f"permit-{kind}"]
            )

    def compliance(self) -> Compliance:
        """The statements as typed."""
        data = dict(self.cleaned_data)
        permits = {kind: data.pop(f"permit-{kind}") for kind in _PERMITS}
        return Compliance(**data, permits={kind: number for kind, number in permits.items() if number})


class SellerForm(SectionForm):
    """Who sells, and who answers for its goods in a customs territory."""

    contact_email = forms.EmailField(label=_("E-mail address for buyers"), max_length=254)
    trader_address = forms.CharField(
        label=_("Postal address of your business"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    responsible_EU = forms.CharField(
        label=_("Responsible person in the European Union"),
        max_length=300,
        required=False,
        help_text=_("Name, postal and e-mail address. Needed unless you are in the Union yourself."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    responsible_GB = forms.CharField(
        label=_("Responsible person in Great Britain"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    duty_choice = forms.BooleanField(
        label=_("Buyers may choose to pay duty and tax on arrival"),
        required=False,
        help_text=_(
            "Only with carriers that offer both. Parcels that the buyer does not pay for at the door come back."
        ),
    )

    def __init__(self, profile: VendorProfile, *args: Any, **kwargs: Any) -> None:
        initial: dict[str, Any] = {
            "contact_email": profile.contact_email,
            "trader_address": profile.trader_address,
            "duty_choice": profile.duty_choice,
        }
        initial |= {f"responsible_{place}": profile.responsible_persons.get(place, "") for place in TERRITORIES}
        super().__init__(*args, initial=initial, **kwargs)

    def changes(self) -> dict[str, Any]:
        """The profile's parts as typed."""
        data = self.cleaned_data
        persons = {place: data[f"responsible_{place}"].strip() for place in TERRITORIES}
        return {
            "contact_email": data["contact_email"],
            "trader_address": " ".join(data["trader_address"].split()),
            "responsible_persons": {place: person for place, person in persons.items() if person},
            "duty_choice": data["duty_choice"],
        }
