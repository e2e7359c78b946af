"""Storefront · addresses of a shopper's API tokens."""

from __future__ import annotations

from django.urls import path

from apps.storefront.views import tokens

urlpatterns = [
    path("account/tokens/", tokens.api_tokens, name="account_tokens"),
    path("account/tokens/<uuid:token_id>/revoke/", tokens.revoke_token, name="account_token_revoke"),
]
