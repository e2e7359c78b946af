"""One index for all tests of classification: learned once from the shipped rows, put in force for each test."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from apps.classification import operations
from apps.classification.models import LearnedIndex

_LEARNED: dict[str, Any] = {}


@pytest.fixture
def index(db: None, at: Any) -> LearnedIndex:
    """The index that a new installation learns, in force."""
    if not _LEARNED:
        with transaction.atomic():
            row = operations.learn(at=at)
        _LEARNED.update({f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"})
        return row
    return LearnedIndex.objects.create(**{**_LEARNED, "learned_at": at})
