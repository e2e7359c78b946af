"""Logistics · administration · what a parcel would cost, by the rate book and by the carriers themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from apps.common.admin import StaffModelAdmin
from apps.common.errors import MarketError
from apps.logistics import rules, selectors
from apps.logistics.carriers.registry import carrier
from apps.logistics.types import ParcelPlan, Party, Rate
from apps.promises import selectors as promises

_REFUSALS = {"lane": _("does not go that way"), "size": _("too heavy or too large")}


class ParcelForm(forms.Form):
    """A parcel, and between which places it goes."""

    ship_from = forms.RegexField(r"^[A-Za-z]{2}$", label=_("From (two letters)"), widget=UnfoldAdminTextInputWidget)
    ship_to = forms.RegexField(r"^[A-Za-z]{2}$", label=_("To (two letters)"), widget=UnfoldAdminTextInputWidget)
    postcode = forms.CharField(
        label=_("Postcode there"), max_length=16, required=False, widget=UnfoldAdminTextInputWidget
    )
    weight_g = forms.IntegerField(
        label=_("Weight in g"), min_value=1, max_value=200_000, initial=1000, widget=UnfoldAdminIntegerFieldWidget
    )
    length_mm = forms.IntegerField(
        label=_("Length in mm"), min_value=1, max_value=5_000, initial=300, widget=UnfoldAdminIntegerFieldWidget
    )
    width_mm = forms.IntegerField(
        label=_("Width in mm"), min_value=1, max_value=5_000, initial=200, widget=UnfoldAdminIntegerFieldWidget
    )
    height_mm = forms.IntegerField(
        label=_("Height in mm"), min_value=1, max_value=5_000, initial=150, widget=UnfoldAdminIntegerFieldWidget
    )

    def parcel(self) -> ParcelPlan:
        """The parcel that was typed in."""
        said = self.cleaned_data
        return ParcelPlan(said["weight_g"], said["length_mm"], said["width_mm"], said["height_mm"])


@dataclass(frozen=True)
class Row:
    """A service: what the rate book asks, of what that is made, or why it does not go."""

    name: str
    code: str
    charge: rules.ParcelCharge | None
    days: str
    refusal: Any
    asked_now: Rate | None


class Simulating(StaffModelAdmin):
    """Adds the simulator to the list of services."""

    actions_list = ("open_simulator",)

    @action(description=_("What would it cost"), url_path="open-simulator")
    def open_simulator(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return HttpResponseRedirect(reverse("admin:logistics_simulator"))

    def get_urls(self) -> list[URLPattern]:
        page = path("simulator/", self.admin_site.admin_view(self.simulator), name="logistics_simulator")
        return [page, *super().get_urls()]

    def simulator(self, request: HttpRequest) -> HttpResponse:
        """What each service asks for a parcel, and what its carrier says now. Nothing is kept."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ParcelForm(request.GET or None, label_suffix="")
        title = _("What would it cost")
        context = {**self.admin_site.each_context(request), "opts": self.model._meta, "title": title, "form": form}
        if form.is_valid():
            context |= _priced(form)
        return TemplateResponse(request, "admin/logistics/simulator.html", context, status=422 if form.errors else 200)


def _priced(form: ParcelForm) -> dict[str, Any]:
    said = form.cleaned_data
    ship_from, ship_to, parcel = said["ship_from"].upper(), said["ship_to"].upper(), form.parcel()
    priced = selectors.priced_services(
        ship_from=ship_from, ship_to=ship_to, parcels=[parcel], postcode=said["postcode"]
    )
    asked: dict[str, Rate] = {}
    problems = []
    for code in sorted({one.service.carrier_id for one in priced}):
        try:
            rates = carrier(code).rates(_end(ship_from, ""), _end(ship_to, said["postcode"]), [parcel])
        except MarketError as error:
            problems.append((code, error.text()))
        else:
            asked |= {rate.service_code: rate for rate in rates}
    rows = [
        Row(
            name=str(one.service),
            code=one.service.code,
            charge=one.charges[0] if one.charges else None,
            days=f"{one.tariff.min_days}–{one.tariff.max_days}" if one.tariff else "",
            refusal=_REFUSALS.get(one.refusal, ""),
            asked_now=asked.get(one.service.code),
        )
        for one in priced
    ]
    has_tariff = any(row.charge is not None for row in rows)
    estimate = (
        None
        if has_tariff
        else promises.freight_estimate(
            ship_from=ship_from, ship_to=ship_to, weight_g=said["weight_g"], currency=settings.BOOK_CURRENCY
        )
    )
    return {"rows": rows, "problems": problems, "estimate": estimate, "has_tariff": has_tariff}


def _end(country: str, postcode: str) -> Party:
    return Party("", "", "", "", "", "", postcode, country, "")
