"""Classification · reads · public schema."""

from .goods import (
    chosen_codes,
    confirmation_that_holds,
    goods_of,
    history,
    national_code,
    national_codes,
    of_products,
    of_vendor,
    state_counts,
)
from .index import current as current_index
from .index import embeddings, entries, suggest
from .index import forget as forget_index
from .nomenclature import children, current_edition, descriptions, node, search_nodes, trees
from .nomenclature import forget as forget_nomenclature

__all__ = [
    "children",
    "chosen_codes",
    "confirmation_that_holds",
    "current_edition",
    "current_index",
    "descriptions",
    "embeddings",
    "entries",
    "forget_index",
    "forget_nomenclature",
    "goods_of",
    "history",
    "national_code",
    "national_codes",
    "node",
    "of_products",
    "of_vendor",
    "search_nodes",
    "state_counts",
    "suggest",
    "trees",
]
