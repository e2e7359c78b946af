"""Storefront · how log-in behaves on each surface · no tables."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from apps.checkout import operations as checkout
from apps.common.clock import now

from .memory import Memory
from .views.shopper import cart_id, remember


class AccountAdapter(DefaultAccountAdapter):
    """One log-in flow for shoppers, vendors' teams and staff, each on its own surface."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return {"team": "/dashboard/", "staff": "/admin/"}.get(_surface(request)) or reverse("purchases")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        if _surface(request) in ("team", "staff"):
            return reverse("account_login")
        return reverse("home")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Log in; on the shop's surface a guest's cart becomes the person's."""
        guest_cart = cart_id(request) if _surface(request) == "shop" else None
        super().login(request, user)
        if _surface(request) == "shop":
            with transaction.atomic():
                remember(request, checkout.merge_carts(guest_cart, user_id=user.pk, at=now()))

    def logout(self, request: HttpRequest) -> None:
        """Log out; on the shop's surface the browser forgets the cart and what was bought."""
        super().logout(request)
        if _surface(request) == "shop":
            request.memory = Memory()

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How a person confirms who acts: by a second factor where there is one, else by the password."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in found if way["id"].startswith("mfa_")] or found

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Shoppers sign up by themselves; teams are invited and staff appointed."""
        return _surface(request) == "shop"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)


def _surface(request: HttpRequest) -> str:
    return str(getattr(request, "surface", "shop"))
