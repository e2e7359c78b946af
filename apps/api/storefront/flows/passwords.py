"""API · storefront · setting a password: the known one's successor, or a forgotten one's."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, UserTokenForm
from allauth.account.internal.flows import password_change, password_reset
from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from apps.accounts.models import User
from apps.api.storefront.signing_in import TooManyTries
from apps.common.errors import InvalidInput

from .page import limit, refuse


def check(password: str, *, user: User, field: str) -> None:
    """Judge a new password by the validators.

    Raises:
        ValidationError: it is too short, too common, or too like the person's address.
    """
    try:
        get_adapter().clean_password(password, user=user)
    except ValidationError as faults:
        refuse(ValidationError({field: faults.error_list}))


def change(page: HttpRequest, *, user: User, password: str) -> None:
    """Set a checked password for a person who has proven to be this one; other browsers' sessions end."""
    with transaction.atomic():
        password_change.change_password(user, password)
        password_change.finalize_password_change(page, user)


def send_reset_link(page: HttpRequest, *, email: str) -> None:
    """Mail a link to the shop's page on which a new password is set; a letter that says so where nobody has it.

    Raises:
        TooManyTries: too many were asked for.
    """
    if not ratelimit.consume(page, action="reset_password", key=email.lower()):
        raise TooManyTries()
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(page)


def reset(page: HttpRequest, *, key: str, password: str) -> None:
    """Set a new password by the key in the mailed link, which holds once.

    Raises:
        InvalidInput: the key is not one of ours, was used or is over. ValidationError: the password will not do.
        Throttled: too many tries.
    """
    limit(page, "reset_password_from_key")
    person, _, proof = key.partition("-")
    with transaction.atomic():
        form = UserTokenForm({"uidb36": person, "key": proof})
        if not form.is_valid() or form.reset_user is None or not form.reset_user.is_active:
            raise InvalidInput(field="key", problem="This key is unknown, used or over. Ask for a new letter.")
        user = form.reset_user
        check(password, user=user, field="password")
        password_reset.reset_password(user, password)
        password_reset.finalize_password_reset(page, user)
