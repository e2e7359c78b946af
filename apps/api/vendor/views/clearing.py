"""API · vendor · «will it clear?»: what would go wrong with goods at a border, before they are sold."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.pagination import Page, PageQuery, page_of_query
from apps.api.serializers import page_of
from apps.api.vendor.catalogue import CatalogueEndpoint
from apps.api.vendor.serializers import clearing as shapes
from apps.common.clock import now
from apps.customs import selectors
from apps.customs.operations import preflight

READ = "products:read"


class Clearings(CatalogueEndpoint):
    scopes = {"GET": READ}
    query = {"GET": PageQuery}
    answers = {"GET": {200: page_of(shapes.ClearingShown)}}

    def get(self, request: Request) -> Response:
        """Products as they were last looked over, worst first."""
        page = page_of_query(
            selectors.preflights(),
            order=("score", "pk"),
            cursor=self.parameters.get("cursor", ""),
            limit=self.parameters["limit"],
        )
        return self.enveloped(Page([shapes.of_row(row) for row in page.rows], page.next, page.previous))


class ProductClearing(CatalogueEndpoint):
    scopes = {"GET": READ}
    answers = {"GET": {200: shapes.ClearingShown}}

    def get(self, request: Request, product_id: UUID) -> Response:
        """One product as it stands now, by destination."""
        at = now()
        product = self.product(product_id)
        found = preflight.assess([product], at=at)[product_id]
        return self.shown(
            {
                "product": product_id,
                "score": found.score,
                "blocked": list(found.blocked),
                "assessed_at": at,
                "destinations": [shapes.outcome(one) for one in found.outcomes],
            }
        )
