"""API · staff · gift cards and store credit."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors as accounts
from apps.api import refund_shapes
from apps.api.base import StaffEndpoint
from apps.api.idempotency import key_of
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import credits as filters
from apps.api.staff.serializers import credits as shapes
from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.credits import operations, selectors
from apps.credits.types import CardView, Origin

READ, WRITE = "credits:read", "credits:write"
SEES, ISSUES = ("credits.view_giftcard",), ("credits.view_giftcard", "credits.add_giftcard")
KEEPS, GIVES = ("credits.view_giftcard", "credits.change_giftcard"), ("credits.add_creditentry",)


class GiftCards(StaffEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    permissions = {"GET": SEES, "POST": ISSUES}
    query = {"GET": PageQuery}
    filterset_class = filters.GiftCards
    bodies = {"POST": shapes.GiftCardBody}
    answers = {
        "GET": {200: page_of(shapes.GiftCardShown)},
        "POST": {200: shapes.NewGiftCards, 201: shapes.NewGiftCards},
    }
    refusals = {"POST": {403: "Above what one person may issue in a day: a program never may"}}
    # Codes are kept for nobody: a key that comes again brings the same cards without them.
    unrepeatable = frozenset({"POST"})
    key_required = frozenset({"POST"})

    def get(self, request: Request) -> Response:
        """Gift cards, the newest first."""
        return self.listed(self.filtered(selectors.cards()), order=("-pk",), row=selectors.card_view)

    def post(self, request: Request) -> Response:
        """Issue gift cards, all or none, once for each key; their codes are in the first answer (201) alone.

        The same key again is answered with 200, the same cards and empty codes: where the first answer was lost, block
        them and issue others. Nobody can prove by a token who sits before the program, so that the limit of a day
        holds whatever the person may do in administration.
        """
        said = self.read()
        issued = operations.issue_batch(
            said.pop("value"),
            **{**said, "origin": Origin(said["origin"])},
            key=str(key_of(request)),
            made_by=request.user.pk,
            at=now(),
        )
        return self.shown({"cards": issued}, status=201 if issued[0].code else 200)


class _Switch(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": KEEPS}
    answers = {"POST": {200: shapes.GiftCardShown}}
    act: ClassVar[Callable[..., CardView]]

    def post(self, request: Request, card_id: UUID) -> Response:
        return self.shown(type(self).act(card_id, at=now()))


class BlockGiftCard(_Switch):
    act = staticmethod(operations.block_card)

    def post(self, request: Request, card_id: UUID) -> Response:
        """Let nobody use a card any more; what is on it stays there."""
        return super().post(request, card_id)


class UnblockGiftCard(_Switch):
    act = staticmethod(operations.unblock_card)

    def post(self, request: Request, card_id: UUID) -> Response:
        """Let a blocked card be used again."""
        return super().post(request, card_id)


class StoreCredit(StaffEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": GIVES}
    bodies = {"POST": shapes.StoreCreditBody}
    answers = {"POST": {201: shapes.StoreCreditGiven}}
    key_required = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Give a buyer store credit, as goodwill of the marketplace's, within the limit of a day."""
        said = self.read()
        person = accounts.find_by_email(said["email"])
        if person is None:
            raise InvalidInput(field="email", problem="Nobody has an account with this address.")
        amount = said["amount"]
        operations.give_credit(
            person.pk,
            amount,
            reason=said["reason"],
            key=refund_shapes.key_of(self.actor_key(), request.headers["Idempotency-Key"]),
            made_by=request.user.pk,
            at=now(),
        )
        now_there = selectors.usable_credit(person.pk, currency=amount.currency.code)
        return self.shown({"email": said["email"], "available": now_there.available}, status=201)
