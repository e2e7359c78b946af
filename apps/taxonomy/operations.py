"""Taxonomy · writes · public schema."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.reference import operations as reference
from apps.reference.types import LoadedTable

from . import rules, selectors
from .models import Attribute, Category, CategoryAttribute, Synonym


@transaction_required
def load_rows(at: datetime) -> list[LoadedTable]:
    """The shipped categories, attributes and synonyms."""
    shipped = reference.fixture("demo/taxonomy.json")
    categories = shipped["categories"]
    synonyms = [
        {"language": language, "position": position, "words": words}
        for language, groups in shipped["synonyms"].items()
        for position, words in enumerate(groups)
    ]
    loaded = [
        reference.upsert(Category, rules.category_rows(categories)),
        reference.upsert(Attribute, rules.attribute_rows(shipped["attributes"], shipped["units"])),
        reference.upsert(CategoryAttribute, rules.membership_rows(categories), key=["category_id", "attribute_id"]),
        reference.upsert(Synonym, synonyms, key=["language", "position"]),
    ]
    transaction.on_commit(selectors.forget)
    selectors.forget()
    return loaded
