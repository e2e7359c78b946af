"""API · vendor · handing over together, batches of labels, and visits of carriers."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.idempotency import key_of
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.files import PdfRenderer, file_answer
from apps.api.vendor.serializers import dispatch as shapes
from apps.common.clock import now
from apps.common.ids import new_id
from apps.shipping import selectors
from apps.shipping.operations import batches, pickups, sending
from apps.shipping.types import BatchView

from .orders import READ, WRITE
from .shipments import OUTSIDE


class LabelBatches(VendorEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.ShipmentsBody}
    answers = {"POST": {202: shapes.LabelBatchShown}}

    def post(self, request: Request) -> Response:
        """Have the labels of packed shipments printed together; poll the answer's id."""
        actor, vendor_id, language = self.actor(), self.vendor.pk, translation.get_language()
        batch_id = batches.open_batch(self.read()["shipments"], at=now(), by=actor)
        transaction.on_commit(lambda: batches.start(batch_id, vendor_id=vendor_id, language=language, by=actor))
        return self.shown(_batch(selectors.batch(batch_id)), status=202)


class LabelBatch(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.LabelBatchShown}}

    def get(self, request: Request, batch_id: UUID) -> Response:
        """How far a batch is."""
        return self.shown(_batch(selectors.batch(batch_id)))


class LabelBatchFile(VendorEndpoint):
    scopes = {"GET": WRITE}
    renderer_classes = [PdfRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request, batch_id: UUID) -> Response:
        """All labels of a batch in one PDF, a carrier's own as they are; a last page names the orders without one."""
        from apps.shipping import label_files

        drawn = label_files.as_pdf(selectors.kept_labels(selectors.batch_members(batch_id)))
        return file_answer(drawn, name="labels.pdf", media_type="application/pdf")


class Manifests(VendorEndpoint):
    scopes = {"POST": WRITE}
    alone = frozenset({"POST"})
    bodies = {"POST": shapes.ShipmentsBody}
    answers = {"POST": {201: shapes.ManifestShown}}
    refusals = {"POST": OUTSIDE}

    def post(self, request: Request) -> Response:
        """Hand labelled shipments of one carrier over together, all or none."""
        number = sending.hand_over_together(self.read()["shipments"], at=now(), by=self.actor())
        return self.shown(selectors.manifest(number), status=201)


class Manifest(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.ManifestShown}}

    def get(self, request: Request, number: str) -> Response:
        """What was handed over under a carrier's number."""
        return self.shown(selectors.manifest(number))


class Pickups(VendorEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    alone = frozenset({"POST"})
    query = {"GET": PageQuery}
    bodies = {"POST": shapes.PickupBody}
    answers = {"GET": {200: page_of(shapes.PickupShown)}, "POST": {201: shapes.PickupShown}}
    refusals = {"POST": {**OUTSIDE, 404: "There is no such warehouse or carrier"}}

    def get(self, request: Request) -> Response:
        """Visits of carriers, newest first."""
        return self.listed(selectors.pickups(), order=("-pk",))

    def post(self, request: Request) -> Response:
        """Have a carrier come for the labelled parcels of a house."""
        body = self.read()
        wish = pickups.Wish(carrier_code=body.pop("carrier"), **body)
        key = key_of(request, is_required=False)
        # Whoever asks again after the carrier's answer was lost asks for the same visit.
        visit = uuid5(NAMESPACE_URL, f"{self.vendor.pk} {self.actor_key()} {key} {wish}") if key else new_id()
        return self.shown(pickups.book_pickup(visit, wish, at=now()), status=201)


class PickupCancel(VendorEndpoint):
    scopes = {"POST": WRITE}
    alone = frozenset({"POST"})
    answers = {"POST": {200: shapes.PickupShown}}
    refusals = {"POST": OUTSIDE}

    def post(self, request: Request, pickup_id: UUID) -> Response:
        """Call a visit off. Twice is once."""
        return self.shown(pickups.cancel_pickup(pickup_id, at=now()))


def _batch(view: BatchView) -> dict[str, Any]:
    problems = [{"order_number": number, "problem": problem} for number, _, problem in view.problems]
    return {**vars(view), "problems": problems}
