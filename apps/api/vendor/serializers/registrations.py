"""API · vendor · numbers under which the vendor is known to tax and customs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.registrations.types import Format, Kind


class RegistrationShown(serializers.Serializer[Any]):
    """A number. `until` is the first day on which it does not hold; null while it does."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=Kind.choices)
    jurisdiction = serializers.CharField(help_text="The country that gave it, or EU.")
    number = serializers.CharField()
    format = serializers.ChoiceField(choices=Format.choices)
    since = serializers.DateField(source="valid.lower")
    until = serializers.DateField(source="valid.upper", allow_null=True)
    evidence = serializers.CharField(allow_blank=True)


class RegistrationBody(Body):
    kind = serializers.ChoiceField(choices=Kind.choices)
    jurisdiction = serializers.RegexField(r"^[A-Z]{2}\Z")
    number = serializers.CharField(max_length=60)
    since = serializers.DateField()
    until = serializers.DateField(required=False, allow_null=True, default=None)
    evidence = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class EndBody(Body):
    """`on`: the first day on which the number does not hold any more."""

    on = serializers.DateField()
