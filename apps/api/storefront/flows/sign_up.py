"""API · storefront · signing up: who has the address already is told by mail, and nobody else is."""

from __future__ import annotations

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from apps.accounts.models import User
from apps.common.errors import Forbidden

from .page import limit, refuse

TAKEN = "email_taken"


def sign_up(page: HttpRequest, *, email: str, password: str) -> None:
    """Make an account and mail the link that verifies its address; a known address gets a letter that says so.

    Raises:
        ValidationError: the address or the password will not do, for whoever's it is. Throttled: too many.
    """
    if not get_adapter(page).is_open_for_signup(page):
        raise Forbidden()
    limit(page, "signup")
    form = SignupForm({"email": email, "password1": password})
    faults = {name: list(found) for name, found in form.errors.as_data().items()}
    is_taken = any(one.code == TAKEN for one in faults.get("email", ()))
    faults["email"] = [one for one in faults.get("email", ()) if one.code != TAKEN]
    if is_taken:
        _check_password(password, email=email, faults=faults)
    if any(faults.values()):
        refuse(ValidationError({name: found for name, found in faults.items() if found}), password1="password")
    if is_taken:
        make_password(password)  # as long as it takes for somebody new
    else:
        is_taken = not _made(page, form)
    if is_taken:
        with transaction.atomic():
            send_verification_email_to_address(page, EmailAddress(user=None, email=email.lower()), signup=True)


def _check_password(password: str, *, email: str, faults: dict[str, list[ValidationError]]) -> None:
    """Judge a password as the form does for somebody new: a form that knows the address has forgotten it."""
    faults.pop("password1", None)
    try:
        get_adapter().clean_password(password, user=User(email=email.lower()))
    except ValidationError as found:
        faults["password1"] = found.error_list


def _made(page: HttpRequest, form: SignupForm) -> bool:
    """Whether the account was made; not where somebody else took the address in the same moment."""
    try:
        with transaction.atomic():
            user = form.save(page)
            signals.user_signed_up.send(sender=User, request=page, user=user)
            address = EmailAddress.objects.get_for_user(user, form.cleaned_data["email"])
            send_verification_email_to_address(page, address, signup=True)
    except IntegrityError:
        return False
    return True
