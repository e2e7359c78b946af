"""API · storefront · proving who you are: password, and the second factor where one is set, with the pages' limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf

from apps.accounts.models import User
from apps.common.errors import MarketError


class SignInFailed(MarketError):
    """Says the same of an address that nobody has, of a wrong password and of a wrong code."""

    code = "api.sign_in_failed"
    status = 401
    message = "The e-mail address, the password or the code is wrong."


class CodeNeeded(MarketError):
    code = "api.code_needed"
    status = 401
    message = "This account has a second factor: send «code» from the app, or a recovery code."


class TooManyTries(MarketError):
    code = "api.too_many_tries"
    status = 429
    message = "There were too many wrong tries. Wait a while."
    retry_s = 900


def proven(request: HttpRequest, *, email: str, password: str, code: str) -> User:
    """The person who proves to be this one; wrong tries count as they do on the log-in page.

    Raises:
        SignInFailed, CodeNeeded, TooManyTries: not proven.
    """
    request.allauth = SimpleNamespace()  # type: ignore[attr-defined]
    with context.request_context(request):
        try:
            user = get_adapter(request).authenticate(request, email=email, password=password, login=email)
        except ValidationError as error:
            raise TooManyTries() from error
        if getattr(request, "axes_locked_out", False):
            raise TooManyTries()
        if user is None or not user.is_active:
            raise SignInFailed()
        if is_mfa_enabled(user):
            _require_code(user, code)
    return user


def send_reset_link(request: HttpRequest, *, email: str, locale: str) -> None:
    """Mail a link to the shop's page on which a new password is set, where somebody has this address.

    `locale` is the page's prefix (`de-de`).

    Raises:
        TooManyTries: too many were asked for.
    """
    request.allauth = SimpleNamespace()  # type: ignore[attr-defined]
    with context.request_context(request), _shop_addresses(locale):
        if not ratelimit.consume(request, action="reset_password", key=email.lower()):
            raise TooManyTries()
        form = ResetPasswordForm({"email": email})
        if form.is_valid():
            form.save(request)


@contextmanager
def _shop_addresses(locale: str) -> Iterator[None]:
    """Addresses are reversed as on a page of the shop."""
    urlconf, prefix = get_urlconf(), get_script_prefix()
    set_urlconf(settings.ROOT_URLCONF)
    set_script_prefix(f"/{locale}/")
    try:
        yield
    finally:
        set_urlconf(urlconf)
        set_script_prefix(prefix)


def _require_code(user: User, code: str) -> None:
    if not code:
        raise CodeNeeded()
    form = AuthenticateForm({"code": code}, user=user)
    if not form.is_valid():
        limited = any(error.code == "too_many_login_attempts" for error in form.errors.as_data().get("code", ()))
        raise TooManyTries() if limited else SignInFailed()
