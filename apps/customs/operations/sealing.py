"""Customs · kept messages for China brought under today's sealing and today's key of digests · vendor's schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.common.transactions import transaction_required
from apps.customs.documents import ceb_keeping
from apps.customs.errors import MessageSealed
from apps.customs.models import Matching, TradeMessage


@dataclass(frozen=True)
class Sealed:
    """How many messages there are, were sealed, got another digest, were there twice, and which nobody can open."""

    known: int
    sealed: int
    rekeyed: int
    doubled: int
    masked: int
    lost: tuple[int, ...]

    def __add__(self, other: Sealed) -> Sealed:
        return Sealed(
            self.known + other.known,
            self.sealed + other.sealed,
            self.rekeyed + other.rekeyed,
            self.doubled + other.doubled,
            self.masked + other.masked,
            self.lost + other.lost,
        )


@transaction_required
def seal_kept() -> Sealed:
    """Seal numbers of identity that stand in plain, and make digests by `IDENTITY_DIGEST_KEY` where they are not.

    A message that is there twice once its digest is made anew stays once, as it came first. What is right stays as it
    is, so that a second run writes nothing. It has to be the tables' owner: the application may not change messages.
    """
    known, sealed, rekeyed = 0, 0, 0
    lost: list[int] = []
    doubled: list[int] = []
    changes: dict[int, dict[str, Any]] = {}
    first: set[tuple[str, ...]] = set()
    for row in TradeMessage.objects.select_for_update().order_by("pk").iterator(chunk_size=500):
        known += 1
        try:
            message = ceb_keeping.opened(row.content)
        except MessageSealed:
            lost.append(row.pk)
            continue
        digest = ceb_keeping.digest_of(message)
        if (key := (row.kind, row.guid, row.app_type, digest)) in first:
            doubled.append(row.pk)
            continue
        first.add(key)
        reference = ceb_keeping.reference_of(message.head.get("buyerIdNumber", ""))
        if (row.digest, row.buyer_ref) != (digest, reference):
            rekeyed += 1
            changes[row.pk] = {"digest": digest, "buyer_ref": reference}
        if ceb_keeping.is_plain(row.content):
            sealed += 1
            changes.setdefault(row.pk, {})["content"] = ceb_keeping.kept(message)
    TradeMessage.objects.filter(pk__in=doubled).delete()
    for pk, columns in changes.items():
        TradeMessage.objects.filter(pk=pk).update(**columns)
    return Sealed(known, sealed, rekeyed, len(doubled), _mask_findings(), tuple(lost))


def _mask_findings() -> int:
    """Show numbers of identity in what was found by their ends alone; how many matchings told one whole."""
    changed = 0
    for row in Matching.objects.select_for_update().order_by("pk"):
        masked = [ceb_keeping.masked_finding(one) for one in row.findings]
        if masked != row.findings:
            Matching.objects.filter(pk=row.pk).update(findings=masked)
            changed += 1
    return changed
