"""Taxonomy · marketplace categories, attributes and synonyms · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.common.models import SharedModel

from .types import AttributeKind


class Category(SharedModel):
    """A node of the tree that all vendors' goods hang in.

    `path` lists the codes from the root to this node; `names` and `slugs` map a
    language to text.
    """

    code = models.CharField(max_length=40, primary_key=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = ArrayField(models.CharField(max_length=40))
    names = models.JSONField()
    slugs = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)
    icon = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return str(self.names.get("en", self.code))


class Attribute(SharedModel):
    """A typed property; `choices` maps a choice's code to its labels by language."""

    code = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=8, choices=AttributeKind.choices)
    unit = models.ForeignKey("reference.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit_names = models.JSONField(default=dict, blank=True)
    names = models.JSONField()
    choices = models.JSONField(default=dict, blank=True)
    is_facet = models.BooleanField(default=False)
    is_multiple = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.names.get("en", self.code))


class CategoryAttribute(SharedModel):
    """That goods of a category (and below it) have an attribute, and whether they must."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="+")
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["category", "attribute"], name="taxonomy_category_attribute_once")
        ]

    def __str__(self) -> str:
        return f"{self.category_id} · {self.attribute_id}"


class Synonym(SharedModel):
    """Words that mean the same to a searcher in one language; `position` tells the groups apart."""

    language = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    words = ArrayField(models.CharField(max_length=60))

    class Meta:
        ordering = ["language", "position"]
        constraints = [models.UniqueConstraint(fields=["language", "position"], name="taxonomy_synonym_group_once")]

    def __str__(self) -> str:
        return f"{self.language}: {', '.join(self.words)}"
