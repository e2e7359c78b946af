"""Tariffs · what was done to rules and sources, by whom · public schema."""

from __future__ import annotations

from django.db import models

from apps.common.models import SharedModel

from ..types.life import RuleAct

SOURCES = "sources"


class RuleChange(SharedModel):
    """One thing that was done to a rule, or to a source (`kind` "sources"). Never changed or deleted.

    `before` holds the columns that it changed as they were, in the text of `Field.value_to_string` (None for NULL),
    so that the rules can be read as they were known at any instant. `by` is the public id of a member of staff,
    empty where it was loaded.
    """

    append_only = True

    kind = models.CharField(max_length=20)
    rule = models.CharField(max_length=60)
    act = models.CharField(max_length=12, choices=RuleAct.choices)
    by = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "rule", "-id"], name="tariffs_change_of_rule"),
            models.Index(fields=["at"], name="tariffs_change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_act_display()}"
