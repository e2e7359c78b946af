"""API · storefront · the addresses of mail of an account: add, verify, make primary, remove."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm
from allauth.account.internal.flows import manage_email
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress, get_emailconfirmation_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from rest_framework.exceptions import Throttled

from apps.accounts.models import User
from apps.common.errors import Conflict, InvalidInput, NotFound

from .page import refuse

LETTERS_EVERY_S = 180


class NotThisAddress(Conflict):
    """`reason` says why the address cannot be what was asked."""

    code = "api.not_this_address"
    message = "%(reason)s"


def add(page: HttpRequest, *, user: User, email: str) -> EmailAddress:
    """Add an address and mail the link that verifies it. Whether somebody else has it is not told.

    Raises:
        ValidationError: the address is unusable, or this account's already.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        manage_email.sync_user_email_address(user)
        form = AddEmailForm(user, {"email": email})
        if not form.is_valid():
            refuse(ValidationError(form.errors.as_data()))
        manage_email.add_email(page, form)
    return EmailAddress.objects.get_for_user(user, form.cleaned_data["email"])


def send_link(page: HttpRequest, *, user: User, email: str) -> None:
    """Mail the link that verifies an address of the account once more.

    Raises:
        NotFound: it is not the account's. NotThisAddress: it is verified. Throttled: the last one just went out.
    """
    with transaction.atomic():
        address = _own(user, email)
        if address.verified:
            raise NotThisAddress(field="email", reason="This address is verified already.")
        if not send_verification_email_to_address(page, address):
            raise Throttled(wait=LETTERS_EVERY_S)


def confirm(page: HttpRequest, *, key: str) -> None:
    """Verify an address by the key in the mailed link.

    Raises:
        InvalidInput: the key is not one of ours, was used, is over, or another account verified the address.
    """
    try:
        with transaction.atomic():
            found = get_emailconfirmation_model().from_key(key)
            address = found.confirm(page) if found is not None else None
    except IntegrityError:
        address = None
    if address is None:
        raise InvalidInput(field="key", problem="This key is unknown, used or over. Ask for a new letter.")


def make_primary(page: HttpRequest, *, user: User, email: str) -> EmailAddress:
    """Make a verified address the one that letters go to.

    Raises:
        NotFound: it is not the account's. NotThisAddress: it is not verified, or names another account.
    """
    try:
        with transaction.atomic():
            address = _own(user, email)
            if not address.verified:
                raise NotThisAddress(field="email", reason="Verify this address first.")
            manage_email.mark_as_primary(page, address)
    except IntegrityError as taken:
        raise NotThisAddress(field="email", reason="Another account was made with this address.") from taken
    return address


def remove(page: HttpRequest, *, user: User, email: str) -> None:
    """Take an address off the account.

    Raises:
        NotFound: it is not the account's. NotThisAddress: it is the primary one.
    """
    with transaction.atomic():
        address = _own(user, email)
        if not manage_email.delete_email(page, address):
            raise NotThisAddress(field="email", reason=str(get_adapter().error_messages["cannot_remove_primary_email"]))


def _own(user: User, email: str) -> EmailAddress:
    """The account's address, its rows locked by its person's."""
    User.objects.select_for_update().get(pk=user.pk)
    manage_email.sync_user_email_address(user)
    found = EmailAddress.objects.filter(user=user, email=email.lower()).first()
    if found is None:
        raise NotFound(field="email")
    found.user = user
    return found
