"""API · storefront · signing in, tokens, the address book, accounts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.accounts.types import SCOPES, Audience
from apps.api.me import TokenView
from apps.api.serializers import Body

from .checkouts import AddressMembers
from .common import PostalAddressView

_SCOPES = list(SCOPES[Audience.STOREFRONT])


class SignInBody(Body):
    """Who you are, and what the token is to be allowed. `code`: from the app or a recovery code, where one is set."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    code = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=60, required=False, default="API")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=_SCOPES), required=False, allow_empty=False, max_length=40
    )
    expires_in_days = serializers.IntegerField(min_value=1, max_value=365, required=False, default=30)


class SignUpBody(Body):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class NewToken(serializers.Serializer[Any]):
    """`secret` is what «Authorization: Bearer» takes; it is shown this once."""

    id = serializers.UUIDField()
    secret = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()


class TokenRow(TokenView):
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class AddressBody(Body):
    """An entry of the address book; `address` by the members of the country's form."""

    country = serializers.RegexField(r"^[A-Za-z]{2}\Z")
    address = AddressMembers()
    label = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    is_default = serializers.BooleanField(required=False, default=False)


class AddressEntry(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    label = serializers.CharField(allow_blank=True)
    is_default = serializers.BooleanField()
    address = PostalAddressView(source="data")


class ProfileBody(Body):
    name = serializers.CharField(max_length=120, allow_blank=True)


class ApplicationBody(Body):
    """A maker's request to sell here."""

    name = serializers.CharField(max_length=80)
    slug = serializers.RegexField(r"^[a-z0-9-]{3,40}\Z")
    legal_name = serializers.CharField(max_length=160)
    country = serializers.RegexField(r"^[A-Z]{2}\Z")
    contact_name = serializers.CharField(max_length=120)
    contact_email = serializers.EmailField(max_length=254)
    goods = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class Application(serializers.Serializer[Any]):
    id = serializers.UUIDField()
