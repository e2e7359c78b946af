"""API · storefront · purchases: a person's own, a guest's by its token; claiming them, and reviewing what came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors as accounts
from apps.api import pagination
from apps.api.serializers import page_of
from apps.api.storefront.base import PURCHASE_TOKEN, StorefrontEndpoint
from apps.api.storefront.serializers import goods
from apps.api.storefront.serializers import purchases as shapes
from apps.checkout import operations, selectors
from apps.checkout.types import PurchaseView, TimelineEntry
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.discovery.selectors import products
from apps.reviews import operations as reviews
from apps.reviews import selectors as reviewed
from apps.reviews.errors import NotDelivered
from apps.reviews.types import Reviewer, ReviewText


class Purchases(StorefrontEndpoint):
    """A person's purchases, the newest first."""

    scopes = {"GET": "purchases:read"}
    query = {"GET": pagination.PageQuery}
    answers = {"GET": {200: page_of(shapes.PurchaseRow)}}

    def get(self, request: Request) -> Response:
        limit = self.parameters["limit"]
        after = pagination.opened(self.parameters.get("cursor", ""), kind="purchases")
        rows = selectors.purchases_of(request.user.pk, after=after, limit=limit + 1, language=self.visitor.language)
        more = pagination.sealed(rows[limit - 1].cursor, kind="purchases") if len(rows) > limit else None
        return self.enveloped(pagination.Page(rows[:limit], more, None))


class PurchaseEndpoint(StorefrontEndpoint):
    """What endpoints of one purchase share: whose it is."""

    header_parameters = {"GET": [PURCHASE_TOKEN], "POST": [PURCHASE_TOKEN]}

    def own(self, purchase_id: UUID, *, is_change: bool = False) -> PurchaseView:
        """The purchase, if the caller may see it, or change it.

        Raises:
            NotFound: there is none, or the caller is neither its buyer nor holds its token.
        """
        found = selectors.purchase(purchase_id, language=self.visitor.language)
        token = self.request.headers.get("Purchase-Token", "")
        if token and token.isascii() and selectors.token_opens(purchase_id, token):
            return found
        if self.user_id is None or found.user_id != self.user_id:
            raise NotFound()
        self.require_scope("purchases:read")
        if is_change:
            self.require_scope("purchases:write")
        return found


class Purchase(PurchaseEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: shapes.Purchase}}
    refusals = {"GET": {403: "The token's scopes lack purchases:read"}}

    def get(self, request: Request, purchase_id: UUID) -> Response:
        """A purchase with its orders, parcels and timeline: to its buyer, or to who holds its token."""
        found = self.own(purchase_id)
        slugs = {part.vendor_id: part.vendor_slug for part in found.parts}
        return self.shown(
            {
                **vars(found),
                "orders": found.parts,
                "is_reverse_charged": found.is_reverse_charged,
                "timeline": [_entry(entry, slugs) for entry in found.timeline],
                "reviewable": sorted(reviewed.reviewable(purchase_id)),
            }
        )


class PurchaseReviews(PurchaseEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.ReviewBody}
    answers = {"POST": {201: goods.Review}}
    refusals = {"POST": {403: "It has not arrived, or the token's scopes lack reviews:write"}}

    def post(self, request: Request, purchase_id: UUID) -> Response:
        """Say what something that arrived is like."""
        found, said = self.own(purchase_id), self.read()
        if self.user_id is not None:
            self.require_scope("reviews:write")
        reviewed.right_to_review(purchase_id, said["variant_id"])
        known = products.product_of_variant(said["variant_id"])
        if known is None:
            raise NotDelivered()
        written = reviews.write_review(
            ReviewText(said["stars"], said["title"], said["text"], self.visitor.language),
            by=Reviewer(purchase_id, self.user_id, said["author_name"]),
            variant_id=said["variant_id"],
            product_id=known[0],
            country=found.ship_to,
            at=now(),
        )
        return self.shown(written, status=201)


class PurchaseClaims(StorefrontEndpoint):
    scopes = {"POST": "purchases:write"}
    answers = {"POST": {200: shapes.Claimed}}

    def post(self, request: Request) -> Response:
        """Take purchases that were made as a guest into the account: those of its verified e-mail addresses."""
        addresses = accounts.verified_emails(request.user.pk)
        found = [public_id for public_id, _number in selectors.claimable_by(addresses)]
        for public_id in found:
            operations.claim(public_id, user_id=request.user.pk, verified_emails=addresses, at=now())
        return self.shown({"purchases": found})


def _entry(entry: TimelineEntry, slugs: dict[int, str]) -> dict[str, Any]:
    scan = str(entry.data.get("code", "")) if entry.code == "shipping.tracked" else ""
    return {
        "code": scan or entry.code,
        "occurred_at": entry.occurred_at,
        "vendor_slug": slugs.get(entry.vendor_id) if entry.vendor_id is not None else None,
        "location": str(entry.data.get("location") or ""),
        "text": str(entry.data.get("text") or entry.data.get("reason") or ""),
    }
