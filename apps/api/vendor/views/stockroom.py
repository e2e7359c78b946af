"""API · vendor · bins, lots, single pieces, transfers, counts and thresholds."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.serializers import stockroom as shapes
from apps.catalog import selectors as catalog
from apps.catalog.errors import VariantMissing
from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.stock import operations as counters
from apps.stock import selectors as stock
from apps.warehouse import operations, selectors
from apps.warehouse.errors import BinMissing, LotMissing, WarehouseMissing
from apps.warehouse.types import Settlement, TransferItem

READ, WRITE = "stock:read", "stock:write"


class Bins(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    bodies = {"POST": shapes.BinBody}
    answers = {"GET": {200: shapes.BinsShown}, "POST": {201: shapes.BinShown}}

    def get(self, request: Request, code: str) -> Response:
        """The bins of a house, with the pieces in each."""
        return self.shown({"data": selectors.bins(selectors.warehouse(code).code)})

    def post(self, request: Request, code: str) -> Response:
        """Add a bin."""
        return self.shown(operations.add_bin(code, **self.read(), at=now()), status=201)


class Places(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.PlacesShown}}

    def get(self, request: Request, variant_id: UUID) -> Response:
        """In which bins a variant lies and of which lots it is; what lies loose last."""
        require_variants([variant_id])
        return self.shown({"data": selectors.with_loose(variant_id)})


class PutAway(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.PutAwayBody}
    answers = {"POST": {200: shapes.PlacesShown}}

    def post(self, request: Request, variant_id: UUID) -> Response:
        """Carry pieces from a bin to another, or say of which lot they are."""
        require_variants([variant_id])
        given, at = self.read(), now()
        dates = {name: given.pop(name, None) for name in ("expires_on", "best_before_on")}
        if given.get("to_lot"):
            operations.keep_lot(variant_id, given["to_lot"], **dates, at=at)
        try:
            operations.put_away(variant_id=variant_id, **given, at=at, by=self.actor())
        except (WarehouseMissing, BinMissing, LotMissing) as error:
            raise InvalidInput(field=error.field or "warehouse", problem=error.text()) from error
        return self.shown({"data": selectors.with_loose(variant_id)})


class Serials(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": shapes.SerialQuery}
    answers = {"GET": {200: shapes.SerialsShown}}

    def get(self, request: Request) -> Response:
        """Single pieces by their number, variant, house or shipment; at most a hundred."""
        asked = self.parameters
        found = selectors.serials(
            search=asked.get("number", ""),
            variant_id=asked.get("variant_id"),
            warehouse=asked.get("warehouse", ""),
            fulfilment_id=asked.get("shipment_id"),
        )
        return self.shown({"data": found})


class Transfers(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    query = {"GET": PageQuery}
    bodies = {"POST": shapes.TransferBody}
    answers = {"GET": {200: page_of(shapes.TransferShown)}, "POST": {201: shapes.TransferShown}}

    def get(self, request: Request) -> Response:
        """Transfers between two houses, newest first."""
        return self.listed(selectors.transfer_rows(), order=("-pk",), row=selectors.as_transfer)

    def post(self, request: Request) -> Response:
        """Write down what shall go from one house to another; nothing moves yet."""
        given = self.read()
        items = [TransferItem(one["variant_id"], one["quantity"], one.get("lot", "")) for one in given.pop("items")]
        require_variants({one.variant_id for one in items}, field="items")
        try:
            made = operations.draft_transfer(**given, items=items, at=now())
        except (WarehouseMissing, LotMissing) as error:
            raise InvalidInput(field=error.field or "source", problem=error.text()) from error
        location = request.build_absolute_uri(f"{request.path}/{made}")
        return self.shown(selectors.transfer(made), status=201, Location=location)


class Transfer(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.TransferShown}}

    def get(self, request: Request, transfer_id: UUID) -> Response:
        """One transfer."""
        return self.shown(selectors.transfer(transfer_id))


class TransferSend(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.SendBody}
    answers = {"POST": {200: shapes.TransferShown}}

    def post(self, request: Request, transfer_id: UUID) -> Response:
        """The goods leave the first house; out of bond with the customs entry that releases them."""
        operations.send_transfer(transfer_id, **self.read(), at=now(), by=self.actor())
        return self.shown(selectors.transfer(transfer_id))


class TransferReceive(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.ReceiveBody}
    answers = {"POST": {200: shapes.TransferShown}}

    def post(self, request: Request, transfer_id: UUID) -> Response:
        """The goods have arrived and were counted."""
        received = {one["line_id"]: one["quantity"] for one in self.read().get("received", ())}
        operations.receive_transfer(transfer_id, received, at=now(), by=self.actor())
        return self.shown(selectors.transfer(transfer_id))


class TransferSettle(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.SettleBody}
    answers = {"POST": {200: shapes.TransferShown}}

    def post(self, request: Request, transfer_id: UUID) -> Response:
        """Say what became of a line's difference."""
        given = self.read()
        operations.settle_difference(
            transfer_id, given["line_id"], Settlement(given["settlement"]), at=now(), by=self.actor()
        )
        return self.shown(selectors.transfer(transfer_id))


