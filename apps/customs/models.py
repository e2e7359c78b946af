"""Customs · declarations, their lines, history and documents · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.fields import MoneyField, country_field, currency_field
from apps.common.ids import new_id
from apps.common.models import TenantModel

from .types import DeclarationState, DocumentKind, Owner, Procedure
from .types.ceb import Flow, MatchCode, MessageKind

_S = DeclarationState
_WITH_AUTHORITY = [state for state in _S.values if state not in (_S.DRAFT, _S.CANCELLED)]
_ENDINGS = {"application/pdf": "pdf", "application/xml": "xml", "application/json": "json", "image/png": "png",
            "image/jpeg": "jpg"}  # fmt: skip
_NUMBERED = [_S.ACCEPTED, _S.INSPECTION, _S.DOCUMENTS, _S.ASSESSED, _S.PAID, _S.RELEASED]


class Declaration(TenantModel):
    """What one shipment is declared as at the customs of its destination.

    `snapshot` is types.Snapshot.as_json(), `snapshot_hash` its digest: every document and
    message is drawn from it. `version` counts what was sent; the authority's answers name it.
    `blockers` are reasons of ours (screening, licence) for which nothing may be released.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    shipment_id = models.UUIDField(unique=True)
    order_id = models.UUIDField(db_index=True)
    order_number = models.CharField(max_length=24)
    purchase_id = models.UUIDField()
    jurisdiction = country_field()
    ship_from = country_field()
    procedure = models.CharField(max_length=4, choices=Procedure.choices)
    scheme = models.CharField(max_length=40)
    incoterm = models.CharField(max_length=3)
    lrn = models.CharField(max_length=22, unique=True)
    mrn = models.CharField(max_length=18, blank=True)
    state = models.CharField(max_length=12, choices=_S.choices, default=_S.DRAFT)
    version = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=12, choices=Owner.choices, default=Owner.MARKETPLACE)
    due_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField()
    snapshot = models.JSONField()
    snapshot_hash = models.CharField(max_length=64)
    problems = models.JSONField(default=list)
    blockers = models.JSONField(default=list)
    is_blocked = models.BooleanField(default=False)
    requested_documents = models.JSONField(default=list)
    currency = currency_field()
    declared_duty = MoneyField()
    declared_tax = MoneyField()
    assessed_duty = MoneyField(null=True)
    assessed_tax = MoneyField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    changes = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="customs_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_S.values), name="customs_state_known"),
            models.CheckConstraint(condition=Q(procedure__in=Procedure.values), name="customs_procedure_known"),
            models.CheckConstraint(
                condition=~Q(state__in=_WITH_AUTHORITY) | Q(version__gt=0, submitted_at__isnull=False),
                name="customs_sent_when",
            ),
            models.CheckConstraint(condition=~Q(state__in=_NUMBERED) | ~Q(mrn=""), name="customs_numbered"),
            models.CheckConstraint(
                condition=~Q(state=_S.RELEASED) | Q(released_at__isnull=False, is_blocked=False),
                name="customs_released_when_free",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.ASSESSED, _S.PAID]) | Q(assessed_duty__isnull=False),
                name="customs_assessed_how",
            ),
        ]

    def __str__(self) -> str:
        return self.lrn


class DeclarationLine(TenantModel):
    """A goods item of a declaration, out of its snapshot, for lists and searches; amounts of the whole quantity."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.CharField(max_length=64)
    description = models.CharField(max_length=400)
    hs_code = models.CharField(max_length=10, db_index=True)
    origin = country_field()
    quantity = models.PositiveIntegerField()
    net_g = models.PositiveIntegerField()
    value = MoneyField()

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["declaration", "position"], name="customs_line_once")]

    def __str__(self) -> str:
        return f"{self.position} {self.hs_code}"


class DeclarationEvent(TenantModel):
    """One thing that we did or that the authority told. Never changed or deleted.

    `issued_at` is the authority's instant, by which everything is folded; `recorded_at` ours.
    """

    append_only = True

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="history")
    event_id = models.CharField(max_length=80)
    code = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        ordering = ["issued_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["declaration", "event_id"], name="customs_event_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.issued_at:%Y-%m-%d %H:%M}"

    @property
    def words(self) -> list[str]:
        """What was said with it, as it was written; a reason of ours is a code."""
        return [str(self.data[name]) for name in ("text", "reason", "receipt", "name") if self.data.get(name)]


class CustomsDocument(TenantModel):
    """A paper of a declaration: drawn from the snapshot whose hash it bears, or uploaded by the vendor."""

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=16, choices=DocumentKind.choices)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    snapshot_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    content = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "kind", "content_hash"], name="customs_document_once"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="customs_document_known"),
        ]

    @property
    def file_name(self) -> str:
        """What it is called where it is kept."""
        return f"{self.kind}-{self.pk}.{_ENDINGS.get(self.media_type, 'edi')}"

    def __str__(self) -> str:
        return self.name


class TradeMessage(TenantModel):
    """A message of China's cross-border system as it came or was drawn; `content` is documents.ceb_keeping.kept(…).

    Known by guid, appType and digest: the same one twice is one row, a contradicting one is kept beside it.
    `own_code` and `own_number` are the waybill's, also of the list that names it, or the payment's; `buyer_ref`
    is a keyed digest of the buyer's identity number, `digest` one of all that the message says.
    """

    append_only = True

    flow = models.CharField(max_length=6, choices=Flow.choices)
    kind = models.CharField(max_length=7, choices=MessageKind.choices)
    guid = models.CharField(max_length=36)
    app_type = models.CharField(max_length=1)
    digest = models.CharField(max_length=64)
    ebp_code = models.CharField(max_length=18, blank=True)
    order_no = models.CharField(max_length=60, blank=True)
    own_code = models.CharField(max_length=18, blank=True)
    own_number = models.CharField(max_length=60, blank=True)
    buyer_ref = models.CharField(max_length=64, blank=True, db_index=True)
    content = models.JSONField()
    received_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["order_no", "ebp_code"], name="customs_trade_by_order"),
            models.Index(fields=["own_number", "own_code"], name="customs_trade_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "guid", "app_type", "digest"], name="customs_trade_once"),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="customs_trade_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_no or self.own_number}"


class Matching(TenantModel):
    """What the documents of one order say together, drawn again whenever one of them comes."""

    flow = models.CharField(max_length=6, choices=Flow.choices)
    ebp_code = models.CharField(max_length=18)
    order_no = models.CharField(max_length=60)
    code = models.CharField(max_length=9, choices=MatchCode.choices)
    findings = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    rule = models.CharField(max_length=24, blank=True)
    since = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-updated_at", "-pk"]
        verbose_name_plural = "matchings"
        constraints = [
            models.UniqueConstraint(fields=["flow", "ebp_code", "order_no"], name="customs_matching_once"),
            models.CheckConstraint(condition=Q(code__in=MatchCode.values), name="customs_matching_known"),
        ]

    def __str__(self) -> str:
        return f"{self.order_no} {self.code}"


class Preflight(TenantModel):
    """Whether a product would clear, looked at before it is sold: by destination and worst first.

    `findings` maps a destination to its findings (Defect.as_json); `score` is the lowest of the destinations, 0 to
    100, `blocked` the destinations that it cannot be sold to as it stands.
    """

    product_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField()
    score = models.PositiveSmallIntegerField()
    blocked = models.JSONField(default=list)
    findings = models.JSONField(default=dict)
    assessed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["score", "pk"]
        indexes = [models.Index(fields=["score", "id"], name="customs_preflight_worst")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.score}"
