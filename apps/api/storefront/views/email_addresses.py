"""API · storefront · a person's addresses of mail."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.pagination import Page
from apps.api.serializers import page_of
from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.flows import email_addresses
from apps.api.storefront.flows.page import limit
from apps.api.storefront.serializers import credentials as shapes
from apps.api.storefront.signing_in import prove_again


class EmailAddresses(StorefrontEndpoint):
    scopes = {"GET": "account:read", "POST": "account:write"}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.EmailProofBody}
    answers = {"GET": {200: page_of(shapes.EmailEntry)}, "POST": {201: shapes.EmailEntry}}
    alone = frozenset({"POST"})

    def get(self, request: Request) -> Response:
        """The person's e-mail addresses, and which of them are verified."""
        rows = EmailAddress.objects.filter(user=request.user).order_by("-primary", "pk")
        return self.enveloped(Page(list(rows), None, None))

    def post(self, request: Request) -> Response:
        """Add an address; the link that verifies it is mailed there. Whether others have it is not told."""
        said = self.read()
        with self.page() as page:
            limit(page, "manage_email", user=request.user)
            prove_again(page, user=request.user, password=said["current_password"], code=said["code"])
            return self.shown(email_addresses.add(page, user=request.user, email=said["email"]), status=201)


class PrimaryEmailAddress(StorefrontEndpoint):
    scopes = {"PUT": "account:write"}
    kinds = {"PUT": "sign-in"}
    bodies = {"PUT": shapes.EmailProofBody}
    answers = {"PUT": {200: shapes.EmailEntry}}
    refusals = {"PUT": {404: "The account has no such address"}}
    alone = frozenset({"PUT"})

    def put(self, request: Request) -> Response:
        """Make a verified address the primary one: letters go there, and one signs in with it."""
        said = self.read()
        with self.page() as page:
            limit(page, "manage_email", user=request.user)
            prove_again(page, user=request.user, password=said["current_password"], code=said["code"])
            return self.shown(email_addresses.make_primary(page, user=request.user, email=said["email"]))


class EmailAddressRemovals(StorefrontEndpoint):
    scopes = {"POST": "account:write"}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.EmailProofBody}
    answers = {"POST": {204: None}}
    refusals = {"POST": {404: "The account has no such address"}}
    alone = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Take an address off the account; not the primary one."""
        said = self.read()
        with self.page() as page:
            limit(page, "manage_email", user=request.user)
            prove_again(page, user=request.user, password=said["current_password"], code=said["code"])
            email_addresses.remove(page, user=request.user, email=said["email"])
        return self.shown(None, status=204)


class EmailAddressVerifications(StorefrontEndpoint):
    scopes = {"POST": "account:write"}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.EmailBody}
    answers = {"POST": {202: None}}
    refusals = {"POST": {404: "The account has no such address"}}
    alone = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Mail the link that verifies an address of the person's once more."""
        said = self.read()
        with self.page() as page:
            limit(page, "manage_email", user=request.user)
            email_addresses.send_link(page, user=request.user, email=said["email"])
        return self.shown(None, status=202)


class EmailAddressConfirmations(StorefrontEndpoint):
    scopes = {"POST": None}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.KeyBody}
    answers = {"POST": {204: None}}
    alone = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Verify an address by the key in the mailed link, which is what the link's page does."""
        key = self.read()["key"]
        with self.page() as page:
            email_addresses.confirm(page, key=key)
        return self.shown(None, status=204)
