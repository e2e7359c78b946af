"""API · vendor · categories and the attributes they ask for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.taxonomy.types import AttributeKind


class LanguageQuery(serializers.Serializer[Any]):
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES], required=False, default="en"
    )


class CategoryShown(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField(), help_text="Codes from the root to this one.")
    is_leaf = serializers.BooleanField(help_text="Products are in leaves.")


class CategoriesShown(serializers.Serializer[Any]):
    data = CategoryShown(many=True)


class AttributeShown(serializers.Serializer[Any]):
    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=AttributeKind.choices)
    unit = serializers.CharField(allow_null=True)
    names = serializers.DictField(child=serializers.CharField(), help_text="Language → name.")
    choices = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()), help_text="Choice's code → language → label."
    )
    is_required = serializers.BooleanField(help_text="Asked for before a product can be published.")
    is_multiple = serializers.BooleanField()


class AttributesShown(serializers.Serializer[Any]):
    data = AttributeShown(many=True)
