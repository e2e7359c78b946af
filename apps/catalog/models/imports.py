"""Catalog · uploaded sheets of products · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import ImportState


class ImportBatch(TenantModel):
    """One uploaded sheet, from the upload to the result.

    `key` is the file's name in storage, `problem` why it could not be read at all.
    `report` holds counts and the first rows of the preview, `findings_key` the
    file of all that is wrong, cell by cell.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=ImportState.choices, default=ImportState.UPLOADED)
    file_name = models.CharField(_("file"), max_length=160)
    key = models.CharField(max_length=160, unique=True)
    findings_key = models.CharField(max_length=160, blank=True)
    report = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True)
    uploaded_by = models.CharField(max_length=64, blank=True)
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="catalog_import_state_known")
        ]

    def __str__(self) -> str:
        return self.file_name
