"""Risk · signals, tallies, rules, decisions, cases, models and alarms · public schema."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import Action, AlarmKind, CaseStatus, Hit, RuleView, SignalKind, SignalOutcome, Stage


class Signal(SharedModel):
    """One trace of an attempt: narrow, counted by kind and digest, and deleted after RISK_SIGNAL_DAYS.

    `digest` and `partner` are keyed hashes of 64 bits. The partner of a card is the
    address that it sent to, that of all others the card that they paid with, where
    it is known. `amount` is in minor units of the book currency.
    """

    kind = models.SmallIntegerField(choices=SignalKind.choices)
    outcome = models.SmallIntegerField(choices=SignalOutcome.choices)
    digest = models.BigIntegerField()
    partner = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "digest", "-at"], name="risk_signal_key"),
            models.Index(fields=["at"], name="risk_signal_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_outcome_display()}"


class Tally(SharedModel):
    """What was paid on a day in one scope (`vendor:7`, `goods:69`): enough for mean and spread of the logarithm.

    `total` is in minor units of the book currency; logarithms are natural ones of major units.
    """

    scope = models.CharField(max_length=40)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    log_sum = models.FloatField(default=0)
    log_square_sum = models.FloatField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["scope", "day"], name="risk_tally_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.day}"


class Rule(SharedModel):
    """One version of a rule. The newest one that is in force by its dates is judged by; versions are never changed.

    `conditions` is [[feature, operator, value]], all of which must hold. A version
    that came with the software has neither maker nor checker; any other needs both,
    and they are two people.
    """

    name = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=160)
    conditions = models.JSONField()
    action = models.CharField(max_length=8, choices=Action.choices)
    weight = models.PositiveSmallIntegerField(default=0)
    is_shadow = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="risk_rule_version_once"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="risk_rule_action_known"),
            models.CheckConstraint(
                condition=Q(made_by__isnull=True, checked_by__isnull=True)
                | Q(made_by__isnull=False, checked_by__isnull=True, checked_at__isnull=True)
                | (
                    Q(made_by__isnull=False, checked_by__isnull=False, checked_at__isnull=False)
                    & ~Q(made_by=F("checked_by"))
                ),
                name="risk_rule_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def view(self) -> RuleView:
        return RuleView(
            self.name,
            self.version,
            tuple((feature, operator, value) for feature, operator, value in self.conditions),
            Action(self.action),
            self.weight,
            self.is_shadow,
        )


class Model(SharedModel):
    """What is usual: of each feature the median and the spread over recent decisions. Versions are never changed."""

    append_only = True

    version = models.PositiveIntegerField(unique=True)
    norms = models.JSONField()
    sample_count = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return str(self.version)


class Decision(SharedModel):
    """What was decided, with the facts and versions that it was decided by. Never changed or deleted.

    `hits` are Hit.as_json(), shadow rules' too; `facts` are numbers, countries and
    yes or no; `keys` the attempt's digests by kind of signal: nothing names a person.
    """

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    stage = models.CharField(max_length=8, choices=Stage.choices)
    action = models.CharField(max_length=8, choices=Action.choices)
    score = models.PositiveSmallIntegerField()
    anomaly = models.FloatField()
    hits = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    keys = models.JSONField(default=dict)
    shares = models.JSONField(default=list)
    model_version = models.PositiveIntegerField()
    session_id = models.UUIDField(null=True)
    intent_id = models.UUIDField(null=True, db_index=True)
    decided_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(action__in=Action.values), name="risk_decision_known")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.get_action_display()}"

    @property
    def found(self) -> list[Hit]:
        """The hits as they were."""
        return [Hit(**{**hit, "action": Action(hit["action"])}) for hit in self.hits]


class Case(SharedModel):
    """A payment that a person has to look at before its goods may leave and its money be taken."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="case")
    intent_id = models.UUIDField(unique=True)
    purchase_id = models.UUIDField(unique=True)
    vendor_ids = ArrayField(models.BigIntegerField())
    status = models.CharField(max_length=8, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="risk_case_status_known"),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.OPEN, decided_at__isnull=True)
                | (~Q(status=CaseStatus.OPEN) & Q(decided_at__isnull=False)),
                name="risk_case_decided_or_open",
            ),
        ]
        indexes = [models.Index(fields=["opened_at"], name="risk_case_open", condition=Q(status=CaseStatus.OPEN))]

    def __str__(self) -> str:
        return str(self.purchase_id)


class CaseEvent(SharedModel):
    """One thing that a person did with a case."""

    append_only = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    code = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.code


class Alarm(SharedModel):
    """Something of the operation that a person should know of; one of a kind and subject is open at a time."""

    kind = models.CharField(max_length=24, choices=AlarmKind.choices)
    subject = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(closed_at__isnull=True), name="risk_alarm_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()
