"""Common · model fields used by several apps."""

from __future__ import annotations

from typing import Any

from django.db import models
from djmoney.models.fields import MoneyField as DjangoMoneyField


class MoneyField(DjangoMoneyField):
    """An amount with up to four decimals beside its currency (NUMERIC(19,4) and a three-letter code)."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 19)
        kwargs.setdefault("decimal_places", 4)
        kwargs.setdefault("currency_choices", ())
        super().__init__(*args, **kwargs)


def country_field(**options: Any) -> models.CharField[str, str]:
    """An ISO 3166-1 alpha-2 code."""
    return models.CharField(max_length=2, **options)


def currency_field(**options: Any) -> models.CharField[str, str]:
    """An ISO 4217 code."""
    return models.CharField(max_length=3, **options)
