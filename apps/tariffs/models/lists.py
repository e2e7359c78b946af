"""Tariffs · lists of authorities that were loaded · public schema."""

from __future__ import annotations

from django.db import models

from apps.common.models import SharedModel

from ..types import RuleStatus
from ..types.lists import ListKind
from .sources import RuleSource


class RuleList(SharedModel):
    """An edition of an authority's list: its day, what its file was (SHA-256), and what came of it.

    Rows that it brought have its `source`; equal rows of earlier editions stay as they are. `unread` says by reason
    what of the file is not among the rules, how often, and where.
    """

    append_only = True

    kind = models.CharField(max_length=20, choices=ListKind.choices)
    number = models.PositiveIntegerField()
    source = models.OneToOneField(RuleSource, on_delete=models.PROTECT, related_name="rule_list")
    listed_on = models.DateField()
    checksum = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=RuleStatus.choices)
    row_count = models.PositiveIntegerField()
    written_count = models.PositiveIntegerField()
    ended_count = models.PositiveIntegerField()
    unread = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="tariffs_list_number")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.listed_on}"
