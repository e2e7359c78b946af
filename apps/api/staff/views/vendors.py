"""API · staff · vendors, their statuses and their schemas."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import vendors as filters
from apps.api.staff.serializers import vendors as shapes
from apps.common.clock import now
from apps.vendors import operations, selectors
from apps.vendors.tasks import provision

READ, WRITE = "vendors:read", "vendors:write"
SEES, CHANGES = ("vendors.view_vendor",), ("vendors.view_vendor", "vendors.change_vendor")


class Vendors(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = filters.Vendors
    answers = {"GET": {200: page_of(shapes.VendorRowShown)}}

    def get(self, request: Request) -> Response:
        """Vendors, the newest first."""
        return self.listed(self.filtered(selectors.vendors()), order=("-pk",), row=_facts)


class VendorEndpoint(StaffEndpoint):
    """Answers with one vendor."""

    def answer(self, vendor_id: UUID, *, status: int = 200) -> Response:
        """The vendor as it stands now, with its team and the state of its schema."""
        vendor = selectors.vendor(vendor_id)
        state = selectors.fleet().filter(schema_name=vendor.schema_name).first()
        return self.shown({**_facts(vendor), "team": selectors.team(vendor.pk), "schema": state}, status=status)


class Vendor(VendorEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": SEES}
    answers = {"GET": {200: shapes.VendorShown}}

    def get(self, request: Request, vendor_id: UUID) -> Response:
        """One vendor, with its team and the state of its schema."""
        return self.answer(vendor_id)


class Step(VendorEndpoint):
    """One step of the lifecycle; 409 where it is not possible from where the vendor is."""

    scopes = {"POST": WRITE}
    permissions = {"POST": CHANGES}
    answers = {"POST": {200: shapes.VendorShown}}
    event: ClassVar[str]

    def post(self, request: Request, vendor_id: UUID) -> Response:
        vendor = selectors.vendor(vendor_id)
        operations.change_status(vendor.pk, event=self.event, at=now(), by=self.actor())
        return self.answer(vendor_id)


class Pause(Step):
    """Shown, and not bought from, for a while."""

    event = "pause"


class Resume(Step):
    """Back from a pause."""

    event = "resume"


class Suspend(Step):
    """Nothing of the vendor can be seen or bought."""

    event = "suspend"


class Reinstate(Step):
    """Back from a suspension."""

    event = "reinstate"


class Provision(VendorEndpoint):
    scopes = {"POST": WRITE}
    permissions = {"POST": CHANGES}
    answers = {"POST": {202: shapes.VendorShown}}

    def post(self, request: Request, vendor_id: UUID) -> Response:
        """Make the vendor's schema, or finish making it. The work goes on after the answer; twice is once."""
        provision_later(selectors.vendor(vendor_id).pk)
        return self.answer(vendor_id, status=202)


class Schemas(StaffEndpoint):
    scopes = {"GET": READ}
    permissions = {"GET": ("vendors.view_fleetstatus",)}
    query = {"GET": PageQuery}
    filterset_class = filters.Schemas
    answers = {"GET": {200: page_of(shapes.SchemaShown)}}

    def get(self, request: Request) -> Response:
        """Where every vendor's schema stands in the fleet's migration."""
        return self.listed(self.filtered(selectors.fleet()), order=("schema_name",))


def provision_later(vendor_id: int) -> None:
    """Have the schema made as soon as what was written is committed."""

    def ask() -> Any:
        return provision.delay(vendor_id)

    transaction.on_commit(ask)


def _facts(vendor: Any) -> dict[str, Any]:
    return {**vars(vendor), "steps": selectors.steps_of(vendor)}
