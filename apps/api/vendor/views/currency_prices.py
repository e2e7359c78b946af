"""API · vendor · what products cost in other currencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.concurrency import etag
from apps.api.vendor.catalogue import CatalogueEndpoint
from apps.api.vendor.serializers import currency_prices as shapes
from apps.catalog import operations
from apps.catalog.selectors import currency_terms
from apps.catalog.types import ProductSnapshot, TermsDraft
from apps.common.clock import now
from apps.discovery.selectors.currency_prices import currency_prices
from apps.vendors.selectors import as_card

from .products import READ, WRITE


class CurrencyPrices(CatalogueEndpoint):
    scopes = {"GET": READ, "PUT": WRITE}
    edits = frozenset({"PUT"})
    bodies = {"PUT": shapes.CurrencyPricesBody}
    answers = {"GET": {200: shapes.CurrencyPricesShown}, "PUT": {200: shapes.CurrencyPricesShown}}

    def get(self, request: Request, product_id: UUID) -> Response:
        """What is decided for other currencies, and what buyers pay and you get in each market."""
        return self.answer(self.product(product_id))

    def put(self, request: Request, product_id: UUID) -> Response:
        """Decide what variants cost in other currencies."""
        product = self.held(product_id)
        operations.set_currency_terms(
            product_id,
            self.drafts(product),
            own_currency=self.vendor.currency,
            at=now(),
            by=self.actor(),
        )
        return self.answer(self.product(product_id))

    def drafts(self, product: ProductSnapshot) -> list[TermsDraft]:
        """What was sent."""
        known = {variant.sku: variant.variant_id for variant in product.variants}
        given = self.read()["terms"]
        strange = {str(n): {"sku": ["No such variant."]} for n, one in enumerate(given) if one["sku"] not in known}
        if strange:
            raise ValidationError({"terms": strange})
        return [
            TermsDraft(
                known[one["sku"]],
                one["currency"],
                one["mode"],
                one.get("price"),
                one.get("rate"),
                one["markup_bps"],
                one["ending"],
            )
            for one in given
        ]

    def answer(self, product: ProductSnapshot) -> Response:
        """What is decided, and what comes of it."""
        return self.shown(self.parts(product, self.decided(product)), etag=etag(product.version))

    def decided(self, product: ProductSnapshot) -> list[TermsDraft]:
        """What is stored."""
        return currency_terms.decided([product], own_currency=self.vendor.currency)

    def parts(self, product: ProductSnapshot, drafts: Sequence[TermsDraft]) -> dict[str, Any]:
        """What CurrencyPricesShown is given."""
        skus = {variant.variant_id: variant.sku for variant in product.variants}
        terms = currency_terms.by_variant(drafts)
        made = currency_prices(product, as_card(self.vendor), terms=terms, on=now().date())
        return {
            "terms": [{**vars(draft), "sku": skus[draft.variant_id]} for draft in drafts],
            "prices": [{**vars(row), "sku": skus[variant]} for variant, rows in made.items() for row in rows],
        }

    def as_shown(self, product: ProductSnapshot) -> dict[str, Any]:
        return dict(shapes.CurrencyPricesShown(self.parts(product, self.decided(product))).data)


class CurrencyPricesTrial(CurrencyPrices):
    scopes = {"POST": READ}
    edits = frozenset()
    bodies = {"POST": shapes.CurrencyPricesBody}
    answers = {"POST": {200: shapes.CurrencyPricesShown}}
    http_method_names = ["post", "options"]

    def post(self, request: Request, product_id: UUID) -> Response:
        """What would come of decisions, on top of those that are stored. Nothing is kept."""
        product = self.product(product_id)
        tried = currency_terms.checked(self.drafts(product), own_currency=self.vendor.currency)
        found = {(draft.variant_id, draft.currency): draft for draft in [*self.decided(product), *tried]}
        return self.shown(self.parts(product, list(found.values())))
