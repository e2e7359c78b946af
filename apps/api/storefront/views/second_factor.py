"""API · storefront · the second factor: an authenticator app and recovery codes."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.storefront.base import StorefrontEndpoint
from apps.api.storefront.flows import second_factor
from apps.api.storefront.serializers import credentials as shapes
from apps.api.storefront.signing_in import prove_again


class SecondFactor(StorefrontEndpoint):
    scopes = {"GET": "account:read"}
    answers = {"GET": {200: shapes.SecondFactorStanding}}

    def get(self, request: Request) -> Response:
        """What of a second factor the account has."""
        return self.shown(second_factor.standing(request.user))


class TotpSecrets(StorefrontEndpoint):
    scopes = {"POST": "account:write"}
    answers = {"POST": {201: shapes.TotpOffer}}
    unrepeatable = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """A secret for an authenticator app. Nothing changes until it is activated, within a quarter of an hour."""
        return self.shown(second_factor.offer_secret(request.user), status=201)


class TotpActivations(StorefrontEndpoint):
    scopes = {"POST": "account:write"}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.TotpActivationBody}
    answers = {"POST": {201: shapes.RecoveryCodeList}}
    alone = frozenset({"POST"})
    unrepeatable = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Ask for an app's code at every sign-in from now on; the answer holds the recovery codes."""
        said, user = self.read(), request.user
        with self.page() as page:
            form = second_factor.check_offer(page, user=user, offer=said["offer"], code=said["code"])
            prove_again(page, user=user, password=said["current_password"], code=said["recovery_code"])
            codes = second_factor.activate(page, user=user, form=form)
        return self.shown({"recovery_codes": codes}, status=201)


class TotpDeactivations(StorefrontEndpoint):
    scopes = {"POST": "account:write"}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.ProofBody}
    answers = {"POST": {204: None}}
    alone = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """Ask for an app's code no longer. Recovery codes end with the last factor."""
        said, user = self.read(), request.user
        with self.page() as page:
            prove_again(page, user=user, password=said["current_password"], code=said["code"])
            second_factor.deactivate(page, user=user)
        return self.shown(None, status=204)


class RecoveryCodes(StorefrontEndpoint):
    scopes = {"POST": "account:write"}
    kinds = {"POST": "sign-in"}
    bodies = {"POST": shapes.ProofBody}
    answers = {"POST": {201: shapes.RecoveryCodeList}}
    alone = frozenset({"POST"})
    unrepeatable = frozenset({"POST"})

    def post(self, request: Request) -> Response:
        """New recovery codes in the old ones' stead."""
        said, user = self.read(), request.user
        with self.page() as page:
            prove_again(page, user=user, password=said["current_password"], code=said["code"])
            codes = second_factor.new_recovery_codes(page, user=user)
        return self.shown({"recovery_codes": codes}, status=201)
