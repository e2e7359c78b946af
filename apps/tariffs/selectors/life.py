"""Tariffs · the life of rules, to be shown: drafts, differences, history, age of sources · public schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q

from apps.tariffs.models import RuleChange, RuleSource
from apps.tariffs.types import RuleKind, RuleStatus
from apps.tariffs.types.life import STALE_AFTER, RuleAct

from . import lists

WAITING = (RuleStatus.DRAFT, RuleStatus.VERIFIED)
# As many rules of a kind as a page shows at once; a list may bring fifty thousand drafts.
SHOWN = 200


@dataclass(frozen=True)
class Difference:
    """A column of a draft beside that of the rule that it supersedes, both as people read them."""

    name: str
    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Waiting:
    """A rule that is not in force yet."""

    kind: RuleKind
    row: Any
    reason: str


@dataclass(frozen=True)
class SourceState:
    """A source, how many rules in use cite it, and how long ago it was checked."""

    source: RuleSource
    rule_count: int
    age: timedelta

    @property
    def is_stale(self) -> bool:
        """Whether rules in use rest on it and nobody has looked at it for longer than STALE_AFTER."""
        return self.rule_count > 0 and self.age > STALE_AFTER


@dataclass(frozen=True)
class PlaceState:
    """The rules in use of a jurisdiction: how many of each kind, how many nobody has read at their source, its age."""

    jurisdiction: str
    counts: Mapping[RuleKind, int]
    unverified: int
    oldest: date

    def is_stale(self, on: date) -> bool:
        return on - self.oldest > STALE_AFTER


def differences(row: Any, old: Any) -> list[Difference]:
    """Every column that says what a rule is, as a draft has it and as the rule before does (None: there is none)."""
    found = []
    for name in lists.columns(type(row)):
        field = row._meta.get_field(name)
        before = as_read(old, field) if old is not None else ""
        found.append(Difference(name, str(field.verbose_name), before, as_read(row, field)))
    return found


def as_read(row: Any, field: Any) -> str:
    """A column as people read it; "–" for nothing."""
    value = getattr(row, field.attname)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")()) or "–"
    if field.name == "valid":
        last = value.upper - timedelta(days=1) if value.upper else None
        return f"{value.lower or '…'} – {last or '…'}"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value) if value not in (None, "") else "–"


def waiting(*kinds: RuleKind, most: int | None = None) -> list[Waiting]:
    """Drafts and verified rules that are not in force yet, of all kinds or of some, at most so many of each: what
    people wrote, the oldest first, then what lists brought."""
    drafts = {
        (kind, row.pk): row
        for kind in kinds or RuleKind
        for row in lists.rules_of_kind(kind)
        .filter(status__in=WAITING)
        .select_related("source", "supersedes")
        .order_by("-made_by", "pk")[:most]
    }
    written = [code for (_kind, code), row in drafts.items() if row.made_by]
    said = RuleChange.objects.filter(act=RuleAct.DRAFTED, rule__in=written).order_by("pk")
    reasons = {(RuleKind(one.kind), one.rule): one.note for one in said if (RuleKind(one.kind), one.rule) in drafts}
    listed = [key for key in drafts if key not in reasons]
    return [Waiting(key[0], drafts[key], reasons.get(key, "")) for key in (*reasons, *listed)]


def waiting_count() -> int:
    """How many rules wait for a person. One query."""
    each = [lists.model_of(kind).objects.filter(status__in=WAITING).values_list("pk").order_by() for kind in RuleKind]
    return each[0].union(*each[1:], all=True).count()


def history(kind: str, code: str) -> list[RuleChange]:
    """What was done to a rule or source, the newest first."""
    return list(RuleChange.objects.filter(kind=kind, rule=code))


def source_states(on: date) -> list[SourceState]:
    """Every source by age on a day, the one that was checked longest ago first."""
    counts: Counter[str] = Counter()
    for kind in RuleKind:
        rows = lists.model_of(kind).objects.filter(is_enabled=True).order_by()
        counts.update(dict(rows.values_list("source").annotate(Count("pk"))))
    rows = RuleSource.objects.order_by("checked_on", "code")
    return [SourceState(row, counts[row.pk], on - row.checked_on) for row in rows]


def stale_source_count(on: date) -> int:
    """How many sources that rules in use rest on were checked longer ago than STALE_AFTER. One query."""
    used = Q()
    for kind in RuleKind:
        used |= Q(pk__in=lists.model_of(kind).objects.filter(is_enabled=True).order_by().values("source"))
    return RuleSource.objects.filter(used, checked_on__lt=on - STALE_AFTER).count()


def places() -> list[PlaceState]:
    """The rules in use by jurisdiction."""
    counts: dict[str, dict[RuleKind, int]] = {}
    unverified: Counter[str] = Counter()
    oldest: dict[str, date] = {}
    for kind in RuleKind:
        rows = lists.model_of(kind).objects.filter(is_enabled=True).order_by().values("jurisdiction")
        each = rows.annotate(
            number=Count("pk"), unread=Count("pk", filter=Q(is_verified=False)), checked=Min("source__checked_on")
        )
        for place, number, unread, checked in each.values_list("jurisdiction", "number", "unread", "checked"):
            counts.setdefault(place, {})[kind] = number
            unverified[place] += unread
            oldest[place] = min(oldest.get(place, checked), checked)
    return [PlaceState(place, counts[place], unverified[place], oldest[place]) for place in sorted(counts)]


def beginning(after: date, until: date, *, chain: Sequence[str] = (), most: int = 200) -> list[tuple[RuleKind, Any]]:
    """Rules in use whose first day, or the day after whose last, lies in (after, until]; of some places or of all."""
    found: list[tuple[RuleKind, Any]] = []
    for kind in RuleKind:
        rows = lists.rules_of_kind(kind).filter(
            Q(valid__startswith__gt=after, valid__startswith__lte=until)
            | Q(valid__endswith__gt=after, valid__endswith__lte=until),
            is_enabled=True,
        )
        rows = rows.filter(jurisdiction__in=chain) if chain else rows
        found += [(kind, row) for row in rows[: most - len(found)]]
    return found


def next_change(today: date) -> date | None:
    """The next day after today on which a rule in use begins, or is over."""
    days = []
    for kind in RuleKind:
        rows = lists.model_of(kind).objects.filter(is_enabled=True).order_by()
        found = rows.aggregate(
            begins=Min("valid__startswith", filter=Q(valid__startswith__gt=today)),
            ends=Min("valid__endswith", filter=Q(valid__endswith__gt=today)),
        )
        days += [day for day in found.values() if day is not None]
    return min(days, default=None)
