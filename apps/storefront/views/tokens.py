"""Storefront · a shopper's API tokens: which programs act for them, and what they may do · no tables."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
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
from apps.storefront.forms.tokens import TokenForm


@never_cache
@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def api_tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens, and a new one, whose secret is shown this once."""
    person = request.user.pk
    assert person is not None
    form = TokenForm(request.POST or None)
    if form.is_valid():
        at = now()
        try:
            with transaction.atomic():
                issued = operations.issue_token(
                    person,
                    audience=Audience.STOREFRONT,
                    name=form.cleaned_data["name"],
                    scopes=form.cleaned_data["scopes"],
                    at=at,
                    expires_at=form.expires_at(at),
                )
        except MarketError as error:
            tell(form, error)
        else:
            context = {"secret": issued.secret, "name": form.cleaned_data["name"]}
            return render(request, "site/tokens/secret.html", context, status=201)
    context = {"form": form, "tokens": _rows(person)}
    return render(request, "site/tokens/list.html", context, status=422 if form.errors else 200)


@require_POST
@login_required(login_url="account_login")
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token at once.

    Raises:
        TokenUnknown: the person has no such token.
    """
    with transaction.atomic():
        operations.revoke_token(token_id, user_id=request.user.pk, audience=Audience.STOREFRONT, at=now())
    messages.success(request, _("The token is revoked. It opens nothing from now on."))
    return redirect("account_tokens")


def _rows(user_id: int) -> list[dict[str, object]]:
    at, texts = now(), SCOPES[Audience.STOREFRONT]
    return [
        {
            "token": token,
            "scopes": [texts.get(scope, scope) for scope in token.scopes],
            "is_over": token.expires_at is not None and token.expires_at <= at,
        }
        for token in selectors.tokens(audience=Audience.STOREFRONT, user_id=user_id)
    ]
