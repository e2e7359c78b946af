"""Itineraries · plans and the ways that were found for them · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.fields import MoneyField, currency_field
from apps.common.ids import new_id
from apps.common.models import TenantModel

from .types import Ending, PlanState, Subject, Verdict


class Plan(TenantModel):
    """Goods that travel over hubs. `subject_id` is the order or transfer; `reference` what people call it.

    `revision` counts how often ways were looked for; `is_offered` says that the buyer may choose among the newest, or
    could until the plan ended at `ended_at` for `ended_why` ("" where it was not kept).
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    subject_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=60)
    purchase_id = models.UUIDField(null=True)
    origin = models.CharField(max_length=8)
    destination = models.CharField(max_length=8)
    weight_kg = models.DecimalField(max_digits=10, decimal_places=1)
    volume_cbm = models.DecimalField(max_digits=9, decimal_places=3)
    ready_at = models.DateTimeField()
    due_by = models.DateTimeField(null=True)
    currency = currency_field()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.OPEN)
    is_offered = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="", db_default="")

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_id"], name="itineraries_plan_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="itineraries_state_known"),
            models.CheckConstraint(condition=Q(subject__in=Subject.values), name="itineraries_subject_known"),
            models.CheckConstraint(
                condition=Q(ended_why__in=["", *Ending.values]), name="itineraries_ending_known"
            ),
            models.CheckConstraint(condition=Q(weight_kg__gt=0, volume_cbm__gt=0), name="itineraries_plan_weighs"),
            models.UniqueConstraint(
                fields=["subject_id"], condition=~Q(state=PlanState.ENDED) & Q(subject_id__isnull=False),
                name="itineraries_plan_of_subject",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open_to_buyer(self) -> bool:
        """Whether the buyer may choose now."""
        return bool(self.is_offered and self.state != PlanState.ENDED)


class Way(TenantModel):
    """A way that was found, as it was told then; `legs` are LegPlans as JSON.

    The chosen one holds from `chosen_at` until `ended_at`, when another took its place for `ended_reason`. `verdict`
    says why a way was not proposed ("": it was), `leg_code` and `why` which leg that was and what is wrong with it.
    `runs` is how many of its legs run, where one that was closed has stopped the goods.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="ways")
    revision = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField()
    legs = models.JSONField()
    cost = MoneyField()
    co2_g = models.PositiveBigIntegerField()
    in_time = models.DecimalField(max_digits=4, decimal_places=3)
    arrives_at = models.DateTimeField()
    until_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    leg_code = models.CharField(max_length=24, blank=True)
    why = models.CharField(max_length=200, blank=True)
    chosen_at = models.DateTimeField(null=True)
    chosen_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    runs = models.PositiveSmallIntegerField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["plan", "revision", "place"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "revision", "place"], name="itineraries_way_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(chosen_at__isnull=False, ended_at__isnull=True),
                name="itineraries_one_way_chosen",
            ),
            models.CheckConstraint(condition=Q(verdict__in=["", *Verdict.values]), name="itineraries_verdict_known"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="itineraries_way_cost_sane"),
        ]

    def __str__(self) -> str:
        return f"way {self.place} of {self.plan_id}"
