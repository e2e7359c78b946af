"""API · vendor · who a token is, and for whom."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.me import Me


class Shop(serializers.Serializer[Any]):
    """The vendor that the token acts for."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.SlugField()
    name = serializers.CharField()
    status = serializers.CharField()
    currency = serializers.CharField()


class VendorMe(Me):
    """The person, the token, the vendor and the person's role in its team."""

    vendor = Shop()
    role = serializers.CharField()
