"""Dashboard · under which numbers the vendor is known to tax and customs, and when it accounts for tax itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.common.clock import now
from apps.common.errors import InvalidInput, MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import requires
from apps.dashboard.forms.registrations import EndForm, RegistrationForm
from apps.registrations import operations, selectors
from apps.registrations.errors import RegistrationUnknown
from apps.vendors.types import TeamRole

may = requires(TeamRole.OWNER, TeamRole.FINANCE)


@never_cache
@require_http_methods(["GET", "POST"])
@may
def registrations(request: HttpRequest) -> HttpResponse:
    """The vendor's own numbers, and a new one."""
    form = RegistrationForm(request.POST or None, initial={"jurisdiction": request.vendor.country})
    if form.is_valid():
        try:
            with transaction.atomic():
                operations.register(vendor_id=request.vendor.pk, at=now(), **form.cleaned_data)
        except MarketError as error:
            tell(form, error)
        else:
            messages.success(request, _("The number is recorded."))
            return redirect("dash_registrations")
    context = {
        "section": "registrations",
        "form": form,
        "rows": selectors.of_vendor(request.vendor.pk),
        "today": now().date(),
    }
    return render(request, "dashboard/registrations/list.html", context, status=422 if form.errors else 200)


@require_POST
@may
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a number hold up to the day before the one given.

    Raises:
        RegistrationUnknown: the vendor has no such number.
    """
    if public_id not in {row.public_id for row in selectors.of_vendor(request.vendor.pk)}:
        raise RegistrationUnknown()
    day = EndForm(request.POST).day()
    try:
        if day is None:
            raise InvalidInput(field="on", problem=_("Enter the first day on which the number does not hold any more."))
        with transaction.atomic():
            operations.end(public_id, vendor_id=request.vendor.pk, on=day, at=now())
    except InvalidInput as error:
        messages.error(request, error.text())
    else:
        messages.success(request, _("The number ends."))
    return redirect("dash_registrations")
