"""API · storefront · returns and claims of one order of a purchase, by its buyer or by its token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tenants.utils import tenant_context
from drf_spectacular.types import OpenApiTypes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.aftersales import operations, selectors
from apps.api import aftersales_shapes as shapes
from apps.api.vendor.files import PdfRenderer, file_answer
from apps.checkout.selectors import refunds
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.remedies import selectors as remedies
from apps.vendors import selectors as vendors

from .purchases import PurchaseEndpoint


class OrderEndpoint(PurchaseEndpoint):
    """What endpoints of one order share: whose it is, and the vendor that has it."""

    @contextmanager
    def entered(self, order_id: UUID) -> Iterator[None]:
        """Inside the vendor whose order it is.

        Raises:
            NotFound: there is none, or the caller may not see its purchase.
        """
        purchase_id = refunds.part_of_order(order_id).purchase.public_id
        found = self.own(purchase_id, is_change=self.request.method == "POST")
        part = next((one for one in found.parts if one.order_id == order_id), None)
        if part is None:
            raise NotFound()
        with tenant_context(vendors.by_slug(part.vendor_slug)):
            yield

    def case(self, case_id: UUID) -> AbstractContextManager[None]:
        """Inside the vendor whose case it is.

        Raises:
            NotFound: there is none, or the caller may not see its purchase.
        """
        return self.entered(remedies.case(case_id).order_id)


class Cases(OrderEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: shapes.CasesShown}}

    def get(self, request: Request, order_id: UUID) -> Response:
        """What can be returned or claimed of an order, until when and at whose cost; and what is under way."""
        with self.entered(order_id):
            returns, claims = selectors.of_order(order_id)
            options = selectors.options(order_id, at=now())
            return self.shown({"options": options, "returns": returns, "claims": claims})


class Returns(OrderEndpoint):
    scopes = {"POST": None}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.ReturnBody}
    answers = {"POST": {201: shapes.ReturnShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Ask for a return: approved at once where the law gives a right to it."""
        with self.entered(order_id):
            wish = shapes.return_wish(self.read())
            made = operations.ask_for_return(order_id, wish=wish, at=now(), by=self.actor())
            return self.shown(selectors.return_request(made.public_id), status=201)


class _ReturnEndpoint(OrderEndpoint):
    def stepped(self, return_id: UUID, act: Callable[[], Any] | None) -> Response:
        """The return after a step."""
        with self.case(return_id):
            selectors.return_request(return_id)
            if act is not None:
                act()
            return self.shown(selectors.return_request(return_id))


class Return(_ReturnEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: shapes.ReturnShown}}

    def get(self, request: Request, return_id: UUID) -> Response:
        """One return: where it stands, where the goods go."""
        return self.stepped(return_id, None)


class ReturnSent(_ReturnEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.SentBody}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """The goods are on their way back."""
        number = self.read()["tracking_number"]
        return self.stepped(
            return_id,
            lambda: operations.send_back(return_id, tracking_number=number, at=now(), by=self.actor()),
        )  # fmt: skip


class ReturnCancel(_ReturnEndpoint):
    scopes = {"POST": None}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Keep the goods after all."""
        return self.stepped(return_id, lambda: operations.call_off(return_id, at=now(), by=self.actor()))


class ReturnPayment(_ReturnEndpoint):
    scopes = {"POST": None}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """See to it that what dearer goods cost more can be paid: at `exchange.checkout_id`, like any checkout."""
        return self.stepped(return_id, lambda: operations.charge_checkout(return_id, at=now()))


class ReturnForgo(_ReturnEndpoint):
    scopes = {"POST": None}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Take the money back instead of paying for dearer goods."""
        return self.stepped(return_id, lambda: operations.forgo_exchange(return_id, at=now(), by=self.actor()))


class ReturnDispute(_ReturnEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.ObjectionBody}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Object to a refusal: the marketplace decides."""
        words = self.read()["objection"]
        return self.stepped(
            return_id,
            lambda: operations.dispute_return(return_id, objection=words, at=now(), by=self.actor()),
        )  # fmt: skip


class ReturnLabel(_ReturnEndpoint):
    scopes = {"POST": None}
    answers = {"POST": {200: shapes.ReturnShown}}
    alone = frozenset({"POST"})

    def post(self, request: Request, return_id: UUID) -> Response:
        """Book the way back with the carrier, where it costs the buyer nothing."""
        return self.stepped(return_id, lambda: operations.print_return_label(return_id, at=now()))


class ReturnLabelFile(OrderEndpoint):
    scopes = {"GET": None}
    renderer_classes = [PdfRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request, return_id: UUID) -> Response:
        """The label of the way back."""
        with self.case(return_id):
            row = selectors.return_request(return_id)
            pdf = selectors.label_pdf(row)
            return file_answer(pdf, name=f"return-{row.number}.pdf", media_type="application/pdf")


class Claims(OrderEndpoint):
    scopes = {"POST": None}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.ClaimBody}
    answers = {"POST": {201: shapes.ClaimShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Tell that something was lost, damaged, missing or wrong."""
        with self.entered(order_id):
            wish = shapes.claim_wish(self.read())
            made = operations.claim(order_id, wish=wish, at=now(), by=self.actor())
            return self.shown(selectors.claim(made.public_id), status=201)


class Claim(OrderEndpoint):
    scopes = {"GET": None}
    answers = {"GET": {200: shapes.ClaimShown}}

    def get(self, request: Request, claim_id: UUID) -> Response:
        """One claim: what you get, and what the seller wrote."""
        with self.case(claim_id):
            return self.shown(selectors.claim(claim_id))


class ClaimDispute(OrderEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.ObjectionBody}
    answers = {"POST": {200: shapes.ClaimShown}}

    def post(self, request: Request, claim_id: UUID) -> Response:
        """Object to a refusal: the marketplace decides."""
        words = self.read()["objection"]
        with self.case(claim_id):
            selectors.claim(claim_id)
            operations.dispute_claim(claim_id, objection=words, at=now(), by=self.actor())
            return self.shown(selectors.claim(claim_id))


class _Evidence(OrderEndpoint):
    kinds = {"POST": "bulk"}
    parser_classes = [MultiPartParser]
    scopes = {"POST": None}
    bodies = {"POST": shapes.FileBody}
    answers = {"POST": {201: shapes.EvidenceShown}}

    def kept(self, row: Any) -> Response:
        """The file, kept with its case."""
        given = self.read()["file"]
        with transaction.atomic():
            made = operations.add_evidence(row, content=given.read(), name=given.name, at=now(), by=self.actor())
        return self.shown(made, status=201)


class ReturnEvidence(_Evidence):
    def post(self, request: Request, return_id: UUID) -> Response:
        """Add a picture or PDF to a return."""
        with self.case(return_id):
            return self.kept(selectors.return_request(return_id))


class ClaimEvidence(_Evidence):
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Add a picture or PDF to a claim."""
        with self.case(claim_id):
            return self.kept(selectors.claim(claim_id))
