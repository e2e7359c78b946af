"""API · vendor · shipments: list, read, pack, label, hand over, follow."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import VendorEndpoint
from apps.api.concurrency import etag
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.vendor.files import PdfRenderer, ZplRenderer, file_answer
from apps.api.vendor.filters.orders import Shipments as ShipmentFilters
from apps.api.vendor.serializers import shipments as shapes
from apps.common.clock import now
from apps.logistics.types import ParcelPlan
from apps.shipping import epcis, selectors
from apps.shipping.errors import LabelMissing
from apps.shipping.operations import labelling, packing, sending

from .orders import READ, WRITE

OUTSIDE = {503: "The carrier does not answer; nothing is written"}


class ShipmentEndpoint(VendorEndpoint):
    """Answers with the whole shipment."""

    def answer(self, shipment_id: UUID) -> Response:
        """The shipment as it stands now."""
        view = selectors.view(shipment_id)
        return self.shown({**vars(view), "planned_boxes": packing.plan_for(view.lines)}, etag=etag(view.version))


class Shipments(VendorEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    filterset_class = ShipmentFilters
    answers = {"GET": {200: page_of(shapes.ShipmentShown)}}

    def get(self, request: Request) -> Response:
        """Shipments with their parcels and tracking, newest first."""
        return self.listed(self.filtered(selectors.fulfilments()), order=("-pk",), row=selectors.as_view)


class Shipment(ShipmentEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.ShipmentDetail}}

    def get(self, request: Request, shipment_id: UUID) -> Response:
        """One shipment, where its parcels are, and the boxes that the planner would use."""
        return self.answer(shipment_id)


class Pack(ShipmentEndpoint):
    scopes = {"POST": WRITE}
    bodies = {"POST": shapes.PackBody}
    answers = {"POST": {200: shapes.ShipmentDetail}}

    def post(self, request: Request, shipment_id: UUID) -> Response:
        """Say in which boxes the goods lie. May be repeated until the label is printed."""
        boxes = self.read().get("boxes")
        plans = [ParcelPlan(**box) for box in boxes] if boxes else None
        packing.pack(shipment_id, parcels=plans, at=now(), by=self.actor())
        return self.answer(shipment_id)


class Label(ShipmentEndpoint):
    scopes = {"POST": WRITE}
    alone = frozenset({"POST"})
    answers = {"POST": {200: shapes.ShipmentDetail}}
    refusals = {"POST": OUTSIDE}

    def post(self, request: Request, shipment_id: UUID) -> Response:
        """Book the carrier and make the label. Twice is once."""
        labelling.print_label(shipment_id, at=now(), by=self.actor())
        return self.answer(shipment_id)


class LabelFile(VendorEndpoint):
    scopes = {"GET": WRITE}
    renderer_classes = [PdfRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request, shipment_id: UUID) -> Response:
        """The labels of a shipment's parcels; for those who ship, since they name the buyer."""
        number = selectors.fulfilment(shipment_id).order_number
        return file_answer(selectors.label_pdf(shipment_id), name=f"label-{number}.pdf", media_type="application/pdf")


class LabelCommands(VendorEndpoint):
    scopes = {"GET": WRITE}
    renderer_classes = [ZplRenderer]
    answers = {"GET": {200: OpenApiTypes.BINARY}}

    def get(self, request: Request, shipment_id: UUID) -> Response:
        """The labels in ZPL II, for thermal printers: 4 × 6 inches at 203 dpi."""
        row = selectors.fulfilment(shipment_id)
        kept = selectors.kept_labels([shipment_id])
        if not kept[0].pdf:
            raise LabelMissing()
        from apps.shipping import label_files

        return file_answer(
            label_files.as_zpl(kept), name=f"label-{row.order_number}.zpl", media_type=ZplRenderer.media_type
        )


class Journey(VendorEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: OpenApiTypes.OBJECT}}

    def get(self, request: Request, shipment_id: UUID) -> Response:
        """All that is known of the parcels' way, as an EPCIS 2.0 document (JSON-LD)."""
        base = request.build_absolute_uri("/").rstrip("/")
        return Response(epcis.document(selectors.view(shipment_id), base=base, made_at=now()))


class HandOver(ShipmentEndpoint):
    scopes = {"POST": WRITE}
    alone = frozenset({"POST"})
    answers = {"POST": {200: shapes.ShipmentDetail}}
    refusals = {"POST": OUTSIDE}

    def post(self, request: Request, shipment_id: UUID) -> Response:
        """Give the parcels to the carrier: stock leaves the shelf and tracking begins. Twice is once."""
        sending.hand_over(shipment_id, at=now(), by=self.actor())
        return self.answer(shipment_id)
