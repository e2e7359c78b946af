"""Tariffs · groups of countries by date, and the proofs of origin that are accepted · public schema."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from apps.common.fields import country_field, currency_field
from apps.common.models import SharedModel

from .rule import Rule, amount_field, by_two_people, once
from .sources import Jurisdiction, RuleSource


class GeoGroup(SharedModel):
    """A group of countries that rules speak of: partners of an agreement, those that have a general preference.

    `jurisdiction` is the one whose law makes the group, none for groups of general use.
    """

    code = models.CharField(max_length=12, primary_key=True)
    label = models.CharField(max_length=80)
    jurisdiction = models.ForeignKey(Jurisdiction, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(RuleSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class GeoGroupMember(SharedModel):
    """That a country belongs to a group on the days of `valid`, its end exclusive."""

    code = models.CharField(max_length=40, primary_key=True)
    group = models.ForeignKey(GeoGroup, on_delete=models.PROTECT, related_name="members")
    country = country_field()
    valid = DateRangeField()
    source = models.ForeignKey(RuleSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        constraints = [
            ExclusionConstraint(
                name="tariffs_group_member_once",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("country", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return self.code


class OriginProof(Rule):
    """A kind of proof of origin that is accepted for goods of a country or group, up to a value (none: any)."""

    origin = models.CharField(max_length=12)
    kind = models.CharField(max_length=30)
    threshold = amount_field(null=True, blank=True)
    currency = currency_field(blank=True)

    class Meta(Rule.Meta):
        constraints = [once("tariffs_proof_once", "jurisdiction", "origin", "kind"), *by_two_people("proof")]
