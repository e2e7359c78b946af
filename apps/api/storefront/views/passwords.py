"""API · storefront · a new password, for who knows the old one and for who lost it."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.flows import passwords
from apps.api.storefront.flows.page import limit
from apps.api.storefront.serializers import credentials as shapes
from apps.api.storefront.signing_in import prove_again


class Password(StorefrontEndpoint):
    scopes = {"PUT": "account:write"}
    kinds = {"PUT": "sign-in"}
    bodies = {"PUT": shapes.PasswordBody}
    answers = {"PUT": {204: None}}
    alone = frozenset({"PUT"})

    def put(self, request: Request) -> Response:
        """Change the password. Browsers that are signed in have to sign in anew; tokens stay."""
        said, user = self.read(), request.user
        with self.page() as page:
            limit(page, "change_password", user=user)
            passwords.check(said["new_password"], user=user, field="new_password")
            prove_again(page, user=user, password=said["current_password"], code=said["code"])
            passwords.change(page, user=user, password=said["new_password"])
        return self.shown(None, status=204)


class PasswordResets(StorefrontEndpoint):
    scopes = {"POST": None}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.PasswordResetBody}
    answers = {"POST": {202: None}}

    def post(self, request: Request) -> Response:
        """Send a link by which a new password can be set; the answer is the same where nobody has the address."""
        email = self.read()["email"]
        with self.page() as page:
            passwords.send_reset_link(page, email=email)
        return self.shown(None, status=202)


class PasswordResetConfirmations(StorefrontEndpoint):
    scopes = {"POST": None}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.NewPasswordBody}
    answers = {"POST": {204: None}}
    alone = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Set a new password by the key in the mailed link, which is what the link's page does."""
        said = self.read()
        with self.page() as page:
            passwords.reset(page, key=said["key"], password=said["password"])
        return self.shown(None, status=204)
