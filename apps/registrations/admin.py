"""Registrations · administration: numbers, who accounts for tax, checks of tax ids · public schema."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminTextInputWidget

from apps.accounts import selectors as accounts
from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.common.types import Actor, ActorKind

from . import operations, selectors
from .models import AccountingRow, TaxIdCheck, TaxRegistration
from .types import Kind


class RegistrationForm(forms.Form):
    """A number of the marketplace's own; vendors record theirs in their back office."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    jurisdiction = forms.CharField(
        label=_("Given by"),
        min_length=2,
        max_length=2,
        help_text=_("The country's two letters, or EU for a number of the European Union."),
        widget=UnfoldAdminTextInputWidget,
    )
    number = forms.CharField(label=_("Number"), max_length=60, widget=UnfoldAdminTextInputWidget)
    since = forms.DateField(label=_("Valid from"), widget=UnfoldAdminDateWidget)
    evidence = forms.CharField(label=_("Evidence"), max_length=200, widget=UnfoldAdminTextInputWidget)


@admin.register(TaxRegistration, site=staff_site)
class TaxRegistrationAdmin(ReadOnlyAdmin):
    """The marketplace's and vendors' numbers; the list says first under which schemes the marketplace has none."""

    list_display = ("kind", "jurisdiction", "number", "vendor", "valid", "format", "evidence", "recorded_at")
    list_filter = ("kind", "jurisdiction", ("vendor", admin.EmptyFieldListFilter))
    list_select_related = ("vendor",)
    search_fields = ("number", "vendor__name")
    actions = ("end_today",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("registrations.add_taxregistration"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, and what is missing: under these schemes tax is taken at the border instead."""
        missing = selectors.missing(now().date())
        if missing and request.method == "GET":
            told = _("The marketplace has no number for %(schemes)s: tax is asked for on import there.")
            self.message_user(request, told % {"schemes": ", ".join(missing)}, messages.INFO)
        return super().changelist_view(request, extra_context)

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whether the person may end numbers."""
        return bool(request.user.has_perm("registrations.change_taxregistration"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Record a number of the marketplace's."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RegistrationForm(request.POST or None, label_suffix="", initial={"since": now().date()})
        if form.is_valid():
            facts = {**form.cleaned_data, "jurisdiction": form.cleaned_data["jurisdiction"].upper()}
            try:
                with transaction.atomic():
                    operations.register(at=now(), **facts)
            except MarketError as error:
                tell(form, error)
            else:
                self.message_user(request, _("The number is recorded."), messages.SUCCESS)
                return redirect("admin:registrations_taxregistration_changelist")
        return _form_page(self, request, form, title=_("A number of the marketplace"))

    @admin.action(description=_("End: the number holds up to yesterday"), permissions=["end"])
    def end_today(self, request: HttpRequest, chosen: QuerySet[TaxRegistration]) -> None:
        for row in chosen:
            try:
                with transaction.atomic():
                    operations.end(row.public_id, vendor_id=row.vendor_id, on=now().date(), at=now())
            except MarketError as error:
                self.message_user(request, f"{row}: {error.text()}", messages.WARNING)
            else:
                self.message_user(request, _("%(number)s has ended.") % {"number": row}, messages.SUCCESS)


@admin.register(AccountingRow, site=staff_site)
class AccountingRowAdmin(ReadOnlyAdmin):
    """Who accounts for the tax under each scheme of the tariffs, with source and date."""

    list_display = (
        "code", "scheme", "jurisdiction", "seller", "buyer", "liable", "mechanism", "registration", "valid",
        "is_verified", "checked_on",
    )  # fmt: skip
    list_filter = ("liable", "mechanism", "jurisdiction", "is_verified")
    search_fields = ("code", "scheme", "basis", "source_title")


class HandForm(forms.Form):
    """What the authority answered to a person."""

    consultation = forms.CharField(label=_("Reference of the answer"), max_length=60, widget=UnfoldAdminTextInputWidget)
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget)
    until = forms.DateField(
        label=_("Counts up to and with"), widget=UnfoldAdminDateWidget, help_text=_("At most a year from today.")
    )


@admin.register(TaxIdCheck, site=staff_site)
class TaxIdCheckAdmin(ReadOnlyAdmin):
    """Evidence of checks. One that no service could answer is answered here, by whoever asked the authority."""

    list_display = (
        "tax_id", "company", "outcome", "service", "consultation", "name", "checked_at", "counts_until", "by",
    )  # fmt: skip
    list_filter = ("outcome", "service", "country")
    list_select_related = ("company",)
    search_fields = ("tax_id", "asked_name", "name", "consultation")
    actions = ("confirm",)

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """Whether the person may say that an authority confirmed an id."""
        return bool(request.user.has_perm("registrations.add_taxidcheck"))

    @admin.action(description=_("Record that the authority confirmed this id"), permissions=["confirm"])
    def confirm(self, request: HttpRequest, chosen: QuerySet[TaxIdCheck]) -> HttpResponse | None:
        """Ask for the authority's reference and keep it as a check of the company's present id."""
        if chosen.count() != 1:
            self.message_user(request, _("Choose one check."), messages.WARNING)
            return None
        check = chosen.select_related("company").get()
        initial = {"until": now().date() + timedelta(days=90)}
        form = HandForm(request.POST if "consultation" in request.POST else None, label_suffix="", initial=initial)
        if form.is_valid():
            try:
                with transaction.atomic():
                    self._record(request, check, form)
            except MarketError as error:
                tell(form, error)
            else:
                return None
        hidden = {"action": "confirm", "_selected_action": str(check.pk)}
        return _form_page(self, request, form, title=_("Confirmed by the authority"), about=check, hidden=hidden)

    def _record(self, request: HttpRequest, check: TaxIdCheck, form: HandForm) -> None:
        company = accounts.company(check.company_id)
        if company is None or company.vat_id != check.tax_id:
            self.message_user(request, _("The company has another tax id by now."), messages.WARNING)
            return
        user: Any = request.user
        end_of_day = make_aware(datetime.combine(form.cleaned_data["until"], time.max))
        operations.confirm_by_hand(
            company.pk,
            consultation=form.cleaned_data["consultation"],
            note=form.cleaned_data["note"],
            until=end_of_day,
            by=Actor(ActorKind.STAFF, str(user.public_id)),
            at=now(),
        )
        self.message_user(request, _("%(number)s counts as valid.") % {"number": check.tax_id}, messages.SUCCESS)


def _form_page(
    of: admin.ModelAdmin[Any],
    request: HttpRequest,
    form: forms.Form,
    *,
    title: Any,
    about: Any = None,
    hidden: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        **of.admin_site.each_context(request),
        "title": title,
        "opts": of.model._meta,
        "form": form,
        "about": about,
        "hidden": hidden or {},
    }
    return TemplateResponse(request, "admin/registrations/form.html", context, status=422 if form.errors else 200)
