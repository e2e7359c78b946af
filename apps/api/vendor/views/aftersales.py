"""API · vendor · returns and claims of orders, what is decided of them, and data for duty drawback."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.aftersales import operations, selectors
from apps.aftersales.models import Claim as ClaimRow
from apps.aftersales.models import ReturnRequest
from apps.aftersales.types import ClaimStatus, Refusal, RemedyStatus, ReturnStatus
from apps.api import aftersales_shapes as shapes
from apps.api.base import VendorEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.files import CsvRenderer, file_answer
from apps.common.clock import now
from apps.vendors.types import TeamRole

READ, WRITE, GIVE = "orders:read", "orders:write", "refunds:write"


class ReturnFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=ReturnStatus.choices)
    order_id = filters.UUIDFilter()

    class Meta:
        model = ReturnRequest
        fields: tuple[str, ...] = ()


class ClaimFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=ClaimStatus.choices)
    remedy = filters.ChoiceFilter(choices=RemedyStatus.choices)
    order_id = filters.UUIDFilter()

    class Meta:
        model = ClaimRow
        fields: tuple[str, ...] = ()


class SpanQuery(serializers.Serializer[Any]):
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class Returns(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = ReturnFilters
    answers = {"GET": {200: page_of(shapes.ReturnShown)}}

    def get(self, request: Request) -> Response:
        """Returns, newest first."""
        return self.listed(self.filtered(selectors.returns().prefetch_related("parcels")), order=("-pk",))


class ReturnEndpoint(VendorEndpoint):
    """Answers with the whole return."""

    def answer(self, return_id: UUID) -> Response:
        """The return as it stands now."""
        return self.shown(selectors.return_request(return_id))


class Return(ReturnEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.ReturnShown}}

    def get(self, request: Request, return_id: UUID) -> Response:
        """One return with what became of each piece."""
        return self.answer(return_id)


class ReturnApprove(ReturnEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Let the goods come back; the buyer is told."""
        operations.approve(return_id, at=now(), by=self.actor())
        return self.answer(return_id)


class ReturnRefuse(ReturnEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.RefuseBody}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Say no, with the reason; what the law grants cannot be refused."""
        given = self.read()
        why = Refusal(given["refusal"])
        operations.refuse(return_id, refusal=why, answer=given["answer"], at=now(), by=self.actor())
        return self.answer(return_id)


class ReturnReceive(ReturnEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """The goods are in the house."""
        operations.receive(return_id, at=now(), by=self.actor())
        return self.answer(return_id)


class ReturnInspect(ReturnEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.InspectionBody}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Say what becomes of each piece that came back."""
        given = self.read()
        operations.inspect(
            return_id,
            findings=shapes.findings_of(given),
            refusal=Refusal(given["refusal"]) if given.get("refusal") else None,
            answer=given["answer"],
            at=now(),
            by=self.actor(),
        )
        return self.answer(return_id)


