"""API · storefront · pictures, sums and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import MoneyField


class PictureFile(serializers.Serializer[Any]):
    url = serializers.CharField()
    width = serializers.IntegerField()
    format = serializers.CharField()


class Picture(serializers.Serializer[Any]):
    """A picture in several widths and formats."""

    alt = serializers.CharField(allow_blank=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    files = PictureFile(many=True)


@extend_schema_field(Picture)
class PictureField(serializers.Field[Any, Any, Any, Any]):
    """A stored picture, with the addresses of its files."""

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any]:
        request = self.context.get("request")
        return {
            "alt": value.get("alt", ""),
            "width": value.get("width"),
            "height": value.get("height"),
            "files": [
                {"url": request.build_absolute_uri(path) if request else path, "width": width, "format": kind}
                for width in value["widths"]
                for kind in value["formats"]
                for path in [f"{settings.MEDIA_URL}{value['key']}-{width}.{kind}"]
            ],
        }


class TotalsView(serializers.Serializer[Any]):
    """What something costs at the door, part by part, in one currency."""

    goods = MoneyField()
    shipping = MoneyField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    total = MoneyField()


class PostalAddressView(serializers.Serializer[Any]):
    """A postal address; `latin` is a copy in Latin script where the address is in another."""

    recipient = serializers.CharField()
    organisation = serializers.CharField(allow_blank=True)
    lines = serializers.ListField(child=serializers.CharField())
    locality = serializers.CharField(allow_blank=True)
    dependent_locality = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    latin = serializers.ListField(child=serializers.CharField())
