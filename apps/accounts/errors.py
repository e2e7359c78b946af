"""Accounts · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Forbidden, NotFound


class TokenUnknown(NotFound):
    code = "accounts.token_unknown"
    message = _("There is no such API token.")


class TooManyTokens(Conflict):
    code = "accounts.too_many_tokens"
    message = _("%(count)s API tokens are in use, which is the most. Revoke one first.")


class ProofMissing(Forbidden):
    """The session has not proven by a second factor, or not lately, who acts. Pages lead to the proof and back.

    `by` in its data names the factor to ask for: «totp» or «webauthn».
    """

    code = "accounts.proof_missing"
    message = _("Confirm that it is you before you do this.")
    remedy = _("Enter a code of your authenticator app or use your passkey, then do it again.")


class SecondFactorMissing(ProofMissing):
    code = "accounts.second_factor_missing"
    message = _("This asks for two-step sign-in, which your account does not have yet.")
    remedy = _("Set up an authenticator app or a passkey, then do it again.")


class PersonNeeded(ProofMissing):
    code = "accounts.person_needed"
    message = _("A program cannot do this: it asks for a fresh proof of the person who acts.")
    remedy = _("Sign in to the pages and do it there; they ask for a code or a passkey.")


class NotCompanyAdmin(Forbidden):
    code = "accounts.not_company_admin"
    message = _("Only an administrator of the company may change it.")


class TooManyCompanies(Conflict):
    code = "accounts.too_many_companies"
    message = _("You buy for %(count)s companies already, which is the most.")
