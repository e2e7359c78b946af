"""Screening · lists, parties, matches and what people decided · public schema.

What is known of a party is kept while an order of it is open, and as long as the law asks where it matched
(docs/customs.md, «Screening»); afterwards its fingerprint alone remains.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import Kind, Level, MatchStatus, Occasion, Role, Source, Verdict


class ListVersion(SharedModel):
    """A list as it was published. `checked_at` is when its authority last answered that this is still it."""

    source = models.CharField(max_length=12, choices=Source.choices)
    number = models.PositiveIntegerField()
    url = models.TextField()
    checksum = models.CharField(max_length=64)
    listed_on = models.DateField(null=True)
    entry_count = models.PositiveIntegerField()
    name_count = models.PositiveIntegerField()
    added_count = models.PositiveIntegerField()
    removed_count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "-number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="screening_version_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class ListEntry(SharedModel):
    """One reading of an entry: an authority that changes it closes this row and begins another.

    `names` are [text, is_weak], the primary name first; `identifiers` [kind, number].
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    source = models.CharField(max_length=12, choices=Source.choices)
    ref = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    names = models.JSONField()
    programs = ArrayField(models.CharField(max_length=120), default=list)
    birth_dates = ArrayField(models.CharField(max_length=21), default=list)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    identifiers = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    since = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="began")
    until = models.ForeignKey(ListVersion, null=True, on_delete=models.PROTECT, related_name="ended")

    class Meta:
        verbose_name_plural = "list entries"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "ref"], condition=Q(until__isnull=True), name="screening_entry_current_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.names[0][0])


class ListName(SharedModel):
    """A name of an entry in force, as it is compared: `words` by spaces. Deleted with the entry's end."""

    entry = models.ForeignKey(ListEntry, on_delete=models.CASCADE, related_name="compared")
    words = models.TextField()
    is_bare = models.BooleanField()
    is_weak = models.BooleanField()

    def __str__(self) -> str:
        return self.words


class Party(SharedModel):
    """Somebody who has to do with orders. `fingerprint` is a keyed hash of the facts; without facts only it is left.

    `edition` names the versions of lists that it was last screened against, and is empty before the first time.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    country = country_field(blank=True)
    birth_date = models.CharField(max_length=21, blank=True)
    identifiers = models.JSONField(default=list)
    edition = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name or self.fingerprint[:12]


class Involvement(SharedModel):
    """What a party has to do with a vendor's order; open until the order is delivered or called off."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=10, choices=Role.choices)
    vendor_id = models.BigIntegerField()
    order_id = models.UUIDField()
    purchase_id = models.UUIDField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_id", "role", "party"], name="screening_involvement_once")]
        indexes = [models.Index(fields=["party"], name="screening_involved_open", condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.order_id}"


class Screening(SharedModel):
    """That a party was screened, against which versions, and what it came to."""

    append_only = True

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="screenings")
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    edition = models.CharField(max_length=200)
    level = models.CharField(max_length=6, choices=Level.choices)
    score = models.DecimalField(max_digits=5, decimal_places=4)
    match_count = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.at:%Y-%m-%d %H:%M}"


class Match(SharedModel):
    """A party that is like an entry. One person proposes what it is, another confirms; goods wait until then.

    It is remembered for this party and this reading of the entry: where the authority changes the entry, or the
    party is told otherwise, people are asked again.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="matches")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="matches")
    level = models.CharField(max_length=6, choices=Level.choices)
    score = models.DecimalField(max_digits=5, decimal_places=4)
    features = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=MatchStatus.choices, default=MatchStatus.OPEN)
    found_at = models.DateTimeField()
    proposal = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "matches"
        ordering = ["level", "found_at"]
        constraints = [
            models.UniqueConstraint(fields=["party", "entry"], name="screening_match_once"),
            models.CheckConstraint(condition=Q(status__in=MatchStatus.values), name="screening_match_status_known"),
            models.CheckConstraint(
                condition=Q(
                    status=MatchStatus.OPEN, proposed_by__isnull=True, decided_by__isnull=True, proposal="", reason=""
                )
                | (
                    Q(status=MatchStatus.PROPOSED, proposed_by__isnull=False, decided_by__isnull=True)
                    & ~Q(reason="")
                    & ~Q(proposal="")
                )
                | (
                    Q(status=F("proposal"), proposed_by__isnull=False, decided_by__isnull=False)
                    & Q(decided_at__isnull=False)
                    & ~Q(reason="")
                    & ~Q(proposed_by=F("decided_by"))
                ),
                name="screening_match_two_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["found_at"],
                name="screening_match_waits",
                condition=Q(status__in=[MatchStatus.OPEN, MatchStatus.PROPOSED]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.entry}"


class MatchEvent(SharedModel):
    """One thing that a person did with a match."""

    append_only = True

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="events")
    code = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.code