class ReturnSettle(ReturnEndpoint):
    scopes = {"POST": GIVE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.ReturnSettleBody}
    answers = {"POST": {200: shapes.ReturnShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Give the buyer what is due, and put on the shelf what can be sold again."""
        given = self.read()
        operations.settle(
            return_id,
            at=now(),
            by=self.actor(),
            made_by=request.user.pk,
            resend=given["resend"],
            elsewhere=given["elsewhere"],
        )
        return self.answer(return_id)


class Claims(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = ClaimFilters
    answers = {"GET": {200: page_of(shapes.ClaimShown)}}

    def get(self, request: Request) -> Response:
        """Claims, newest first."""
        return self.listed(self.filtered(selectors.claims()), order=("-pk",))


class OrderClaims(VendorEndpoint):
    scopes = {"POST": WRITE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.ClaimBody}
    answers = {"POST": {201: shapes.ClaimShown}}

    def post(self, request: Request, order_id: UUID) -> Response:
        """Open a claim for pieces of an order that went astray."""
        made = operations.claim(order_id, wish=shapes.claim_wish(self.read()), at=now(), by=self.actor())
        return self.shown(selectors.claim(made.public_id), status=201)


class ClaimEndpoint(VendorEndpoint):
    """Answers with the whole claim."""

    def answer(self, claim_id: UUID) -> Response:
        """The claim as it stands now."""
        return self.shown(selectors.claim(claim_id))


class Claim(ClaimEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.ClaimShown}}

    def get(self, request: Request, claim_id: UUID) -> Response:
        """One claim: what the buyer gets, where it stands with the carrier."""
        return self.answer(claim_id)


class ClaimSubmit(ClaimEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.SubmitBody}
    answers = {"POST": {200: shapes.ClaimShown}}

    def post(self, request: Request, claim_id: UUID) -> Response:
        """It is handed in with the carrier."""
        operations.submit_claim(claim_id, carrier_case=self.read()["carrier_case"], at=now(), by=self.actor())
        return self.answer(claim_id)


class ClaimClose(ClaimEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.ClaimShown}}

    def post(self, request: Request, claim_id: UUID) -> Response:
        """Ask nothing of the carrier."""
        operations.close_claim(claim_id, at=now(), by=self.actor())
        return self.answer(claim_id)


class ClaimRefuse(ClaimEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.AnswerBody}
    answers = {"POST": {200: shapes.ClaimShown}}

    def post(self, request: Request, claim_id: UUID) -> Response:
        """Give the buyer nothing, and say why; the buyer may object."""
        operations.refuse_claim(claim_id, answer=self.read()["answer"], at=now(), by=self.actor())
        return self.answer(claim_id)


class ClaimRemedy(ClaimEndpoint):
    scopes = {"POST": GIVE}
    key_required = frozenset({"POST"})
    bodies = {"POST": shapes.RemedyBody}
    answers = {"POST": {200: shapes.ClaimShown}}

    def post(self, request: Request, claim_id: UUID) -> Response:
        """Give the buyer the money back, or the same goods again; the money where there are none."""
        given, by, person = self.read(), self.actor(), request.user.pk
        if given["remedy"] == "resend":
            operations.resend_claim(claim_id, at=now(), by=by, made_by=person)
        else:
            operations.refund_claim(claim_id, at=now(), by=by, made_by=person, elsewhere=given["elsewhere"])
        return self.answer(claim_id)


class ReturnEvidence(VendorEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "bulk"}
    parser_classes = [MultiPartParser]
    bodies = {"POST": shapes.FileBody}
    answers = {"POST": {201: shapes.EvidenceShown}}

    def post(self, request: Request, return_id: UUID) -> Response:
        """Add a picture or PDF to a return."""
        return _kept(self, selectors.return_request(return_id))


class ClaimEvidence(VendorEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "bulk"}
    parser_classes = [MultiPartParser]
    bodies = {"POST": shapes.FileBody}
    answers = {"POST": {201: shapes.EvidenceShown}}

    def post(self, request: Request, claim_id: UUID) -> Response:
        """Add a picture or PDF to a claim."""
        return _kept(self, selectors.claim(claim_id))


class Drawback(VendorEndpoint):
    scopes = {"GET": "payouts:read"}
    query = {"GET": SpanQuery}
    renderer_classes = [CsvRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request) -> Response:
        """Duty and tax paid on goods that came back, by declaration, as CSV; the last year where no days are named."""
        self.require_role(TeamRole.FINANCE)
        until = self.parameters.get("until") or now().date()
        since = self.parameters.get("since") or until - timedelta(days=365)
        text = selectors.drawback_csv(selectors.drawback_rows(since=since, until=until))
        return file_answer(text.encode(), name=f"drawback-{since}-{until}.csv", media_type="text/csv")


def _kept(endpoint: VendorEndpoint, row: ReturnRequest | ClaimRow) -> Response:
    given = endpoint.read()["file"]
    made = operations.add_evidence(row, content=given.read(), name=given.name, at=now(), by=endpoint.actor())
    return endpoint.shown(made, status=201)
