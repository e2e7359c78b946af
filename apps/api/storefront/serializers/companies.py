"""API · storefront · the companies that a person buys for, and the checks of their tax ids."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.registrations.types import Outcome, Service


class CompanyBody(Body):
    """A company; `tax_id` is its VAT or GST number, empty for none."""

    legal_name = serializers.CharField(max_length=160)
    country = serializers.RegexField(r"^[A-Z]{2}\Z")
    tax_id = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class ChoiceBody(Body):
    """`company_id` null: for oneself."""

    company_id = serializers.UUIDField(allow_null=True)


class TaxIdView(serializers.Serializer[Any]):
    """What the last answer on the tax id was. `is_counting`: tax is left off where the law provides for it."""

    outcome = serializers.ChoiceField(choices=[*Outcome.choices, ("", "not checked")])
    service = serializers.ChoiceField(choices=[*Service.choices, ("", "none")])
    consultation = serializers.CharField(allow_blank=True, help_text="The service's number of the check: its proof.")
    checked_at = serializers.DateTimeField(allow_null=True)
    counts_until = serializers.DateTimeField(allow_null=True)
    unanswered_at = serializers.DateTimeField(allow_null=True, help_text="When the service was last asked in vain.")
    is_counting = serializers.BooleanField()


class Company(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    legal_name = serializers.CharField()
    country = serializers.CharField()
    tax_id = serializers.CharField(allow_blank=True)
    is_chosen = serializers.BooleanField(help_text="Whether what the person buys now is for it.")
    check = TaxIdView()


class BuyerCompany(serializers.Serializer[Any]):
    """The company that something is bought for, with the evidence as it was then."""

    id = serializers.UUIDField(source="company_id")
    legal_name = serializers.CharField(source="name")
    tax_id = serializers.CharField(allow_blank=True)
    outcome = serializers.CharField(allow_blank=True)
    consultation = serializers.CharField(allow_blank=True)
    checked_at = serializers.DateTimeField(allow_null=True)
