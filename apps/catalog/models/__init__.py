"""Catalog · tables · vendor's schema."""

from .imports import ImportBatch, ImportFile
from .media import Media
from .pricing import CurrencyTerms, Price, PriceList
from .products import AttributeValue, Product, ProductTranslation
from .variants import ProductOption, ProductOptionValue, Variant

__all__ = [
    "AttributeValue",
    "CurrencyTerms",
    "ImportBatch",
    "ImportFile",
    "Media",
    "Price",
    "PriceList",
    "Product",
    "ProductOption",
    "ProductOptionValue",
    "ProductTranslation",
    "Variant",
]
