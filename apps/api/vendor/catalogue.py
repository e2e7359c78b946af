"""API · vendor · what endpoints of products share: the catalogue's refusals in the words of the API."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.concurrency import etag
from apps.api.problems import fault
from apps.catalog import operations, selectors
from apps.catalog.errors import NotPublishable, ProductMissing
from apps.catalog.types import ProductSnapshot
from apps.common.errors import InvalidInput, MarketError
from apps.taxonomy.errors import CategoryUnknown

# The catalogue names a field as its editor does; the API by its path in the body.
_PATHS = (
    (re.compile(r"^text-(?P<a>.+)-(?P<b>title|description|slug|status)$"), "texts.{a}.{b}"),
    (re.compile(r"^attribute-(?P<a>.+)$"), "attributes.{a}"),
    (re.compile(r"^option-(?P<a>.+)$"), "options.{a}"),
    (re.compile(r"^variant-(?P<a>.+)-price$"), "variants.{a}.prices"),
    (re.compile(r"^variant-(?P<a>.+)-(?P<b>[a-z_]+)$"), "variants.{a}.{b}"),
    (re.compile(r"^terms-(?P<a>\d+)-(?P<b>[a-z_]+)$"), "terms.{a}.{b}"),
    (re.compile(r"^picture-(?P<a>[0-9a-f-]{36})-alt$"), "media.{a}.alt"),
)


def api_path(field: str) -> str:
    """Where the API keeps what the catalogue calls `field`; variants are named by their SKU."""
    for pattern, path in _PATHS:
        found = pattern.match(field)
        if found:
            return path.format(**found.groupdict())
    return field


class CatalogueEndpoint(VendorEndpoint):
    """Products, variants, prices and pictures."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, CategoryUnknown):
            exc = InvalidInput(field="category", problem=exc.text())
        if isinstance(exc, NotPublishable):
            exc.members = {  # type: ignore[attr-defined]
                "errors": [fault(api_path(one.field), str(one), f"catalog.{one.code}") for one in exc.problems]
            }
        elif isinstance(exc, MarketError) and exc.field:
            exc.field = api_path(exc.field)
        return super().handle_exception(exc)

    def product(self, product_id: UUID) -> ProductSnapshot:
        """The product as it stands.

        Raises:
            ProductMissing: this vendor has none of this id.
        """
        found = selectors.product_snapshot(product_id)
        if found is None:
            raise ProductMissing()
        return found

    def held(self, product_id: UUID) -> ProductSnapshot:
        """The product, locked, after If-Match was found to name its version.

        Raises:
            ProductMissing: this vendor has none of this id.
            MatchMissing, MatchStale: see concurrency.require_match.
        """
        found = operations.locked_snapshot(product_id)
        self.require_match(current=etag(found.version), representation=self.as_shown(found))
        return found

    def as_shown(self, product: ProductSnapshot) -> dict[str, Any]:
        """What a read of this address would show of the product."""
        raise NotImplementedError
