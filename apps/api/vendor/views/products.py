"""API · vendor · products: list, read, create, change, publish."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.concurrency import etag
from apps.api.pagination import Page, PageQuery, page_of_query
from apps.api.serializers import page_of
from apps.api.vendor.catalogue import CatalogueEndpoint, api_path
from apps.api.vendor.filters.catalogue import Products as ProductFilters
from apps.api.vendor.serializers import products as shapes
from apps.catalog import operations, selectors
from apps.catalog.types import ProductDraft, ProductSnapshot
from apps.common.clock import now
from apps.common.errors import NotFound

READ, WRITE = "products:read", "products:write"


class ProductEndpoint(CatalogueEndpoint):
    """Answers with the whole product."""

    def as_shown(self, product: ProductSnapshot) -> dict[str, Any]:
        shown = shapes.as_shown(product, api_path)
        return dict(shapes.ProductShown(shown, context=self.get_serializer_context()).data)

    def answer(self, product_id: UUID, *, status: int = 200, **headers: str) -> Response:
        """The product as it stands now."""
        product = self.product(product_id)
        return self.shown(shapes.as_shown(product, api_path), status=status, etag=etag(product.version), **headers)


class Products(ProductEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    query = {"GET": PageQuery}
    filterset_class = ProductFilters
    bodies = {"POST": shapes.ProductBody}
    answers = {"GET": {200: page_of(shapes.ProductRowShown)}, "POST": {201: shapes.ProductShown}}

    def get(self, request: Request) -> Response:
        """Products, newest first."""
        page = page_of_query(
            self.filtered(selectors.products()),
            order=("-pk",),
            cursor=self.parameters.get("cursor", ""),
            limit=self.parameters["limit"],
        )
        return self.enveloped(Page(selectors.rows_of_products(page.rows), page.next, page.previous))

    def post(self, request: Request) -> Response:
        """Create a product, as a draft that buyers do not see yet."""
        given = self.read()
        language = given.get("default_language") or (self.vendor.languages or ["en"])[0]
        title = given["texts"].get(language, {}).get("title", "")
        draft = ProductDraft(
            **{  # type: ignore[arg-type]
                **shapes.changes_of(given, None),
                "code": given.get("code") or operations.new_code(title),
                "default_language": language,
            }
        )
        ref = operations.create_product(draft, at=now(), by=self.actor())
        address = request.build_absolute_uri(f"{request.path}/{ref.product_id}")
        return self.answer(ref.product_id, status=201, Location=address)


class Product(ProductEndpoint):
    scopes = {"GET": READ, "PATCH": WRITE}
    edits = frozenset({"PATCH"})
    bodies = {"PATCH": shapes.ProductEdit}
    answers = {"GET": {200: shapes.ProductShown}, "PATCH": {200: shapes.ProductShown}}

    def get(self, request: Request, product_id: UUID) -> Response:
        """A whole product, and what keeps it from being published."""
        return self.answer(product_id)

    def patch(self, request: Request, product_id: UUID) -> Response:
        """Change parts of a product."""
        product = self.held(product_id)
        changes = shapes.changes_of(self.read(), product)
        operations.update_product(product_id, at=now(), by=self.actor(), **changes)
        return self.answer(product_id)


class Text(ProductEndpoint):
    scopes = {"PUT": WRITE, "DELETE": WRITE}
    edits = frozenset({"PUT", "DELETE"})
    bodies = {"PUT": shapes.TextBody}
    answers = {"PUT": {200: shapes.ProductShown}, "DELETE": {200: shapes.ProductShown}}

    def put(self, request: Request, product_id: UUID, language: str) -> Response:
        """Tell a product in one language; what is left out stays."""
        if language not in shapes.LANGUAGES:
            raise NotFound()
        product = self.held(product_id)
        changes = shapes.changes_of({"texts": {language: self.read()}}, product)
        operations.update_product(product_id, at=now(), by=self.actor(), **changes)
        return self.answer(product_id)

    def delete(self, request: Request, product_id: UUID, language: str) -> Response:
        """Take a product's text in one language away; not the one in its main language."""
        product = self.held(product_id)
        if language not in product.texts:
            raise NotFound()
        texts = {code: text for code, text in product.texts.items() if code != language}
        operations.update_product(product_id, at=now(), by=self.actor(), texts=texts)
        return self.answer(product_id)


class Step(ProductEndpoint):
    """One of publish, unpublish and archive."""

    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.ProductShown}}


class Publish(Step):
    def post(self, request: Request, product_id: UUID) -> Response:
        """Show a product to buyers; where it is incomplete, all that is missing is named."""
        operations.publish(product_id, at=now(), by=self.actor())
        return self.answer(product_id)


class Unpublish(Step):
    def post(self, request: Request, product_id: UUID) -> Response:
        """Take a product off the shop; it becomes a draft again."""
        operations.unpublish(product_id, at=now(), by=self.actor())
        return self.answer(product_id)


class Archive(Step):
    def post(self, request: Request, product_id: UUID) -> Response:
        """Put a product away for good; orders and history keep it."""
        operations.archive(product_id, at=now(), by=self.actor())
        return self.answer(product_id)


class ProductStatuses(CatalogueEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "bulk"}
    bodies = {"POST": shapes.BulkBody}
    answers = {"POST": {200: shapes.BulkShown}}

    def post(self, request: Request) -> Response:
        """Publish, unpublish or archive up to 200 products, each for itself."""
        given = self.read()
        found = operations.change_statuses(given["ids"], action=given["action"], at=now(), by=self.actor())
        return self.shown(
            {
                "results": [
                    {
                        "id": product_id,
                        "done": error is None,
                        "code": error.code if error else "",
                        "message": error.text() if error else "",
                    }
                    for product_id, error in found.items()
                ]
            }
        )
