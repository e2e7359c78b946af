"""API · vendor · HS codes: suggest, confirm, take back, choose a country's own digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import Page, PageQuery, page_of_query
from apps.api.serializers import page_of
from apps.api.vendor.filters.classification import Classifications as Filters
from apps.api.vendor.serializers import classification as shapes
from apps.catalog import operations
from apps.classification import operations as classification
from apps.classification import selectors
from apps.classification.errors import GoodsUnknown, NothingToWithdraw, NoTree
from apps.classification.types import GoodsText, Reasoning
from apps.common.clock import now

READ, WRITE = "products:read", "products:write"


class Suggestions(VendorEndpoint):
    scopes = {"POST": READ}
    bodies = {"POST": shapes.SuggestionBody}
    answers = {"POST": {200: shapes.SuggestionShown}}

    def post(self, request: Request) -> Response:
        """Suggest codes for a description. Nothing is kept; a vague description is asked about, never answered."""
        found, _checksum = selectors.suggest(GoodsText(**self.read()))
        candidates = [one.as_json() for one in found.candidates]
        texts = selectors.descriptions([one.code for one in found.candidates])
        return self.shown(_suggestion(candidates, found.missing, found.vague, texts))


class Classifications(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = Filters
    answers = {"GET": {200: page_of(shapes.ClassificationRow)}}

    def get(self, request: Request) -> Response:
        """How far goods are with their codes, the surest suggestions first."""
        page = page_of_query(
            self.filtered(selectors.of_vendor(self.vendor.pk)),
            order=("-confidence", "pk"),
            cursor=self.parameters.get("cursor", ""),
            limit=self.parameters["limit"],
        )
        texts = selectors.descriptions({one["code"] for row in page.rows for one in row.suggestions})
        return self.enveloped(Page([_row(row, texts) for row in page.rows], page.next, page.previous))


class Classification(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE, "DELETE": WRITE}
    bodies = {"POST": shapes.ConfirmBody}
    answers = {
        "GET": {200: shapes.ClassificationShown},
        "POST": {200: shapes.ClassificationShown},
        "DELETE": {200: shapes.ClassificationShown},
    }

    def get(self, request: Request, product_id: UUID) -> Response:
        """A product's code, what is suggested for it, and what was confirmed before."""
        return self._whole(product_id)

    def post(self, request: Request, product_id: UUID) -> Response:
        """Confirm a product's six digits. Orders keep the code that they were placed with."""
        given = self.read()
        operations.classify(
            product_id, hs_code=given["hs_code"], why=Reasoning(given["rule"], given["note"], given["evidence"]),
            vendor_id=self.vendor.pk, at=now(), by=self.actor(),
        )  # fmt: skip
        return self._whole(product_id)

    def delete(self, request: Request, product_id: UUID) -> Response:
        """Take the confirmation that holds back; the product gets the code that it had before."""
        if selectors.goods_of(product_id, vendor_id=self.vendor.pk) is None:
            raise GoodsUnknown()
        held = selectors.confirmation_that_holds(product_id, vendor_id=self.vendor.pk)
        if held is None:
            raise NothingToWithdraw()
        operations.declassify(held.public_id, vendor_id=self.vendor.pk, at=now(), by=self.actor())
        return self._whole(product_id)

    def _whole(self, product_id: UUID) -> Response:
        goods = selectors.goods_of(product_id, vendor_id=self.vendor.pk)
        if goods is None:
            raise GoodsUnknown()
        texts = selectors.descriptions({one["code"] for one in goods.suggestions})
        return self.shown({
            **_row(goods, texts),
            "history": selectors.history(product_id, vendor_id=self.vendor.pk),
            "national_codes": selectors.chosen_codes(product_id, vendor_id=self.vendor.pk),
        })  # fmt: skip


class NationalCode(VendorEndpoint):
    scopes = {"GET": READ, "PUT": WRITE}
    bodies = {"PUT": shapes.NationalBody}
    answers = {"GET": {200: shapes.NationalShown}, "PUT": {200: shapes.NationalShown}}

    def get(self, request: Request, product_id: UUID, destination: str) -> Response:
        """The lines of a destination's tree below a product's six digits, and the one that is chosen."""
        return self._lines(product_id, destination.upper())

    def put(self, request: Request, product_id: UUID, destination: str) -> Response:
        """Choose the line of a destination's tree that a product is."""
        classification.choose_national_code(
            product_id, vendor_id=self.vendor.pk, destination=destination.upper(), code=self.read()["code"],
            at=now(), by=self.actor(),
        )  # fmt: skip
        return self._lines(product_id, destination.upper())

    def _lines(self, product_id: UUID, destination: str) -> Response:
        goods = selectors.goods_of(product_id, vendor_id=self.vendor.pk)
        if goods is None:
            raise GoodsUnknown()
        edition = selectors.current_edition(destination)
        if edition is None:
            raise NoTree(country=destination)
        return self.shown({
            "destination": destination,
            "edition": edition.code,
            "code": selectors.national_code(product_id, destination, vendor_id=self.vendor.pk),
            "lines": selectors.children(goods.hs_code, destination),
        })  # fmt: skip


def _row(goods: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "product_id": goods.product_id,
        "code": goods.code,
        "title": goods.title,
        "state": goods.state,
        "hs_code": goods.hs_code,
        "suggestion": _suggestion(goods.suggestions, goods.missing, goods.vague, texts),
    }


def _suggestion(
    candidates: Sequence[Mapping[str, Any]], missing: str, vague: Sequence[str], texts: Mapping[str, str]
) -> dict[str, Any]:
    edition = selectors.current_edition()
    return {
        "edition": edition.code if edition else "",
        "missing": missing,
        "vague": list(vague),
        "candidates": [{**one, "description": texts.get(one["code"], "")} for one in candidates],
    }
