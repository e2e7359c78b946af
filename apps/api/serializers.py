"""API · the building blocks of what goes in and out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.conf import settings
from djmoney.money import Money
from drf_spectacular.utils import extend_schema_field
from moneyed import CurrencyDoesNotExist
from rest_framework import serializers

from apps.common.money import on_wire


class Body(serializers.Serializer[Any]):
    """What a request brings: a member that nobody knows is refused, so that a misspelt one is not lost."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError(
                    {name: ["This member is unknown here."] for name in unknown}, code="unknown"
                )
        return super().to_internal_value(data)


class SerialsField(serializers.ListField):
    """Numbers of single pieces, which may be left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            child=serializers.CharField(max_length=60), required=False, default=(), max_length=10_000, **options
        )


@extend_schema_field(
    {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$", "examples": ["12.34"]},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
    }
)
class MoneyField(serializers.Field[Any, Any, Any, Any]):
    """`{"amount": "12.34", "currency": "EUR"}`; `currencies` are those that may come in."""

    default_error_messages = {
        "shape": 'Write an amount as a decimal string and a currency: {{"amount": "12.34", "currency": "EUR"}}.',
        "currency": "Choose one of these currencies: {known}.",
        "range": "At most fifteen digits before the point and four after it.",
    }

    def __init__(self, *, currencies: tuple[str, ...] = (), **options: Any) -> None:
        self.currencies = currencies
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Money:
        if not isinstance(data, Mapping) or set(data) != {"amount", "currency"}:
            self.fail("shape")
        if not isinstance(data["amount"], str) or not isinstance(data["currency"], str):
            self.fail("shape")
        if self.currencies and data["currency"] not in self.currencies:
            self.fail("currency", known=", ".join(self.currencies))
        try:
            amount = Decimal(data["amount"])
        except InvalidOperation:
            self.fail("shape")
        if not amount.is_finite():
            self.fail("shape")
        if abs(amount) >= Decimal(10) ** 15 or amount != round(amount, 4):
            self.fail("range")
        try:
            return Money(amount, data["currency"])
        except CurrencyDoesNotExist as unknown:
            said = self.error_messages["currency"].format(known=", ".join(settings.CURRENCIES))
            raise serializers.ValidationError(said, code="currency") from unknown

    def to_representation(self, value: Money) -> dict[str, str]:
        return on_wire(value)


@cache
def page_of(row: type[serializers.BaseSerializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The envelope of a list of `row`, for the schema."""
    name = row.__name__.removesuffix("Serializer")
    members = {
        "data": row(many=True),
        "next": serializers.URLField(allow_null=True, help_text="The next page's address, or null."),
        "previous": serializers.URLField(allow_null=True, help_text="The page before's address, or null."),
    }
    return type(f"{name}Page", (serializers.Serializer,), members)


class Fault(serializers.Serializer[Any]):
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    code = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    errors = Fault(many=True)
