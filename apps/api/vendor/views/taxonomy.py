"""API · vendor · where products can be put, and what they are then asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.vendor.serializers import taxonomy as shapes
from apps.taxonomy import selectors
from apps.taxonomy.types import CategoryNode

from .products import READ


class Categories(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": shapes.LanguageQuery}
    answers = {"GET": {200: shapes.CategoriesShown}}

    def get(self, request: Request) -> Response:
        """All categories of the marketplace, each after the one above it."""
        return self.shown({"data": list(_walk(selectors.tree(self.parameters["language"])))})


class Attributes(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.AttributesShown}}

    def get(self, request: Request, code: str) -> Response:
        """The attributes of a category's products: its own, then those of the categories above it."""
        return self.shown({"data": selectors.attributes_of(code)})


def _walk(nodes: Iterable[CategoryNode]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield {"code": node.code, "name": node.name, "path": node.path, "is_leaf": not node.children}
        yield from _walk(node.children)
