"""Tariffs · writes · loading the rule packs that ship with the software · public schema."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable
from apps.tariffs import packs
from apps.tariffs.models import (
    Fee,
    FxRate,
    GeoGroup,
    GeoGroupMember,
    Jurisdiction,
    JurisdictionPolicy,
    Measure,
    OriginProof,
    Regime,
    Restriction,
    RuleSource,
    Stacking,
    TaxRate,
)

from .revisions import record_revision

_MODELS: dict[str, type[models.Model]] = {
    "policies": JurisdictionPolicy,
    "regimes": Regime,
    "measures": Measure,
    "taxes": TaxRate,
    "fees": Fee,
    "stackings": Stacking,
    "proofs": OriginProof,
    "restrictions": Restriction,
}


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped rule packs, `fixtures/reference/tariffs_*.json`.

    A rule is found by its id. A new revision is recorded if anything was written.
    """
    names = sorted(path.name for path in _folder().glob("tariffs_*.json"))
    shipped = [reference.fixture(f"reference/{name}") for name in names]
    loaded = [
        reference.upsert(model, [row for pack in shipped for row in rows(pack)])
        for model, rows in (
            (RuleSource, packs.source_rows),
            (Jurisdiction, packs.jurisdiction_rows),
            (GeoGroup, packs.group_rows),
            (GeoGroupMember, packs.member_rows),
            (FxRate, packs.fx_rows),
        )
    ]
    for kind, model in _MODELS.items():
        loaded.append(reference.upsert(model, [row for pack in shipped for row in packs.rule_rows(pack, kind)]))
    written = sum(table.written for table in loaded)
    if written:
        record_revision(name="shipped packs", digest=_checksum(shipped), written=written, at=at)
    return loaded


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "reference"


def _checksum(shipped: list[Any]) -> str:
    return hashlib.sha256(json.dumps(shipped, sort_keys=True, default=str).encode()).hexdigest()
