"""Tariffs · goods that may not, or not freely, cross a border · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.common.fields import country_field

from ..types import Direction, LimitOf, Needs, RestrictionEffect
from .rule import Rule, by_two_people, once


class Restriction(Rule):
    """A prohibition, or what goods need to be sold and delivered across or within the jurisdiction.

    It is for goods under a prefix ("" any; not under an excluded one) that also have the keyword, the UN number and
    the packing group, where such are given; from or to `country` ("" any): of origin at import, of destination at
    export. `needs` is what meets it once it is stated, `licence` names the document, `minimum_age` the buyer's age
    where only adults may have the goods, `modes` by what means of carriage alone they may travel (air, road, sea). With
    `limit_of` it is for more than `limit` litres or kilograms (`limit_unit`) alone: in an inner packaging, or in a
    consignment.
    """

    direction = models.CharField(max_length=8, choices=Direction.choices)
    hs_prefix = models.CharField(max_length=10, blank=True, default="")
    excluded_prefixes = ArrayField(models.CharField(max_length=10), default=list, blank=True, db_default=[])
    keyword = models.CharField(max_length=60, blank=True, default="")
    un_number = models.CharField(max_length=4, blank=True, default="")
    packing_group = models.CharField(max_length=3, blank=True, default="", db_default="")
    country = country_field(blank=True, default="")
    effect = models.CharField(max_length=12, choices=RestrictionEffect.choices)
    needs = models.CharField(max_length=20, choices=Needs.choices, blank=True, default="", db_default="")
    licence = models.CharField(max_length=120, blank=True, default="")
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    modes = ArrayField(models.CharField(max_length=12), default=list, blank=True, db_default=[])
    limit_of = models.CharField(max_length=8, choices=LimitOf.choices, blank=True, default="", db_default="")
    limit = models.DecimalField(max_digits=9, decimal_places=3, default=0, db_default=0)
    limit_unit = models.CharField(
        max_length=2, choices=[("l", "l"), ("kg", "kg")], blank=True, default="", db_default=""
    )

    class Meta(Rule.Meta):
        constraints = [
            once(
                "tariffs_restriction_unique",
                "jurisdiction", "direction", "hs_prefix", "keyword", "un_number", "packing_group", "country", "effect",
                "needs", "limit_of", "limit",
            ),
            models.CheckConstraint(
                condition=models.Q(limit_of="", limit=0, limit_unit="")
                | (~models.Q(limit_of="") & models.Q(limit__gt=0) & ~models.Q(limit_unit="")),
                name="tariffs_restriction_limit_whole",
            ),
            *by_two_people("restriction"),
        ]  # fmt: skip
