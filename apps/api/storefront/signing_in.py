"""API · storefront · proving who you are: password, and the second factor where one is set, with the pages' limits."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.core import ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from apps.accounts.models import User
from apps.common.errors import Forbidden, MarketError


class SignInFailed(MarketError):
    """Says the same of an address that nobody has, of a wrong password and of a wrong code."""

    code = "api.sign_in_failed"
    status = 401
    message = "The e-mail address, the password or the code is wrong."


class CodeNeeded(MarketError):
    code = "api.code_needed"
    status = 401
    message = "This account has a second factor: send «code» from the app, or a recovery code."


class ProofFailed(Forbidden):
    """The token stays good; what was asked for needs more than the token."""

    code = "api.proof_failed"
    message = "The current password or the code is wrong."


class ProofNeedsCode(Forbidden):
    code = "api.proof_needs_code"
    message = "This account has a second factor: send a code from the app, or a recovery code, as well."


class TooManyTries(MarketError):
    code = "api.too_many_tries"
    status = 429
    message = "There were too many wrong tries. Wait a while."
    retry_s = 900


def proven(page: HttpRequest, *, email: str, password: str, code: str) -> User:
    """The person who proves to be this one; wrong tries count as they do on the log-in page.

    Raises:
        SignInFailed, CodeNeeded, TooManyTries: not proven.
    """
    user = _by_password(page, email=email, password=password)
    if user is None:
        raise SignInFailed()
    if is_mfa_enabled(user):
        if not code:
            raise CodeNeeded()
        if not _is_code(user, code):
            raise SignInFailed()
    return user


def prove_again(page: HttpRequest, *, user: User, password: str, code: str) -> None:
    """Let a token's person go on to what a token alone may not do; wrong tries count as on the log-in page.

    Raises:
        ProofFailed, ProofNeedsCode, TooManyTries: not proven.
    """
    if not ratelimit.consume(page, action="reauthenticate", user=user):
        raise TooManyTries()
    if is_mfa_enabled(user) and not code:
        raise ProofNeedsCode()
    found = _by_password(page, email=user.email, password=password)
    if found is None or found.pk != user.pk or (is_mfa_enabled(user) and not _is_code(user, code)):
        raise ProofFailed()
    reauthentication.reauthenticate_by_password(page)


def _by_password(page: HttpRequest, *, email: str, password: str) -> User | None:
    try:
        user: Any = get_adapter(page).authenticate(page, email=email, password=password, login=email)
    except ValidationError as error:
        raise TooManyTries() from error
    if getattr(page, "axes_locked_out", False):
        raise TooManyTries()
    return user if user is not None and user.is_active else None


def _is_code(user: User, code: str) -> bool:
    form = AuthenticateForm({"code": code}, user=user)
    if form.is_valid():
        return True
    if any(error.code == "too_many_login_attempts" for error in form.errors.as_data().get("code", ())):
        raise TooManyTries()
    return False
