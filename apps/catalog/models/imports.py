"""Catalog · uploaded sheets of products · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import ImportFileKind, ImportState


class ImportBatch(TenantModel):
    """One uploaded sheet, from the upload to the result.

    `problem` says why it could not be read at all; `report` holds counts and the
    first rows of the preview, and after it was applied the result.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=ImportState.choices, default=ImportState.UPLOADED)
    file_name = models.CharField(_("file"), max_length=160)
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


class ImportFile(TenantModel):
    """The sheet of an import, or the sheet of what is wrong in it.

    Kept in the vendor's schema, not beside the pictures: pictures are public.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, choices=ImportFileKind.choices)
    data = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["batch", "kind"], name="catalog_import_file_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind}"
