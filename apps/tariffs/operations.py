"""Tariffs · writes · public schema."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from . import packs, selectors
from .models import Fee, Jurisdiction, JurisdictionPolicy, Measure, Regime, RuleRevision, RuleSource, TaxRate

_MODELS: dict[str, type[models.Model]] = {
    "policies": JurisdictionPolicy,
    "regimes": Regime,
    "measures": Measure,
    "taxes": TaxRate,
    "fees": Fee,
}


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped rule packs, `fixtures/reference/tariffs_*.json`.

    A rule is found by its id. A new revision is recorded if anything was written.
    """
    names = sorted(path.name for path in _folder().glob("tariffs_*.json"))
    shipped = [reference.fixture(f"reference/{name}") for name in names]
    loaded = [
        reference.upsert(RuleSource, [row for pack in shipped for row in packs.source_rows(pack)]),
        reference.upsert(Jurisdiction, [row for pack in shipped for row in packs.jurisdiction_rows(pack)]),
    ]
    for kind, model in _MODELS.items():
        loaded.append(reference.upsert(model, [row for pack in shipped for row in packs.rule_rows(pack, kind)]))
    written = sum(table.written for table in loaded)
    if written:
        record_revision(name="shipped packs", digest=_checksum(shipped), written=written, at=at)
    return loaded


@transaction_required
def record_revision(*, name: str, digest: str, written: int, at: datetime) -> None:
    """State that rules changed, so that every process reads them again within a minute."""
    RuleRevision.objects.create(name=name, digest=digest, written=written, created_at=at)
    selectors.forget()
    transaction.on_commit(selectors.forget)


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "reference"


def _checksum(shipped: list[Any]) -> str:
    return hashlib.sha256(json.dumps(shipped, sort_keys=True, default=str).encode()).hexdigest()
