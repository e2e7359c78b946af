"""API · storefront · markets, currencies, rates with their source, address forms, categories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.serializers import reference as shapes
from apps.common.address_form import AddressForm
from apps.common.money import exponent
from apps.currencies import selectors as currencies
from apps.markets import selectors as markets
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import CategoryNode


class WholeList(StorefrontEndpoint):
    """A list that is short enough to be given at once, in the envelope of all lists."""

    scopes = {"GET": None}

    def get(self, request: Request) -> Response:
        return self.enveloped(Page(list(self.rows()), None, None))

    def rows(self) -> Iterable[Any]:
        raise NotImplementedError


class Markets(WholeList):
    """The markets that are sold to, each with its countries, currency and languages."""

    answers = {"GET": {200: page_of(shapes.Market)}}

    def rows(self) -> Iterable[Any]:
        return markets.open_markets()


class Currencies(WholeList):
    """The currencies that prices can be shown and charged in."""

    answers = {"GET": {200: page_of(shapes.Currency)}}

    def rows(self) -> Iterable[Any]:
        return [{"code": code, "exponent": exponent(code)} for code in settings.SHOPPER_CURRENCIES]


class Languages(WholeList):
    """The languages that texts come in."""

    answers = {"GET": {200: page_of(shapes.Language)}}

    def rows(self) -> Iterable[Any]:
        return [{"code": code, "name": name} for code, name in settings.LANGUAGES]


class ExchangeRates(WholeList):
    """Today's rates, from each currency into the reader's, with source and date."""

    answers = {"GET": {200: page_of(shapes.ExchangeRate)}}

    def rows(self) -> Iterator[Any]:
        table = currencies.rate_table()
        for code in sorted(table.per_euro):
            found = table.rate(code, self.visitor.currency)
            yield {
                "base": code,
                "quote": self.visitor.currency,
                "rate": round(found.value, 10),
                "source": found.source,
                "published_on": found.published_on,
            }


class AddressForms(StorefrontEndpoint):
    """The members of an address in a country: which, in which order, which must be there, and their choices."""

    scopes = {"GET": None}
    answers = {"GET": {200: shapes.AddressForm}}

    def get(self, request: Request, country: str) -> Response:
        markets.for_country(country)
        form = AddressForm(country=country.upper(), wants_email=False)
        members = [
            {
                "name": name,
                "label": str(field.label),
                "help": str(field.help_text),
                "is_required": field.required,
                "max_length": getattr(field, "max_length", None),
                "choices": [
                    {"value": value, "label": str(label)} for value, label in getattr(field, "choices", ()) if value
                ],
            }
            for name, field in form.fields.items()
        ]
        return self.shown({"country": country.upper(), "members": members})


class Categories(WholeList):
    """All categories, those above before those below."""

    answers = {"GET": {200: page_of(shapes.Category)}}

    def rows(self) -> Iterator[CategoryNode]:
        waiting = list(taxonomy.tree(self.visitor.language))
        while waiting:
            node = waiting.pop(0)
            yield node
            waiting[:0] = node.children


class Category(StorefrontEndpoint):
    """A category by its code or its slug in any language, with those right below it."""

    scopes = {"GET": None}
    answers = {"GET": {200: shapes.CategoryDetail}}

    def get(self, request: Request, category: str) -> Response:
        return self.shown(taxonomy.category(category, self.visitor.language))
