"""bench · vendor's schema · a table as small as tables are."""

from __future__ import annotations

from django.db import models

from apps.common.models import TenantModel


class Note(TenantModel):
    """Something that a vendor might keep."""

    text = models.CharField(max_length=80, db_index=True)
    weight = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.text
