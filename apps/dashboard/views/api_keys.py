"""Dashboard · API keys: which programs act for the vendor, and what they may do."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import operations, selectors
from apps.accounts.types import SCOPES, Audience
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import requires
from apps.dashboard.forms.api_keys import ApiKeyForm
from apps.vendors import selectors as vendors
from apps.vendors.types import TeamRole

owners = requires(TeamRole.OWNER)


@never_cache
@require_http_methods(["GET", "POST"])
@owners
def api_keys(request: HttpRequest) -> HttpResponse:
    """Every key of the vendor, and a new one, whose secret is shown this once."""
    form = ApiKeyForm(request.POST or None)
    if form.is_valid() and request.user.pk:
        at = now()
        try:
            with transaction.atomic():
                issued = operations.issue_token(
                    request.user.pk,
                    audience=Audience.VENDOR,
                    name=form.cleaned_data["name"],
                    scopes=form.cleaned_data["scopes"],
                    at=at,
                    expires_at=form.expires_at(at),
                    vendor_id=request.vendor.pk,
                )
        except MarketError as error:
            tell(form, error)
        else:
            context = {"section": "api_keys", "secret": issued.secret, "name": form.cleaned_data["name"]}
            return render(request, "dashboard/api_keys/secret.html", context, status=201)
    context = {"section": "api_keys", "form": form, "keys": _keys(request.vendor.pk)}
    return render(request, "dashboard/api_keys/list.html", context, status=422 if form.errors else 200)


@require_POST
@owners
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """End a key at once.

    Raises:
        TokenUnknown: the vendor has no such key.
    """
    with transaction.atomic():
        operations.revoke_token(key_id, at=now(), vendor_id=request.vendor.pk)
    messages.success(request, _("The key is revoked. It opens nothing from now on."))
    return redirect("dash_api_keys")


def _keys(vendor_id: int) -> list[dict[str, object]]:
    at = now()
    team = {member.user_id for member in vendors.team(vendor_id)}
    texts = SCOPES[Audience.VENDOR]
    return [
        {
            "token": token,
            "scopes": [texts.get(scope, scope) for scope in token.scopes],
            "state": _state(
                is_revoked=token.revoked_at is not None,
                is_over=token.expires_at is not None and token.expires_at <= at,
                is_orphan=token.user_id not in team,
            ),
        }
        for token in selectors.tokens(audience=Audience.VENDOR, vendor_id=vendor_id)
    ]


def _state(*, is_revoked: bool, is_over: bool, is_orphan: bool) -> str:
    if is_revoked:
        return "revoked"
    if is_over:
        return "over"
    return "orphan" if is_orphan else "live"
