"""API · vendor · warehouses, stock, movements and counts."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import Page, PageQuery, page_of_query
from apps.api.problems import fault
from apps.api.serializers import page_of
from apps.api.vendor.filters import catalogue as catalogue_filters
from apps.api.vendor.filters import stock as filters
from apps.api.vendor.serializers import stock as shapes
from apps.catalog import selectors as catalog
from apps.catalog.errors import VariantMissing
from apps.catalog.types import VariantRow
from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.warehouse import operations, selectors
from apps.warehouse.errors import BinMissing, LotMissing, WarehouseMissing
from apps.warehouse.types import CountOutcome, CountResult, ShelfCount

READ, WRITE = "stock:read", "stock:write"


class Warehouses(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    bodies = {"POST": shapes.WarehouseBody}
    answers = {"GET": {200: shapes.WarehousesShown}, "POST": {201: shapes.WarehouseShown}}

    def get(self, request: Request) -> Response:
        """The vendor's houses, its home first."""
        return self.shown({"data": selectors.warehouses()})

    def post(self, request: Request) -> Response:
        """Open a house in the country of its address."""
        house = operations.open_warehouse(**self.read(), at=now())
        return self.shown(house, status=201, Location=request.build_absolute_uri(f"{request.path}/{house.code}"))


class Warehouse(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.WarehouseShown}}

    def get(self, request: Request, code: str) -> Response:
        """One house."""
        return self.shown(selectors.warehouse(code))


class StockLevels(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = catalogue_filters.Variants
    answers = {"GET": {200: page_of(shapes.StockLevelShown)}}

    def get(self, request: Request) -> Response:
        """Variants with the pieces in each house, and how many of them are promised to buyers."""
        page = page_of_query(
            self.filtered(catalog.variants()),
            order=("pk",),
            cursor=self.parameters.get("cursor", ""),
            limit=self.parameters["limit"],
        )
        rows = with_levels([catalog.as_variant_row(row) for row in page.rows])
        return self.enveloped(Page(rows, page.next, page.previous))


class StockLevel(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.StockLevelShown}}

    def get(self, request: Request, variant_id: UUID) -> Response:
        """What there is of one variant."""
        return self.shown(level_of(variant_id))


class Movements(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    query = {"GET": PageQuery}
    filterset_class = filters.Movements
    bodies = {"POST": shapes.MovementBody}
    answers = {"GET": {200: page_of(shapes.MovementShown)}, "POST": {201: shapes.StockLevelShown}}

    def get(self, request: Request) -> Response:
        """Every movement of goods, newest first."""
        return self.listed(self.filtered(selectors.movement_rows()), order=("-pk",), row=selectors.as_movement)

    def post(self, request: Request) -> Response:
        """Receive pieces, or book what is missing or broken; the levels after that."""
        given = self.read()
        if catalog.variant_row(given["variant_id"]) is None:
            raise InvalidInput(field="variant_id", problem=VariantMissing.message)
        common: dict[str, Any] = {
            "variant_id": given["variant_id"],
            "warehouse": given["warehouse"],
            "reference": given.get("reference", ""),
            "note": given.get("note", ""),
            "bin_code": given.get("bin", ""),
            "lot": given.get("lot", ""),
            "at": now(),
            "by": self.actor(),
        }
        try:
            if given["kind"] == "receive":
                if common["lot"]:
                    operations.keep_lot(given["variant_id"], common["lot"], at=common["at"])
                operations.receive(quantity=given["quantity"], **common)
            else:
                operations.adjust(delta=-given["quantity"], **common)
        except (WarehouseMissing, BinMissing, LotMissing) as error:
            raise InvalidInput(field=error.field or "warehouse", problem=error.text()) from error
        return self.shown(level_of(given["variant_id"]), status=201)


class StockCounts(VendorEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "feed"}
    bodies = {"POST": shapes.CountsBody}
    answers = {"POST": {200: shapes.CountsShown}}

    def post(self, request: Request) -> Response:
        """Say what up to 1,000 shelves hold. Rows stand for themselves: a refused or older one hinders no other."""
        given = self.read()
        rows = given["counts"]
        by_sku = catalog.variant_ids({row["sku"] for row in rows if "sku" in row})
        known = set(catalog.variant_names({row["variant_id"] for row in rows if "variant_id" in row}))
        meant = [by_sku.get(row["sku"]) if "sku" in row else row["variant_id"] for row in rows]
        counts = {
            index: ShelfCount(variant, row["warehouse"], row["quantity"], row.get("counted_at"), row.get("version"))
            for index, (row, variant) in enumerate(zip(rows, meant, strict=True))
            if variant is not None and ("sku" in row or variant in known)
        }
        found = operations.set_levels(list(counts.values()), at=now(), by=self.actor(), note=given.get("note", ""))
        results = dict(zip(counts, found, strict=True))
        return self.shown(as_counts([results.get(index) for index in range(len(rows))], rows))


def as_counts(results: list[CountResult | None], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What CountsShown is given; a row without a result names no variant of the vendor's."""
    shown: list[dict[str, Any]] = []
    for index, (result, row) in enumerate(zip(results, rows, strict=True)):
        if result is None:
            result = CountResult(
                CountOutcome.REFUSED, None, VariantMissing(field="sku" if "sku" in row else "variant_id")
            )
        error = result.error
        problem = fault(f"counts.{index}.{error.field or 'warehouse'}", error.text(), error.code) if error else None
        shown.append({"index": index, "outcome": result.outcome, "on_hand": result.on_hand, "problem": problem})
    tally = Counter(one["outcome"] for one in shown)
    return {**{outcome.value: tally[outcome] for outcome in CountOutcome}, "results": shown}


def level_of(variant_id: UUID) -> dict[str, Any]:
    """A variant with its levels.

    Raises:
        VariantMissing: this vendor has none of this id.
    """
    row = catalog.variant_row(variant_id)
    if row is None:
        raise VariantMissing()
    return with_levels([row])[0]


def with_levels(rows: list[VariantRow]) -> list[dict[str, Any]]:
    """Variants as StockLevelShown is given them."""
    levels = selectors.levels([row.variant_id for row in rows])
    return [
        {
            **vars(row),
            "houses": found.houses,
            "promised": found.promised,
            "blocked": found.blocked,
            "sellable": found.sellable,
        }
        for row in rows
        for found in [levels[row.variant_id]]
    ]
