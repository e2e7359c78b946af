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

    `country` is set where the jurisdiction is one country.
    """

    code = models.CharField(max_length=8, primary_key=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    country = country_field(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RuleRevision(SharedModel):
    """That rules were loaded or changed: caches live as long as no newer revision is seen."""

    append_only = True

    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    written = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"
