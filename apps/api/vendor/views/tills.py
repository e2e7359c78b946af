"""API · vendor · selling over the counter: tills, baskets, sales, giving back, closings."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.serializers import tills as shapes
from apps.common.clock import now
from apps.tills import operations, selectors
from apps.tills.types import BasketLine, Cashier, Means

READ, WRITE = "orders:read", "orders:write"


class TillEndpoint(VendorEndpoint):
    """What endpoints of tills have in common."""

    def cashier(self) -> Cashier:
        """The person whose token it is."""
        user = self.request.user
        return Cashier(user.public_id, user.get_full_name() or user.email, user.pk)

    def key(self) -> UUID:
        """What makes the same request the same act: who asks, and its Idempotency-Key."""
        return uuid5(NAMESPACE_URL, f"{self.actor_key()}:{self.request.headers['Idempotency-Key']}")


class Tills(TillEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    bodies = {"POST": shapes.TillBody}
    answers = {"GET": {200: shapes.TillsShown}, "POST": {201: shapes.TillShown}}

    def get(self, request: Request) -> Response:
        """All tills, by name."""
        return self.shown({"data": selectors.tills()})

    def post(self, request: Request) -> Response:
        """Open a till in the shop that one of the houses is. Owners do."""
        self.require_role()
        given = self.read()
        made = operations.open_till(name=given["name"], warehouse_code=given["warehouse"], at=now())
        return self.shown(selectors.till(made), status=201)


class Basket(TillEndpoint):
    scopes = {"POST": READ}
    bodies = {"POST": shapes.BasketBody}
    answers = {"POST": {200: shapes.BasketShown}}

    def post(self, request: Request, till_id: UUID) -> Response:
        """What a basket costs at a till now, with tax; nothing is held."""
        lines = _lines(self.read())
        return self.shown(operations.quote_basket(till_id, lines, language="en", at=now()))


class Sales(TillEndpoint):
    scopes = {"POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.SaleBody}
    answers = {"POST": {201: shapes.EntryShown}}

    def post(self, request: Request, till_id: UUID) -> Response:
        """Sell a basket: paid in the shop, taken off the shelf and handed out, all of it or nothing."""
        given = self.read()
        lines, means = _lines(given), Means(given.pop("means"))
        del given["lines"]
        entry = operations.sell(
            till_id, lines, **given, means=means, key=self.key(), cashier=self.cashier(), by=self.actor(), at=now()
        )
        return self.shown(entry, status=201)


class TillCash(TillEndpoint):
    scopes = {"POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.CashBody}
    answers = {"POST": {201: shapes.EntryShown}}

    def post(self, request: Request, till_id: UUID) -> Response:
        """Put cash into a till, or take some out, and say what for."""
        moved = operations.move_cash(till_id, **self.read(), key=self.key(), cashier=self.cashier(), at=now())
        return self.shown(moved, status=201)


class TillCount(TillEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.TillCountShown}}

    def get(self, request: Request, till_id: UUID) -> Response:
        """What you have taken at a till since you closed it last."""
        selectors.till(till_id)
        return self.shown(selectors.count(till_id, self.cashier().ref))


class TillClosings(TillEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.ClosingBody}
    answers = {"POST": {201: shapes.ClosingShown}}

    def post(self, request: Request, till_id: UUID) -> Response:
        """Close a till with the cash that you counted."""
        return self.shown(operations.close_till(till_id, **self.read(), cashier=self.cashier(), at=now()), status=201)


class TillEntries(TillEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.EntryShown)}}

    def get(self, request: Request) -> Response:
        """What happened at all tills, newest first."""
        return self.listed(selectors.entries(), order=("-pk",), row=selectors.as_entry)


class TillSale(TillEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.EntryShown}}

    def get(self, request: Request, till_sale_id: UUID) -> Response:
        """One sale over the counter; its goods are the order's."""
        return self.shown(selectors.sale(till_sale_id))


class GiveBack(TillEndpoint):
    scopes = {"POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.BackBody}
    answers = {"POST": {201: shapes.EntryShown}}

    def post(self, request: Request, till_sale_id: UUID) -> Response:
        """Give money back out of the till of a sale. Whoever sells there does; others give it back from the order."""
        given = self.read()
        entry = operations.give_back(
            selectors.sale(till_sale_id).till_id,
            till_sale_id,
            pieces={one["line"] - 1: one["quantity"] for one in given.get("lines", ())} or None,
            restock=given["restock"],
            serials=given["serials"],
            means=Means(given["means"]),
            note=given["note"],
            key=self.key(),
            cashier=self.cashier(),
            by=self.actor(),
            at=now(),
        )
        return self.shown(entry, status=201)


class Closings(TillEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.ClosingShown)}}

    def get(self, request: Request) -> Response:
        """Closings of all tills, newest first."""
        return self.listed(selectors.closings(), order=("-pk",), row=selectors.as_closing)


def _lines(given: dict[str, Any]) -> list[BasketLine]:
    return [BasketLine(one["variant_id"], one["pieces"], tuple(one.get("serials", ()))) for one in given["lines"]]
