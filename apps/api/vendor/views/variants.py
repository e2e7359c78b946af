"""API · vendor · variants and prices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.concurrency import etag
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.catalogue import CatalogueEndpoint
from apps.api.vendor.filters import catalogue as filters
from apps.api.vendor.serializers import variants as shapes
from apps.catalog import operations, selectors
from apps.catalog.errors import VariantMissing
from apps.catalog.types import ProductSnapshot
from apps.common.clock import now

from .products import READ, WRITE


class Variants(CatalogueEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = filters.Variants
    answers = {"GET": {200: page_of(shapes.VariantRowShown)}}

    def get(self, request: Request) -> Response:
        """Variants of all products, in the order they were made."""
        return self.listed(self.filtered(selectors.variants()), order=("pk",), row=selectors.as_variant_row)


class Variant(CatalogueEndpoint):
    scopes = {"GET": READ, "PATCH": WRITE}
    edits = frozenset({"PATCH"})
    bodies = {"PATCH": shapes.VariantEdit}
    answers = {"GET": {200: shapes.VariantOfProduct}, "PATCH": {200: shapes.VariantOfProduct}}

    def get(self, request: Request, variant_id: UUID) -> Response:
        """A variant with its prices."""
        return self.answer(variant_id, self.product(self.home_of(variant_id)))

    def patch(self, request: Request, variant_id: UUID) -> Response:
        """Change parts of a variant; `prices` are replaced as a whole."""
        self.variant_id = variant_id
        product = self.held(self.home_of(variant_id))
        stored = next(
            draft
            for draft, variant in zip(selectors.as_draft(product).variants, product.variants, strict=True)
            if variant.variant_id == variant_id
        )
        changed = shapes.merged_variant(stored.sku, stored, self.read())
        operations.update_product(product.product_id, at=now(), by=self.actor(), variants=(changed,))
        return self.answer(variant_id, self.product(product.product_id))

    def home_of(self, variant_id: UUID) -> UUID:
        """The variant's product.

        Raises:
            VariantMissing: this vendor has none of this id.
        """
        row = selectors.variant_row(variant_id)
        if row is None:
            raise VariantMissing()
        return row.product_id

    def answer(self, variant_id: UUID, product: ProductSnapshot) -> Response:
        """The variant as it stands in this product."""
        return self.shown(self.parts(variant_id, product), etag=etag(product.version))

    def parts(self, variant_id: UUID, product: ProductSnapshot) -> dict[str, Any]:
        """What VariantOfProduct is given."""
        variant = next(one for one in product.variants if one.variant_id == variant_id)
        return {**vars(variant), "product_id": product.product_id, "product_code": product.code}

    def as_shown(self, product: ProductSnapshot) -> dict[str, Any]:
        return dict(shapes.VariantOfProduct(self.parts(self.variant_id, product)).data)


class ProductPrices(CatalogueEndpoint):
    scopes = {"GET": READ, "PUT": WRITE}
    edits = frozenset({"PUT"})
    bodies = {"PUT": shapes.PricesBody}
    answers = {"GET": {200: shapes.PricesShown}, "PUT": {200: shapes.PricesShown}}

    def get(self, request: Request, product_id: UUID) -> Response:
        """Prices, tiers, smallest orders and packs of a product's variants."""
        return self.answer(product_id)

    def put(self, request: Request, product_id: UUID) -> Response:
        """Replace all prices of the variants that are named by SKU; others keep theirs."""
        product = self.held(product_id)
        known = {variant.sku: variant for variant in selectors.as_draft(product).variants}
        given = self.read()["variants"]
        strange = {str(n): {"sku": ["No such variant."]} for n, one in enumerate(given) if one["sku"] not in known}
        if strange:
            raise ValidationError({"variants": strange})
        variants = tuple(shapes.merged_variant(one["sku"], known[one["sku"]], one) for one in given)
        operations.update_product(product_id, at=now(), by=self.actor(), variants=variants)
        return self.answer(product_id)

    def answer(self, product_id: UUID) -> Response:
        """The product's prices as they stand now."""
        product = self.product(product_id)
        return self.shown(product, etag=etag(product.version))

    def as_shown(self, product: ProductSnapshot) -> dict[str, Any]:
        return dict(shapes.PricesShown(product).data)


class Prices(CatalogueEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = filters.Prices
    answers = {"GET": {200: page_of(shapes.PriceRowShown)}}

    def get(self, request: Request) -> Response:
        """Every price of every variant, in the order they were stated."""
        return self.listed(self.filtered(selectors.prices()), order=("pk",))


class PriceLists(CatalogueEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.PriceListsShown}}

    def get(self, request: Request) -> Response:
        """The price lists: one for each kind of buyer and currency."""
        return self.shown({"data": selectors.price_lists()})
