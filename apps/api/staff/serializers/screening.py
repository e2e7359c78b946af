"""API · staff · screening: lists, matches with denied parties, and names that are looked up."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.screening.types import Kind, Level, MatchStatus, Source, Verdict


class ListStateShown(serializers.Serializer[Any]):
    """A list of the settings. Where one is not fit, nobody is screened and no label is printed."""

    source = serializers.ChoiceField(choices=Source.choices)
    version = serializers.IntegerField(allow_null=True)
    listed_on = serializers.DateField(allow_null=True, help_text="The authority's date, where its file tells one.")
    checked_at = serializers.DateTimeField(allow_null=True, help_text="When the authority last answered.")
    entry_count = serializers.IntegerField()
    is_fit = serializers.BooleanField()
    problem = serializers.CharField(allow_blank=True, help_text="missing, or stale")


class ListStatesShown(serializers.Serializer[Any]):
    """Every list that is screened by."""

    data = ListStateShown(many=True)


class MatchShown(serializers.Serializer[Any]):
    """A party that is like an entry. `score` is a share; `features` say which words met and what else was weighed."""

    id = serializers.UUIDField(source="public_id")
    level = serializers.ChoiceField(choices=Level.choices)
    status = serializers.ChoiceField(choices=MatchStatus.choices)
    score = serializers.DecimalField(max_digits=5, decimal_places=4)
    features = serializers.DictField()
    party = serializers.CharField(source="party.name", allow_blank=True)
    party_country = serializers.CharField(source="party.country", allow_blank=True)
    party_birth_date = serializers.CharField(source="party.birth_date", allow_blank=True)
    source = serializers.ChoiceField(source="entry.source", choices=Source.choices)
    ref = serializers.CharField(source="entry.ref", help_text="The authority's own number.")
    names = serializers.ListField(source="entry.names", help_text="Pairs: the name, and whether it is a weak alias.")
    programs = serializers.ListField(source="entry.programs", child=serializers.CharField())
    birth_dates = serializers.ListField(source="entry.birth_dates", child=serializers.CharField())
    countries = serializers.ListField(source="entry.countries", child=serializers.CharField())
    found_at = serializers.DateTimeField()
    proposal = serializers.CharField(allow_blank=True, help_text="What a first person proposes.")
    reason = serializers.CharField(allow_blank=True)
    proposed_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class ProposeBody(Body):
    """What a match is, and how one knows."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    reason = serializers.CharField(max_length=2000, help_text="At least three words.")


class ConfirmBody(Body):
    """What another person proposed, repeated, so that nobody confirms what has changed meanwhile."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class TakeBackBody(Body):
    """Why a match has to be looked at again."""

    reason = serializers.CharField(max_length=2000)


class NameBody(Body):
    """A name in any script, with what else is known."""

    name = serializers.CharField(max_length=300)
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False, default="", help_text="ISO 3166-1 alpha-2")
    birth_date = serializers.RegexField(
        r"^\d{4}(-\d{2}(-\d{2})?)?$", required=False, default="", help_text="1961, 1961-03 or 1961-03-14"
    )


class HitShown(serializers.Serializer[Any]):
    """An entry that the name may be."""

    id = serializers.UUIDField(source="public_id")
    level = serializers.ChoiceField(choices=Level.choices)
    score = serializers.FloatField(help_text="A share.")
    source = serializers.ChoiceField(choices=Source.choices)
    ref = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    names = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    programs = serializers.ListField(child=serializers.CharField())
    features = serializers.DictField()


class HitsShown(serializers.Serializer[Any]):
    """Entries, the gravest first; none: the name is clear."""

    data = HitShown(many=True)
