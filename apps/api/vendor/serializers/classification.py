"""API · vendor · HS codes: what is suggested, what is confirmed, and codes by destination."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.classification.types import Basis, Kind, Missing, Rule, State

_DIGITS = r"^\d{6}$"


class CandidateShown(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Six digits.")
    description = serializers.CharField(help_text="The nomenclature's own words, in English.")
    confidence = serializers.DecimalField(max_digits=4, decimal_places=3, help_text="A probability from 0 to 1.")
    words = serializers.ListField(child=serializers.CharField(), help_text="The words of the goods that led here.")
    kind = serializers.ChoiceField(
        choices=[kind.value for kind in Kind],
        help_text="Where the nearest entry is from; `confirmed`: from goods that a person classified.",
    )


class SuggestionBody(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    category = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    material = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    details = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class SuggestionShown(serializers.Serializer[Any]):
    edition = serializers.CharField(help_text="The nomenclature that the codes are of, as «HS 2022».")
    missing = serializers.ChoiceField(
        choices=Missing.choices,
        allow_blank=True,
        help_text="Not empty: what the description does not say. `article`: nothing is suggested; `detail`: too little "
        "is known, and candidates are only places to look at.",
    )
    vague = serializers.ListField(child=serializers.CharField(), help_text="The words that say too little.")
    candidates = CandidateShown(many=True, help_text="Best first. A suggestion is never a decision.")


class ConfirmationShown(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    hs_code = serializers.CharField()
    previous = serializers.CharField(allow_blank=True, help_text="The code that the product had before.")
    edition = serializers.CharField()
    basis = serializers.ChoiceField(choices=Basis.choices)
    rule = serializers.ChoiceField(choices=Rule.choices)
    note = serializers.CharField(allow_blank=True)
    evidence = serializers.CharField(allow_blank=True)
    confirmed_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class ClassificationRow(serializers.Serializer[Any]):
    product_id = serializers.UUIDField()
    code = serializers.CharField(help_text="The product's key.")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    hs_code = serializers.CharField(allow_blank=True)
    suggestion = SuggestionShown()


class ClassificationShown(ClassificationRow):
    history = ConfirmationShown(many=True, help_text="Newest first, with those that were taken back or replaced.")
    national_codes = serializers.DictField(
        child=serializers.CharField(), help_text="Destination → code chosen in its own tree."
    )


class ConfirmBody(serializers.Serializer[Any]):
    hs_code = serializers.RegexField(_DIGITS, help_text="Six digits that the nomenclature lists.")
    rule = serializers.ChoiceField(choices=Rule.choices, required=False, default=Rule.ONE.value)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    evidence = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class NationalBody(serializers.Serializer[Any]):
    code = serializers.RegexField(
        r"^(\d{8}|\d{10})?$", allow_blank=True, help_text="A line below the product's six digits; empty: none any more."
    )


class NationalLineShown(serializers.Serializer[Any]):
    code = serializers.CharField()
    description = serializers.CharField()


class NationalShown(serializers.Serializer[Any]):
    destination = serializers.CharField()
    edition = serializers.CharField()
    code = serializers.CharField(allow_blank=True, help_text="What is chosen.")
    lines = NationalLineShown(many=True, help_text="What can be chosen.")
