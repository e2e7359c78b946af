"""API · staff · the trial balance, and exchange rates that wait for a person."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import StaffEndpoint
from apps.api.pagination import PageQuery
from apps.api.serializers import page_of
from apps.api.staff.filters import money as filters
from apps.api.staff.serializers import money as shapes
from apps.common.clock import now
from apps.currencies import operations, selectors
from apps.currencies.errors import RateUnknown
from apps.ledger import selectors as ledger

_ID = re.compile(r"([A-Z]{3})-([A-Z]{3})-(\d{4}-\d\d-\d\d)-(.{1,40})", re.ASCII)
SEES, DECIDES = ("currencies.view_exchangerate",), ("currencies.view_exchangerate", "currencies.change_exchangerate")


class TrialBalance(StaffEndpoint):
    scopes = {"GET": "ledger:read"}
    permissions = {"GET": ("ledger.view_account",)}
    kinds = {"GET": "search"}
    answers = {"GET": {200: shapes.TrialBalanceShown}}

    def get(self, request: Request) -> Response:
        """Debit, credit and difference by currency, and what stands on each account."""
        accounts = [
            {"code": found.code, "of": found.vendor_name or found.detail, "balance": found.balance}
            for found in ledger.balances()
        ]
        return self.shown({"currencies": ledger.trial_balance(), "accounts": accounts})


class RateEndpoint(StaffEndpoint):
    """Finds a rate by its id."""

    def found(self, rate_id: str) -> Any:
        """The rate.

        Raises:
            RateUnknown: no source published it.
        """
        parts = _ID.fullmatch(rate_id)
        try:
            day = date.fromisoformat(parts[3]) if parts else None
        except ValueError:
            day = None
        if parts is None or day is None:
            raise RateUnknown()
        return selectors.rate(parts[1], parts[2], published_on=day, source=parts[4])


class Rates(StaffEndpoint):
    scopes = {"GET": "rates:read"}
    permissions = {"GET": SEES}
    query = {"GET": PageQuery}
    filterset_class = filters.Rates
    answers = {"GET": {200: page_of(shapes.RateShown)}}

    def get(self, request: Request) -> Response:
        """Exchange rates, the newest first."""
        return self.listed(self.filtered(selectors.rates()), order=("-published_on", "-pk"))


class Rate(RateEndpoint):
    scopes = {"GET": "rates:read"}
    permissions = {"GET": SEES}
    answers = {"GET": {200: shapes.RateShown}}

    def get(self, request: Request, rate_id: str) -> Response:
        """One exchange rate."""
        return self.shown(self.found(rate_id))


class ConfirmRate(RateEndpoint):
    scopes = {"POST": "rates:write"}
    permissions = {"POST": DECIDES}
    answers = {"POST": {200: shapes.RateShown}}

    def post(self, request: Request, rate_id: str) -> Response:
        """Put a rate that waits into use; prices follow."""
        operations.confirm_rate(self.found(rate_id).pk, by=self.actor(), at=now())
        return self.shown(self.found(rate_id))


class RejectRate(RateEndpoint):
    scopes = {"POST": "rates:write"}
    permissions = {"POST": DECIDES}
    answers = {"POST": {200: shapes.RateShown}}

    def post(self, request: Request, rate_id: str) -> Response:
        """Never use a rate that waits."""
        operations.reject_rate(self.found(rate_id).pk, by=self.actor(), at=now())
        return self.shown(self.found(rate_id))
