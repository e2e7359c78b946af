"""API · who a token is; the same question for every audience."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class TokenView(serializers.Serializer[Any]):
    """What a token may do, and until when."""

    id = serializers.UUIDField(source="public_id")
    audience = serializers.CharField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)


class Person(serializers.Serializer[Any]):
    """The token's person."""

    id = serializers.UUIDField(source="public_id")
    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True)


class Me(serializers.Serializer[Any]):
    """A person and the token that acts for them."""

    person = Person()
    token = TokenView()
