"""Tariffs · goods that may not, or not freely, cross a border · public schema."""

from __future__ import annotations

from django.db import models

from apps.common.fields import country_field

from ..types import Direction, RestrictionEffect
from .rule import Rule, by_two_people, once


class Restriction(Rule):
    """A prohibition, or what goods need to cross the jurisdiction's border.

    It is for goods under a prefix ("" any) that also have the keyword and the UN number, where such are given;
    from or to `country` ("" any): of origin at import, of destination at export. `licence` names the document,
    `minimum_age` the buyer's age where only adults may have the goods.
    """

    direction = models.CharField(max_length=8, choices=Direction.choices)
    hs_prefix = models.CharField(max_length=10, blank=True, default="")
    keyword = models.CharField(max_length=60, blank=True, default="")
    un_number = models.CharField(max_length=4, blank=True, default="")
    country = country_field(blank=True, default="")
    effect = models.CharField(max_length=12, choices=RestrictionEffect.choices)
    licence = models.CharField(max_length=120, blank=True, default="")
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Rule.Meta):
        constraints = [
            once(
                "tariffs_restriction_once",
                "jurisdiction", "direction", "hs_prefix", "keyword", "un_number", "country", "effect",
            ),
            *by_two_people("restriction"),
        ]  # fmt: skip
