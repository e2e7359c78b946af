"""API · vendor · pictures of products."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Body


class PictureFile(serializers.Serializer[Any]):
    url = serializers.URLField()
    width = serializers.IntegerField()
    format = serializers.CharField()


class MediaShown(serializers.Serializer[Any]):
    """A picture, drawn anew from what was sent, in the widths that pages show."""

    id = serializers.UUIDField(source="media_id")
    alt = serializers.DictField(child=serializers.CharField(), help_text="Language → what it shows.")
    variant_id = serializers.UUIDField(allow_null=True, help_text="The variant that it shows, if one.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    files = serializers.SerializerMethodField()

    @extend_schema_field(PictureFile(many=True))
    def get_files(self, media: Any) -> list[dict[str, Any]]:
        request = self.context["request"]
        return [
            {
                "url": request.build_absolute_uri(f"{settings.MEDIA_URL}{media.key}-{width}.{form}"),
                "width": width,
                "format": form,
            }
            for form in media.formats
            for width in media.widths
        ]


class MediaBody(Body):
    """A picture to add: JPEG, PNG, WebP or AVIF, at most 15 MB and 50 megapixels, at least 200 by 200 pixels."""

    picture = serializers.FileField(max_length=200, use_url=False)
    alt = serializers.CharField(max_length=300, help_text="What it shows, in the product's main language.")
    sku = serializers.CharField(max_length=64, required=False, help_text="The variant that it shows, if one.")


class MediaEdit(Body):
    """Descriptions by language; a language that is not named stays, an empty text takes it off."""

    alt = serializers.DictField(child=serializers.CharField(max_length=300, allow_blank=True), allow_empty=False)


class MediaOrder(Body):
    """The pictures that come first, in this order; the others follow as they were."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)
