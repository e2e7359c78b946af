"""Tariffs · where rules come from, and the places they hold in · public schema."""

from __future__ import annotations

from django.db import models

from apps.common.fields import country_field
from apps.common.models import SharedModel


class RuleSource(SharedModel):
    """A law, tariff edition or guidance, and the day on which it was checked."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)
    checked_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Jurisdiction(SharedModel):
    """A country or customs union that makes rules; a country inherits the rules of its union.

    `country` is set where the jurisdiction is one country, with `region` (a subdivision code of the address) or
    `postcodes` (a regular expression of the whole postcode) where it is a part with rules of its own; then the
    rules of `tax_parent` hold for its taxes and those of `parent` for all else, beside its own.
    """

    code = models.CharField(max_length=8, primary_key=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    country = country_field(blank=True)
    region = models.CharField(max_length=10, blank=True, default="", db_default="")
    postcodes = models.CharField(max_length=200, blank=True, default="", db_default="")
    tax_parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RuleRevision(SharedModel):
    """That rules were loaded or changed: caches live as long as no newer revision is seen.

    `editions` are the rules as they stood then, by jurisdiction: the hash of all rows, and the days on which one begins
    or ends.
    """

    append_only = True

    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    written = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    editions = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"
