"""Tariffs · writes · loading the rule packs that ship with the software · public schema."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable
from apps.tariffs import packs
from apps.tariffs.models import FxRate, GeoGroup, GeoGroupMember, Jurisdiction
from apps.tariffs.types import RuleKind

from .revisions import record_revision
from .upserting import upsert_rules, upsert_sources

_KINDS = {"taxes": RuleKind.TAX_RATE}


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped rule packs, `fixtures/reference/tariffs_*.json`.

    A rule is found by its id. A new revision is recorded if anything was written.
    """
    names = sorted(path.name for path in _folder().glob("tariffs_*.json"))
    shipped = [reference.fixture(f"reference/{name}") for name in names]
    loaded = [upsert_sources([row for pack in shipped for row in packs.source_rows(pack)], at=at)]
    loaded += [
        reference.upsert(model, [row for pack in shipped for row in rows(pack)])
        for model, rows in (
            (Jurisdiction, packs.jurisdiction_rows),
            (GeoGroup, packs.group_rows),
            (GeoGroupMember, packs.member_rows),
            (FxRate, packs.fx_rows),
        )
    ]
    for name in packs.RULES:
        rows = [row for pack in shipped for row in packs.rule_rows(pack, name)]
        loaded.append(upsert_rules(_KINDS.get(name) or RuleKind(name), rows, at=at))
    written = sum(table.written for table in loaded)
    if written:
        record_revision(name="shipped packs", digest=_checksum(shipped), written=written, at=at)
    return loaded


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "reference"


def _checksum(shipped: list[Any]) -> str:
    return hashlib.sha256(json.dumps(shipped, sort_keys=True, default=str).encode()).hexdigest()
