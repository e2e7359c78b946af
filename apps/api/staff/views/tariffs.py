"""API · staff · rules of duty and tax, and what a parcel would owe."""

from __future__ import annotations

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import tariffs as filters
from apps.api.staff.serializers import tariffs as shapes
from apps.common.clock import now
from apps.tariffs import selectors
from apps.tariffs.types import RuleKind

_MODELS = ("jurisdictionpolicy", "regime", "measure", "taxrate", "fee")
SEES = tuple(f"tariffs.view_{name}" for name in _MODELS)


class Rules(StaffEndpoint):
    """`kind` is one of policies, regimes, measures, tax-rates, fees."""

    scopes = {"GET": "tariffs:read"}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = filters.Rules
    answers = {"GET": {200: page_of(shapes.RuleShown)}}

    def get(self, request: Request, kind: str) -> Response:
        """Rules of a kind by their code, those that are over or not enabled too."""
        if kind not in RuleKind.values:
            raise Http404
        return self.listed(self.filtered(selectors.rules_of_kind(RuleKind(kind))), order=("code",))


class LandedCosts(StaffEndpoint):
    scopes = {"POST": "tariffs:read"}
    permissions = {"POST": SEES}
    kinds = {"POST": "search"}
    bodies = {"POST": shapes.ParcelBody}
    answers = {"POST": {200: shapes.AssessmentShown}}

    def post(self, request: Request) -> Response:
        """Explain what a parcel owes: each charge with its rule and source. Nothing is kept."""
        given = self.read()
        goods = [
            (line["hs_code"], line["origin"], line["value"], line["weight_g"], line["quantity"])
            for line in given.pop("goods")
        ]
        return self.shown(selectors.explain(goods, **{"on": now().date(), **given}))
