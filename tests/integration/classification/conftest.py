"""One index for all tests of classification: learned once from three chapters, put in force for each test."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from apps.classification import operations
from apps.classification.models import LearnedIndex, NomenclatureLine

_LEARNED: dict[str, Any] = {}


@pytest.fixture
def index(db: None, at: Any) -> LearnedIndex:
    """An index of textiles, ceramics and copper with all words of trade, in force."""
    if not _LEARNED:
        with transaction.atomic():
            NomenclatureLine.objects.exclude(code__regex="^(62|69|74)").delete()
            row = operations.learn(at=at)
            transaction.set_rollback(True)
        _LEARNED.update({f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"})
    return LearnedIndex.objects.create(**{**_LEARNED, "learned_at": at})
