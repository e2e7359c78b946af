"""Customs · every paper and dataset of a consignment. Loads a large library: import it where something is drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings

from ..rules.checks import intrinsic
from ..types import DocumentKind, Procedure, Snapshot
from . import cusdec, h7, post, trade, wco
from .messages import JSON, XML

PDF, EDI = "application/pdf", "application/EDIFACT"
K = DocumentKind


@dataclass(frozen=True)
class Drawn:
    """A paper as bytes."""

    kind: DocumentKind
    name: str
    media_type: str
    content: bytes


def all_of(snapshot: Snapshot, *, lrn: str, version: int) -> list[Drawn]:
    """The papers that go with a consignment, and its datasets. The same snapshot gives the same bytes."""
    number = snapshot.order_number
    light = is_light(snapshot)
    post_form = K.CN22 if light else K.CN23
    drawn = [
        Drawn(post_form, f"{post_form}-{number}.pdf", PDF, (post.cn22 if light else post.cn23)(snapshot, lrn=lrn)),
        Drawn(K.INVOICE, f"invoice-{number}.pdf", PDF, trade.invoice(snapshot, lrn=lrn)),
        Drawn(K.PACKING_LIST, f"packing-list-{number}.pdf", PDF, trade.packing_list(snapshot, lrn=lrn)),
        Drawn(K.ORIGIN, f"origin-{number}.pdf", PDF, trade.origin(snapshot, lrn=lrn)),
        Drawn(K.WCO, f"wco-{number}.xml", XML, wco.declaration(snapshot, lrn=lrn, version=version)),
        Drawn(K.CUSDEC, f"cusdec-{number}.edi", EDI, cusdec.message(snapshot, lrn=lrn, version=version)),
    ]
    if snapshot.procedure == Procedure.LOW_VALUE:
        dataset = h7.dataset(snapshot, lrn=lrn, version=version)
        body = json.dumps(dataset, ensure_ascii=False, sort_keys=True, indent=1).encode()
        drawn.append(Drawn(K.H7, f"h7-{number}.json", JSON, body))
    return drawn


def is_light(snapshot: Snapshot) -> bool:
    """Whether the post's light form will do: goods worth at most what 300 SDR are at least (`POSTAL_LIMIT`).

    Where the authority reckons in another currency than those that the setting knows, the full form is drawn.
    """
    limit = settings.POSTAL_LIMIT.get(snapshot.authority_currency)
    return limit is not None and intrinsic(snapshot).amount <= limit
