"""Dashboard · the people of a vendor."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import selectors as accounts
from apps.common.errors import NotFound
from apps.dashboard.access import requires
from apps.vendors import operations, selectors
from apps.vendors.errors import NobodyKnown
from apps.vendors.types import TeamRole


class MemberForm(forms.Form):
    """Somebody who is to join the team."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(choices=TeamRole.choices)


@require_http_methods(["GET", "POST"])
@requires(TeamRole.OWNER)
def team(request: HttpRequest) -> HttpResponse:
    """Who works here, and adding somebody who has an account."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            with transaction.atomic():
                operations.invite(request.vendor.pk, email=email, role=TeamRole(form.cleaned_data["role"]))
        except NobodyKnown as error:
            form.add_error("email", error.text())
        else:
            messages.success(request, _("%(name)s is in the team now.") % {"name": accounts.find_by_email(email)})
            return redirect("dash_team")
    members = selectors.team(request.vendor.pk)
    context = {"section": "team", "members": members, "form": form, "roles": TeamRole.choices}
    return render(request, "dashboard/team/team.html", context, status=422 if form.errors else 200)


@require_POST
@requires(TeamRole.OWNER)
def change_role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a member another role, or take them off the team.

    Raises:
        NotFound: the person is not in this team.
    """
    if selectors.team_role(vendor_id=request.vendor.pk, user_id=user_id) is None:
        raise NotFound()
    role = request.POST.get("role", "")
    with transaction.atomic():
        operations.set_team_role(
            vendor_id=request.vendor.pk, user_id=user_id, role=TeamRole(role) if role in TeamRole.values else None
        )
    messages.success(request, _("The team has changed."))
    return redirect("dash_team")
