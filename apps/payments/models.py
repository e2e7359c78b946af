"""Payments · intents, attempts, operations and the inbox of callbacks · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from djmoney.money import Money

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel
from apps.common.money import from_minor

from .types import (
    CHOSEN_BY_BUYERS,
    NOTHING_TO_PAY,
    ActionKind,
    AttemptStatus,
    Audience,
    IntentRef,
    IntentStatus,
    IntentView,
    IssueKind,
    OperationKind,
    OperationState,
    PaymentMethod,
)


class Intent(SharedModel):
    """One checkout's wish to be paid once. Amounts in minor units at the ISO exponent, summed from operations.

    One over nothing has the gateway NOTHING_TO_PAY and is captured from the start.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    session_id = models.UUIDField(db_index=True)
    idempotency_key = models.CharField(max_length=80, unique=True)
    status = models.CharField(max_length=20, choices=IntentStatus.choices, default=IntentStatus.CREATED)
    gateway = models.CharField(max_length=20)
    currency = currency_field()
    amount = models.PositiveBigIntegerField()
    authorised = models.PositiveBigIntegerField(default=0)
    captured = models.PositiveBigIntegerField(default=0)
    voided = models.PositiveBigIntegerField(default=0)
    refunded = models.PositiveBigIntegerField(default=0)
    disputed = models.PositiveBigIntegerField(default=0, db_default=0)
    charged_back = models.PositiveBigIntegerField(default=0, db_default=0)
    problem = models.CharField(max_length=80, blank=True)
    purchase_id = models.UUIDField(null=True, db_index=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=IntentStatus.values), name="payments_intent_status_is_known"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(amount=0, gateway=NOTHING_TO_PAY, status=IntentStatus.CAPTURED),
                name="payments_intent_over_something",
            ),
            models.CheckConstraint(
                condition=Q(refunded__lte=F("captured"), captured__lte=F("authorised") - F("voided")),
                name="payments_intent_sums_sound",
            ),
            models.CheckConstraint(
                condition=~Q(status=IntentStatus.AUTHORISED) | Q(authorised__gte=F("amount")),
                name="payments_intent_authorised_in_full",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[IntentStatus.CAPTURED, IntentStatus.PARTIALLY_CAPTURED])
                | Q(captured__gt=0)
                | Q(amount=0),
                name="payments_intent_took_what_there_was",
            ),
            models.CheckConstraint(
                condition=~Q(status=IntentStatus.VOIDED) | Q(voided__gt=0), name="payments_intent_released_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.money(self.amount)} {self.status}"

    def money(self, units: int) -> Money:
        """Minor units in the intent's currency as Money."""
        return from_minor(units, self.currency)

    def ref(self) -> IntentRef:
        return IntentRef(self.public_id, self.session_id, self.money(self.amount), IntentStatus(self.status))

    def view(self) -> IntentView:
        return IntentView(
            public_id=self.public_id,
            session_id=self.session_id,
            status=IntentStatus(self.status),
            amount=self.money(self.amount),
            authorised=self.money(self.authorised),
            captured=self.money(self.captured),
            refunded=self.money(self.refunded),
            voided=self.money(self.voided),
            disputed=self.money(self.disputed),
            charged_back=self.money(self.charged_back),
            gateway=self.gateway,
            problem=self.problem,
        )


class Attempt(SharedModel):
    """One page, code or transfer at the provider. `reference` is its id there, `payment_reference` the payment's.

    `shown` is the code to scan and what to write on a transfer; `received` is what has come in so far of a
    transfer, in minor units; `card` is what the provider tells of a card, never its number.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="attempts")
    status = models.CharField(max_length=12, choices=AttemptStatus.choices, default=AttemptStatus.LIVE)
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, blank=True)
    payment_reference = models.CharField(max_length=255, blank=True, db_index=True)
    url = models.TextField(blank=True)
    method = models.CharField(
        max_length=20, choices=PaymentMethod.choices, default=PaymentMethod.CARD, db_default=PaymentMethod.CARD.value
    )
    action = models.CharField(
        max_length=12, choices=ActionKind.choices, default=ActionKind.REDIRECT, db_default=ActionKind.REDIRECT.value
    )
    shown = models.JSONField(null=True)
    received = models.PositiveBigIntegerField(default=0, db_default=0)
    card = models.JSONField(null=True)
    request = models.JSONField(default=dict)
    closes_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intent"], condition=Q(status=AttemptStatus.LIVE), name="payments_attempt_one_live"
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"], condition=~Q(reference=""), name="payments_attempt_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AttemptStatus.values), name="payments_attempt_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.reference or self.public_id}"


class Operation(SharedModel):
    """One thing asked of the provider; committed before the call, with the key that goes along."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="operations")
    kind = models.CharField(max_length=20, choices=OperationKind.choices)
    state = models.CharField(max_length=10, choices=OperationState.choices, default=OperationState.REQUESTED)
    currency = currency_field()
    amount = models.PositiveBigIntegerField()
    idempotency_key = models.CharField(max_length=120, unique=True)
    reference = models.CharField(max_length=255, blank=True)
    problem = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    requested_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OperationKind.values), name="payments_operation_kind_is_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[OperationState.REQUESTED, OperationState.PENDING, OperationState.UNKNOWN],
                    resolved_at__isnull=True,
                )
                | Q(state__in=[OperationState.SUCCEEDED, OperationState.FAILED], resolved_at__isnull=False),
                name="payments_operation_resolved_or_open",
            ),
            models.UniqueConstraint(
                fields=["attempt", "kind"],
                condition=Q(kind__in=[OperationKind.AUTHORISE, OperationKind.VOID]) & ~Q(state=OperationState.FAILED),
                name="payments_operation_done_once",
            ),
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(
                    kind=OperationKind.CAPTURE,
                    state__in=[OperationState.REQUESTED, OperationState.PENDING, OperationState.UNKNOWN],
                ),
                name="payments_operation_one_capture_under_way",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="payments_operation_open",
                condition=Q(state__in=[OperationState.REQUESTED, OperationState.PENDING, OperationState.UNKNOWN]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Callback(SharedModel):
    """A signed message of a provider, kept once. What it says is never believed: it makes us ask."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=255, blank=True)
    intent_id = models.UUIDField(null=True, db_index=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="payments_callback_once"),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="payments_callback_open", condition=Q(handled_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind}"


class Issue(SharedModel):
    """Something about a payment that needs a person. The same fact (`key`) is one issue, whose note says how it ended.

    `answer_by` is the provider's date for a dispute.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="issues")
    operation = models.ForeignKey(Operation, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=IssueKind.choices)
    key = models.CharField(max_length=160, unique=True)
    currency = currency_field()
    amount = models.PositiveBigIntegerField()
    problem = models.CharField(max_length=80, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IssueKind.values), name="payments_issue_kind_known"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(note=""), name="payments_issue_closed_says_how"
            ),
        ]
        indexes = [models.Index(fields=["opened_at"], name="payments_issue_open", condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class MethodRule(SharedModel):
    """Where a way to pay is offered, for what sums and to whom. Staff edit it.

    Empty countries or currencies: all that the provider takes. `smallest` and `largest` map a currency to an amount
    in major units. `open_minutes` is how long the buyer has, and how long the goods stay set aside; empty for the
    time of a card's page.
    """

    method = models.CharField(max_length=20, choices=CHOSEN_BY_BUYERS, unique=True)
    is_on = models.BooleanField(default=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    currencies = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    smallest = models.JSONField(default=dict, blank=True)
    largest = models.JSONField(default=dict, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    open_minutes = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "method"]

    def __str__(self) -> str:
        return str(self.get_method_display())
