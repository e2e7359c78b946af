"""Classification · nomenclature, words of trade, confirmations, and how far each vendor's goods are · public schema."""

from __future__ import annotations

from django.db import models

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import Basis, GoodsText, Missing, Rule, State

_CODE = r"^(\d{6}|\d{8}|\d{10})$"


class Edition(SharedModel):
    """A nomenclature as it was loaded: `HS 2022`, or a country's own tree below it (`US 2025`).

    `country` is empty for the Harmonized System itself; `checksum` is the SHA-256 of the file, `listed_on` its day.
    """

    code = models.CharField(max_length=20, primary_key=True)
    country = country_field(blank=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    listed_on = models.DateField()
    checksum = models.CharField(max_length=64)
    line_count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["country", "-listed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["country"], condition=models.Q(is_current=True), name="classification_edition_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.code


class NomenclatureLine(SharedModel):
    """A code of an edition, digits only; `parent` is the code of the line above, empty at the top."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=10)
    parent = models.CharField(max_length=10, blank=True)
    description = models.TextField()
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="classification_line_once")]
        indexes = [models.Index(fields=["code"], name="classification_line_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"[:120]


class TradeWord(SharedModel):
    """What trade calls goods: a term with its six digits; where `code` is empty, a description that is too vague."""

    term = models.CharField(max_length=300)
    code = models.CharField(max_length=6, blank=True)
    source = models.CharField(max_length=60)

    class Meta:
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(fields=["source", "term", "code"], name="classification_word_once"),
            models.CheckConstraint(
                condition=models.Q(code="") | models.Q(code__regex=r"^\d{6}$"), name="classification_word_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} · {self.code or 'too vague'}"


class Goods(SharedModel):
    """How far a vendor's product is with its HS code: made from the catalogue, and from what was confirmed.

    `suggestions` are candidates as JSON, best first; `judged_by` is the checksum of the index that gave them.
    """

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    product_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=300, blank=True)
    material = models.CharField(max_length=200, blank=True)
    details = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)
    hs_code = models.CharField(max_length=10, blank=True)
    is_archived = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    suggestions = models.JSONField(default=list)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, default=0)
    missing = models.CharField(max_length=8, choices=Missing.choices, blank=True)
    vague = models.JSONField(default=list)
    judged_by = models.CharField(max_length=64, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-confidence", "pk"]
        verbose_name_plural = "goods"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="classification_goods_state_known"),
        ]
        indexes = [
            models.Index(fields=["vendor", "state", "-confidence"], name="classification_goods_queue"),
            models.Index(
                fields=["judged_at"], condition=models.Q(state="waiting"), name="classification_goods_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def text(self) -> GoodsText:
        """What they say of themselves."""
        return GoodsText(self.title, self.category, self.material, self.details)


class Confirmation(SharedModel):
    """That somebody, or the same goods confirmed before, says that a product has this code.

    `hs_code` has six digits. The words are those that were judged, kept as they were; `previous` is what the product
    had. A withdrawn one stays, and teaches no longer.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    product_id = models.UUIDField()
    edition = models.CharField(max_length=20)
    hs_code = models.CharField(max_length=6)
    previous = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=300, blank=True)
    material = models.CharField(max_length=200, blank=True)
    details = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    like = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=2, choices=Rule.choices)
    note = models.CharField(max_length=500, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    confirmed_by = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hs_code__regex=r"^\d{6}$"), name="classification_confirmation_six_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(basis=Basis.PERSON, like__isnull=True)
                | models.Q(basis=Basis.IDENTICAL, like__isnull=False),
                name="classification_confirmation_basis",
            ),
            models.UniqueConstraint(
                fields=["product_id"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="classification_confirmation_one_holds",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "fingerprint"], name="classification_same_goods")]

    def __str__(self) -> str:
        return f"{self.hs_code} {self.title}"


class NationalCode(SharedModel):
    """The code that a product bears in one destination, below its six digits; the newest row holds, old ones stay.

    An empty `code` says that none is chosen any more.
    """

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    product_id = models.UUIDField()
    destination = country_field()
    edition = models.CharField(max_length=20)
    code = models.CharField(max_length=10, blank=True)
    chosen_by = models.CharField(max_length=60)
    chosen_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["product_id", "destination", "-id"], name="classification_national_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code="") | models.Q(code__regex=_CODE), name="classification_national_shape"
            )
        ]

    def __str__(self) -> str:
        return f"{self.destination} {self.code or '–'}"


class LearnedIndex(SharedModel):
    """An index as it was learned, in the form of `rules.packing`; the current one is what suggests.

    `last_confirmation` is the key of the newest confirmation that it knows; newer ones count through its fresh part.
    """

    checksum = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    entry_count = models.PositiveIntegerField()
    confirmed_count = models.PositiveIntegerField()
    answer_from = models.DecimalField(max_digits=4, decimal_places=3)
    is_calibrated_here = models.BooleanField(default=False)
    last_confirmation = models.BigIntegerField(default=0)
    learned_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "learned indexes"
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="classification_index_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.checksum[:12]
