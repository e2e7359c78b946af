"""Credits · accounts, gift cards, what changed a balance, and what checkouts hold of it · public schema."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel
from apps.common.money import from_minor
from apps.payments.types import CHOSEN_BY_BUYERS

from .types import CardState, EntryKind, HoldState, Origin, SaleStatus, Whereabouts


class CreditAccount(SharedModel):
    """A balance that pays for purchases: a buyer's in one currency, or (without `user`) a gift card's.

    In minor units at the ISO exponent. A trigger adds every entry to `balance`, so that it is their sum;
    `held` of it is set aside for checkouts.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    currency = currency_field()
    balance = models.BigIntegerField(default=0, db_default=0)
    held = models.BigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "currency"], condition=Q(user__isnull=False), name="credits_account_of_a_buyer_once"
            ),
            models.CheckConstraint(
                condition=Q(held__gte=0, balance__gte=F("held")), name="credits_account_never_overspent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.money(self.balance))

    def money(self, units: int) -> Money:
        """Minor units in the account's currency as Money."""
        return from_minor(units, self.currency)


class Issuance(SharedModel):
    """One act of issuing gift cards: the same `key` issues once. Their codes were in the answer to that act alone."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    currency = currency_field()
    value = models.PositiveBigIntegerField()
    count = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(value__gt=0, count__gt=0), name="credits_issuance_positive")]

    def __str__(self) -> str:
        return f"{self.count} × {from_minor(self.value, self.currency)}"


class GiftCard(SharedModel):
    """A code that opens an account. Of the code only a keyed hash is kept, and its last four characters."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    account = models.OneToOneField(CreditAccount, on_delete=models.PROTECT, related_name="card")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    last_four = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.ACTIVE)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    value = models.PositiveBigIntegerField()
    expires_at = models.DateTimeField(null=True, blank=True)
    issuance = models.ForeignKey(Issuance, null=True, editable=False, on_delete=models.PROTECT, related_name="cards")
    batch = models.CharField(max_length=60, blank=True, db_index=True)
    note = models.CharField(max_length=200, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        permissions = [("issue_above_limit", "Can issue gift cards and give store credit above the limit")]
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="credits_card_positive"),
            models.CheckConstraint(condition=Q(state__in=CardState.values), name="credits_card_state_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="credits_card_origin_known"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="credits_card_due", condition=Q(state=CardState.ACTIVE)),
        ]

    def __str__(self) -> str:
        return f"…{self.last_four}"


class CreditEntry(SharedModel):
    """One change of a balance, in minor units. `reference` names the fact: the same one counts once."""

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=160, unique=True)
    purchase_id = models.UUIDField(null=True, db_index=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="credits_entry_not_nothing"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="credits_entry_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class CreditHold(SharedModel):
    """Credit set aside for one checkout: held until `expires_at`, then taken by its completion."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    session_id = models.UUIDField(db_index=True)
    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="holds")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=HoldState.choices, default=HoldState.HELD)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session_id", "account"], name="credits_hold_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credits_hold_positive"),
            models.CheckConstraint(condition=Q(state__in=HoldState.values), name="credits_hold_state_known"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="credits_held_expiry", condition=Q(state=HoldState.HELD)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} ({self.state})"


class StrandedRefund(SharedModel):
    """Money that went back to a gift card which nobody may use: a person says where it goes from there.

    Until then it lies on the card's account. `entry` is the one that brought it; `kept` minor units of it paid at once
    for what the bank of the card's buyer had taken back.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    entry = models.OneToOneField(CreditEntry, on_delete=models.PROTECT, related_name="stranded")
    went_to = models.CharField(max_length=10, choices=Whereabouts.choices, blank=True, default="", db_default="")
    kept = models.PositiveBigIntegerField(default=0, db_default=0)
    note = models.CharField(max_length=200, blank=True, default="", db_default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["opened_at"]
        verbose_name = _("refund to a blocked card")
        verbose_name_plural = _("refunds to blocked cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, went_to="")
                | Q(closed_at__isnull=False, went_to__in=Whereabouts.values),
                name="credits_stranded_open_or_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="credits_stranded_open", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.money())

    def money(self) -> Money:
        """What somebody has to say of where it goes."""
        return self.entry.account.money(self.entry.amount - self.kept)


class CardTerms(SharedModel):
    """What gift cards are sold for in one currency, in major units: `amounts`, or any from `least` to `most`. Staff
    edit it."""

    currency = models.CharField(max_length=3, unique=True)
    amounts = ArrayField(models.DecimalField(max_digits=12, decimal_places=3), default=list)
    least = models.DecimalField(max_digits=12, decimal_places=3)
    most = models.DecimalField(max_digits=12, decimal_places=3)
    is_on = models.BooleanField(default=True)

    class Meta:
        ordering = ["currency"]
        verbose_name = _("gift card on sale")
        verbose_name_plural = _("gift cards on sale")
        constraints = [
            models.CheckConstraint(condition=Q(least__gt=0, most__gte=F("least")), name="credits_terms_bounds"),
        ]

    def __str__(self) -> str:
        return self.currency


class CardSale(SharedModel):
    """A gift card that somebody buys in the shop; its payment's intent bears `public_id` as session and purchase.

    The code is made anew each time when it is mailed (`sent_at`: the last time) and is kept nowhere. A letter that did
    not leave (`failed_sends` in a row) is tried again at `retry_at`, and since `undelivered_at` no more. No tax at
    the sale: a multi-purpose voucher is taxed when it is used (Directive 2006/112/EC, article 30b).
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=SaleStatus.choices, default=SaleStatus.OPEN)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    language = models.CharField(max_length=10)
    country = models.CharField(max_length=2)
    currency = currency_field()
    value = models.PositiveBigIntegerField()
    sender_name = models.CharField(max_length=80)
    recipient_name = models.CharField(max_length=80)
    recipient_email = models.EmailField(db_index=True)
    message = models.CharField(max_length=500, blank=True)
    method = models.CharField(max_length=20, choices=CHOSEN_BY_BUYERS, blank=True)
    intent_id = models.UUIDField(null=True, unique=True)
    card = models.OneToOneField(GiftCard, null=True, on_delete=models.PROTECT, related_name="sale")
    expires_at = models.DateTimeField()
    send_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed_sends = models.PositiveSmallIntegerField(default=0, db_default=0)
    retry_at = models.DateTimeField(null=True)
    undelivered_at = models.DateTimeField(_("not delivered since"), null=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("gift card bought in the shop")
        verbose_name_plural = _("gift cards bought in the shop")
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="credits_sale_positive"),
            models.CheckConstraint(condition=Q(status__in=SaleStatus.values), name="credits_sale_status_known"),
            models.CheckConstraint(
                condition=Q(card__isnull=True, status__in=SaleStatus.without_card())
                | Q(card__isnull=False, status__in=SaleStatus.with_card()),
                name="credits_sale_card_if_issued",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(card__isnull=False), name="credits_sale_sent_if_issued"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="credits_sale_expiry", condition=Q(status=SaleStatus.OPEN)),
            models.Index(
                fields=["send_at"],
                name="credits_sale_due",
                condition=Q(status=SaleStatus.ISSUED, sent_at__isnull=True),
            ),
            models.Index(fields=["retry_at"], name="credits_sale_retry", condition=Q(retry_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{from_minor(self.value, self.currency)} · {self.recipient_name}"

    def money(self) -> Money:
        """What the card is worth, and what is paid for it."""
        return from_minor(self.value, self.currency)
