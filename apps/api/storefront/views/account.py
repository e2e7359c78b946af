"""API · storefront · signing up, in and out, tokens, the address book, selling here."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import operations, selectors
from apps.accounts.types import SCOPES, Audience
from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.storefront import signing_in
from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.flows import sign_up
from apps.api.storefront.serializers import account as shapes
from apps.common.clock import now
from apps.common.errors import InvalidInput
from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown
from apps.reference import selectors as reference
from apps.vendors import operations as vendors

from .checkouts import address_from


class SignUps(StorefrontEndpoint):
    scopes = {"POST": None}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.SignUpBody}
    answers = {"POST": {202: None}}
    alone = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Ask for an account; a letter goes to the address, and the answer is the same whoever has it.

        Then sign in by making a token. Verifying the address is asked for where pages ask for it.
        """
        said = self.read()
        with self.page() as page:
            sign_up.sign_up(page, email=said["email"], password=said["password"])
        return self.shown(None, status=202)


class Tokens(StorefrontEndpoint):
    scopes = {"GET": "account:read", "POST": None}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.SignInBody}
    answers = {"GET": {200: page_of(shapes.TokenRow)}, "POST": {201: shapes.NewToken}}
    # Wrong tries are to be counted, whatever comes of the request; and a secret is kept for nobody.
    alone = frozenset({"POST"})
    unrepeatable = frozenset({"POST"})

    def get(self, request: Request) -> Response:
        """The person's storefront tokens, the newest first; revoked and expired ones too."""
        return self.enveloped(
            Page(selectors.tokens(audience=Audience.STOREFRONT, user_id=request.user.pk)[:100], None, None)
        )

    def post(self, request: Request) -> Response:
        """Sign in: a token for an e-mail address, a password and, where one is set, a code."""
        said, at = self.read(), now()
        with self.page() as page:
            person = signing_in.proven(page, email=said["email"], password=said["password"], code=said["code"])
        scopes = said.get("scopes") or list(SCOPES[Audience.STOREFRONT])
        expires_at = at + timedelta(days=said["expires_in_days"])
        with transaction.atomic():
            issued = operations.issue_token(
                person.pk,
                audience=Audience.STOREFRONT,
                name=said["name"],
                scopes=scopes,
                at=at,
                expires_at=expires_at,
            )
        made = {"id": issued.public_id, "secret": issued.secret, "scopes": scopes, "expires_at": expires_at}
        return self.shown(made, status=201)


class CurrentToken(StorefrontEndpoint):
    scopes = {"DELETE": ""}
    answers = {"DELETE": {204: None}}

    def delete(self, request: Request) -> Response:
        """Sign out: the token that asks is revoked."""
        operations.revoke_token(request.auth.public_id, user_id=request.user.pk, at=now())
        return self.shown(None, status=204)


class Token(StorefrontEndpoint):
    scopes = {"DELETE": "tokens:write"}
    answers = {"DELETE": {204: None}}

    def delete(self, request: Request, token_id: UUID) -> Response:
        """Revoke a storefront token of the person's."""
        operations.revoke_token(token_id, user_id=request.user.pk, audience=Audience.STOREFRONT, at=now())
        return self.shown(None, status=204)


class Addresses(StorefrontEndpoint):
    scopes = {"GET": "account:read", "POST": "account:write"}
    bodies = {"POST": shapes.AddressBody}
    answers = {"GET": {200: page_of(shapes.AddressEntry)}, "POST": {201: shapes.AddressEntry}}

    def get(self, request: Request) -> Response:
        """The person's address book, the default first."""
        return self.enveloped(Page(selectors.addresses_of(request.user.pk), None, None))

    def post(self, request: Request) -> Response:
        """Add an entry; an equal one is not added twice."""
        said = self.read()
        country = said["country"].upper()
        try:
            markets.for_country(country)
        except MarketUnknown as unknown:
            raise InvalidInput(field="country", problem=unknown.text()) from unknown
        entry = operations.save_address(
            request.user.pk,
            address=address_from(said["address"], country=country),
            label=said["label"],
            is_default=said["is_default"],
        )
        return self.shown(entry, status=201)


class Address(StorefrontEndpoint):
    scopes = {"DELETE": "account:write"}
    answers = {"DELETE": {204: None}}

    def delete(self, request: Request, address_id: UUID) -> Response:
        """Take an entry out of the address book."""
        operations.delete_address(address_id, user_id=request.user.pk)
        return self.shown(None, status=204)


class VendorApplications(StorefrontEndpoint):
    scopes = {"POST": None}
    bodies = {"POST": shapes.ApplicationBody}
    answers = {"POST": {201: shapes.Application}}

    def post(self, request: Request) -> Response:
        """Ask to sell here; staff decide."""
        said = self.read()
        if said["country"] not in reference.places():
            raise InvalidInput(field="country", problem="There is no such country (ISO 3166-1 alpha-2).")
        made = vendors.apply(**said, currency=reference.currency_of(said["country"]))
        return self.shown({"id": made}, status=201)
