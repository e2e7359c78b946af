"""API · storefront · an endpoint for shoppers: guests and people, and where they stand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import translation
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from apps.accounts.types import Audience
from apps.api.base import Endpoint
from apps.checkout.types import Visitor
from apps.currencies import selectors as currencies
from apps.discovery.selectors.scopes import Shown
from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown
from apps.registrations import selectors as registrations

from .flows.page import on_page

FALLBACK_COUNTRY = "GB"
CART_SALT = "apps.api.cart"
CART_TOKEN = OpenApiParameter(
    "Cart-Token", str, OpenApiParameter.HEADER, description="A guest's key to the cart, as making it gave it."
)
PURCHASE_TOKEN = OpenApiParameter(
    "Purchase-Token", str, OpenApiParameter.HEADER, description="A guest's key to the purchase, as paying it gave it."
)


class PlaceQuery(serializers.Serializer[Any]):
    """Where the shopper stands: three independent choices."""

    country = serializers.RegexField(
        r"^[A-Za-z]{2}$",
        required=False,
        help_text="Where it goes (ISO 3166-1 alpha-2); else the region that Accept-Language names, else GB.",
    )
    language = serializers.ChoiceField(
        choices=settings.LANGUAGES, required=False, help_text="Else what Accept-Language asks for."
    )
    currency = serializers.ChoiceField(
        choices=settings.SHOPPER_CURRENCIES, required=False, help_text="Else the country's market's own."
    )

    def validate_country(self, value: str) -> str:
        try:
            markets.for_country(value)
        except MarketUnknown as error:
            raise serializers.ValidationError(error.text(), code="unknown") from error
        return value.upper()


class StorefrontEndpoint(Endpoint):
    """`header_parameters`: further headers by method, for the document."""

    audience = Audience.STOREFRONT
    common_query = PlaceQuery

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "language" in self.common:
            translation.activate(self.common["language"])
            request._request.LANGUAGE_CODE = self.common["language"]

    @cached_property
    def visitor(self) -> Visitor:
        """Market, country, language and currency of the request."""
        language = self.common.get("language") or translation.get_language() or settings.LANGUAGE_CODE
        country = self.common.get("country") or markets.suggested_country(
            language, self.request.headers.get("Accept-Language", "")
        )
        country = country or FALLBACK_COUNTRY
        market = markets.for_country(country)
        currency = self.common.get("currency") or market.currency
        business = registrations.business(self.company_id) if self.company_id is not None else None
        return Visitor(market.code, country, language, currency, business)

    @cached_property
    def reader(self) -> Shown:
        """Language and currency of the request, and the rates of today."""
        visitor = self.visitor
        return Shown.to(visitor.language, visitor.currency, market=visitor.market, rates=currencies.rate_table())

    @property
    def company_id(self) -> int | None:
        """The company that the shopper whose token is shown buys for."""
        return self.request.user.buys_for_id if self.request.auth is not None else None

    @property
    def user_id(self) -> int | None:
        """The shopper's key where a token is shown."""
        return self.request.user.pk if self.request.auth is not None else None

    def page(self) -> AbstractContextManager[HttpRequest]:
        """The request as on the shop's page for this reader, for allauth's flows."""
        visitor = self.visitor
        return on_page(
            self.request._request,
            locale=f"{visitor.language}-{visitor.ship_to.lower()}",
            user=self.request.user if self.request.auth is not None else None,
        )

    @property
    def guest_cart(self) -> UUID | None:
        """The cart whose Cart-Token is shown."""
        return cart_of(self.request.headers.get("Cart-Token", ""))

    def actor_key(self) -> str:
        cart = self.guest_cart if self.request.auth is None else None
        return f"cart:{cart}" if cart is not None else super().actor_key()


def cart_token(cart_id: UUID) -> str:
    """What opens a guest's cart: its id, signed; its id alone opens nothing."""
    return signing.Signer(salt=CART_SALT).sign(cart_id.hex)


def cart_of(token: str) -> UUID | None:
    """The cart that a token opens, if it is one of ours."""
    try:
        return UUID(signing.Signer(salt=CART_SALT).unsign(token)) if token else None
    except (signing.BadSignature, ValueError):
        return None
