"""Aftersales · pictures and papers that tell what happened · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.ids import new_id
from apps.common.models import TenantModel

from .claims import Claim
from .returns import ReturnRequest


class Evidence(TenantModel):
    """A picture, drawn anew, or a PDF as it was sent; of a return or of a claim. Private to the three sides."""

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    request = models.ForeignKey(ReturnRequest, null=True, on_delete=models.CASCADE, related_name="evidence")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=12)
    uploaded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, claim__isnull=True) | Q(request__isnull=True, claim__isnull=False),
                name="aftersales_evidence_of_one",
            ),
            models.UniqueConstraint(
                fields=["request", "digest"], name="aftersales_evidence_once_return", condition=Q(request__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["claim", "digest"], name="aftersales_evidence_once_claim", condition=Q(claim__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def headers(self) -> dict[str, str]:
        """How it is handed out: a picture to look at, anything else to keep; nothing in it may run."""
        kind = "inline" if self.media_type == "image/jpeg" else "attachment"
        name = self.name.encode("ascii", "replace").decode()
        return {"Content-Disposition": f'{kind}; filename="{name}"', "X-Content-Type-Options": "nosniff"}
