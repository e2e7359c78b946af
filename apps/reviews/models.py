"""Reviews · who may write one, and what was written · public schema."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.ids import new_id
from apps.common.models import SharedModel


class Eligibility(SharedModel):
    """That a variant of a purchase was delivered: the right to write about it.

    Whose the purchase is, checkout knows.
    """

    purchase_id = models.UUIDField()
    variant_id = models.UUIDField()
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    delivered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "eligibilities"
        constraints = [models.UniqueConstraint(fields=["purchase_id", "variant_id"], name="reviews_eligibility_once")]

    def __str__(self) -> str:
        return f"{self.purchase_id} · {self.variant_id}"


class Review(SharedModel):
    """What a buyer says about a product that was delivered."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    purchase_id = models.UUIDField()
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    author_id = models.BigIntegerField(null=True, blank=True)
    author_name = models.CharField(_("name"), max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    stars = models.PositiveSmallIntegerField(_("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(max_length=10)
    reply = models.TextField(_("answer of the seller"), blank=True)
    created_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["product_id", "purchase_id"], name="reviews_review_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="reviews_review_stars"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="reviews_review_hidden_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["product_id", "-created_at"],
                name="reviews_review_shown",
                condition=Q(hidden_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.stars} · {self.title or self.product_id}"
