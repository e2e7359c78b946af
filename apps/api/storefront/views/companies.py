"""API · storefront · the companies that a person buys for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import operations as accounts
from apps.accounts import selectors as people
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.serializers import companies as shapes
from apps.common.clock import now
from apps.registrations import operations, selectors
from apps.registrations.selectors.businesses import CompanyView

READ, WRITE = "account:read", "account:write"


class CompanyEndpoint(StorefrontEndpoint):
    """Answers with one company of the person's."""

    def answer(self, public_id: UUID, *, status: int = 200) -> Response:
        """The company as it stands now."""
        company = people.company_of(public_id, user_id=self.request.user.pk)
        chosen = people.company_chosen(self.request.user.pk)
        (view,) = selectors.views_of([company])
        return self.shown(_shown(view, chosen=chosen, at=now()), status=status)

    def enter(self, public_id: UUID | None) -> UUID:
        """Keep what was sent, and have the tax id checked; the company's id."""
        with transaction.atomic():
            company = operations.enter_company(self.request.user.pk, public_id=public_id, **self.read())
        if company.vat_id:
            operations.keep_fresh(company.pk, at=now())
        return company.public_id


class Companies(CompanyEndpoint):
    scopes = {"GET": READ, "POST": WRITE}
    bodies = {"POST": shapes.CompanyBody}
    answers = {"GET": {200: page_of(shapes.Company)}, "POST": {201: shapes.Company}}
    # A service of others is asked in between.
    alone = frozenset({"POST"})

    def get(self, request: Request) -> Response:
        """The companies that the person buys for, each with what is known of its tax id."""
        at, chosen = now(), people.company_chosen(request.user.pk)
        mine = selectors.views_of(people.companies_of(request.user.pk))
        rows = [_shown(one, chosen=chosen, at=at) for one in mine]
        return self.enveloped(Page(rows, None, None))

    def post(self, request: Request) -> Response:
        """Make a company that the person administers and buys for from now on; its tax id is checked at once."""
        return self.answer(self.enter(None), status=201)


class Company(CompanyEndpoint):
    scopes = {"GET": READ, "PUT": WRITE}
    bodies = {"PUT": shapes.CompanyBody}
    answers = {"GET": {200: shapes.Company}, "PUT": {200: shapes.Company}}
    alone = frozenset({"PUT"})

    def get(self, request: Request, company_id: UUID) -> Response:
        """A company and what is known of its tax id."""
        return self.answer(company_id)

    def put(self, request: Request, company_id: UUID) -> Response:
        """Give a company other facts; checks of the old ones count no more, and the tax id is checked again."""
        return self.answer(self.enter(company_id))


class CompanyChecks(CompanyEndpoint):
    scopes = {"POST": WRITE}
    answers = {"POST": {200: shapes.Company}}
    refusals = {"POST": {409: "It was checked less than a minute ago, or has no tax id"}}
    alone = frozenset({"POST"})

    def post(self, request: Request, company_id: UUID) -> Response:
        """Ask now whether the tax id is valid. A service that does not answer leaves what was known as it is."""
        company = people.company_of(company_id, user_id=request.user.pk)
        operations.check_now(company.pk, at=now())
        return self.answer(company_id)


class BuyingFor(StorefrontEndpoint):
    scopes = {"PUT": WRITE}
    bodies = {"PUT": shapes.ChoiceBody}
    answers = {"PUT": {204: None}}
    refusals = {"PUT": {404: "The company is not yours"}}

    def put(self, request: Request) -> Response:
        """Buy for one of the person's companies from now on, or for oneself."""
        accounts.buy_for(request.user.pk, public_id=self.read()["company_id"])
        return self.shown(None, status=204)


def _shown(view: CompanyView, *, chosen: int | None, at: datetime) -> dict[str, Any]:
    company, business = view.company, view.business
    return {
        "id": company.public_id,
        "legal_name": company.legal_name,
        "country": company.country,
        "tax_id": company.vat_id,
        "is_chosen": company.pk == chosen,
        "check": {**vars(business), "is_counting": business.counts_at(at)},
    }