class TransferCancel(VendorEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.TransferShown}}

    def post(self, request: Request, transfer_id: UUID) -> Response:
        """Give up a transfer that was not sent."""
        operations.cancel_transfer(transfer_id, at=now())
        return self.shown(selectors.transfer(transfer_id))


class CycleCounts(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    query = {"GET": PageQuery}
    bodies = {"POST": shapes.CycleCountBody}
    answers = {"GET": {200: page_of(shapes.CycleCountShown)}, "POST": {201: shapes.CycleCountShown}}

    def get(self, request: Request) -> Response:
        """Cycle counts, newest first."""
        return self.listed(selectors.count_rows(), order=("-pk",), row=selectors.as_count)

    def post(self, request: Request) -> Response:
        """Have those places of a house counted that are due."""
        try:
            made = operations.plan_count(**self.read(), at=now())
        except WarehouseMissing as error:
            raise InvalidInput(field="warehouse", problem=error.text()) from error
        location = request.build_absolute_uri(f"{request.path}/{made}")
        return self.shown(selectors.count(made), status=201, Location=location)


class CycleCount(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.CycleCountShown}}

    def get(self, request: Request, count_id: UUID) -> Response:
        """One cycle count."""
        return self.shown(selectors.count(count_id))


class CycleCountEntry(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.CountedBody}
    answers = {"POST": {200: shapes.CountedShown}}

    def post(self, request: Request, count_id: UUID) -> Response:
        """Say how many pieces of a line were counted: agreed, to be counted again, or the books are corrected."""
        given = self.read()
        outcome = operations.enter_count(
            given["line_id"], count_id=count_id, pieces=given["quantity"], at=now(), by=self.actor()
        )
        return self.shown({"outcome": outcome.value})


class CycleCountCancel(VendorEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.CycleCountShown}}

    def post(self, request: Request, count_id: UUID) -> Response:
        """Give up what is left of a count."""
        operations.cancel_count(count_id, at=now())
        return self.shown(selectors.count(count_id))


class Thresholds(VendorEndpoint):
    scopes = {"GET": READ, "PUT": WRITE}
    bodies = {"PUT": shapes.ThresholdsBody}
    answers = {"GET": {200: shapes.LowsShown}, "PUT": {200: shapes.LowsShown}}

    def get(self, request: Request) -> Response:
        """The shelves that are low, those first that are so longest."""
        return self.shown({"data": stock.low_shelves(self.vendor.pk)})

    def put(self, request: Request) -> Response:
        """Say below how many pieces you want to be told; shelves that are not named stay as they are."""
        rows = self.read()["thresholds"]
        require_variants({row["variant_id"] for row in rows}, field="thresholds")
        houses = {house.code: house.public_id for house in selectors.warehouses()}
        wanted = {}
        for row in rows:
            if row["warehouse"] not in houses:
                raise InvalidInput(field="thresholds", problem=WarehouseMissing(warehouse=row["warehouse"]).text())
            wanted[row["variant_id"], houses[row["warehouse"]]] = row["quantity"]
        counters.set_thresholds(wanted, vendor_id=self.vendor.pk)
        return self.shown({"data": stock.low_shelves(self.vendor.pk)})


def require_variants(variant_ids: Collection[UUID], *, field: str = "") -> None:
    """Variants that a request names are the vendor's.

    Raises:
        VariantMissing: one that the address names is not. InvalidInput: one that the body names in `field` is not.
    """
    if set(catalog.variant_names(variant_ids)) != set(variant_ids):
        raise InvalidInput(field=field, problem=VariantMissing.message) if field else VariantMissing()
