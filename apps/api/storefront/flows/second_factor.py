"""API · storefront · the second factor: an authenticator app (TOTP) and recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery_codes
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.internal import auth, flows
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from apps.accounts.models import User
from apps.common.errors import Conflict, InvalidInput

from .page import refuse

SALT = "apps.api.totp"
OFFER_S = 900


class AddressUnverified(Conflict):
    code = "api.address_unverified"
    message = "Verify every e-mail address of the account first, so that nobody is locked out of it by another."


class FactorThere(Conflict):
    code = "api.second_factor_there"
    message = "The account has an authenticator app already. Deactivate it first."


class FactorMissing(Conflict):
    code = "api.second_factor_missing"
    message = "The account has no such second factor."


@dataclass(frozen=True)
class Standing:
    """What of a second factor an account has."""

    has_totp: bool
    totp_since: datetime | None
    passkeys: int
    recovery_codes_left: int


@dataclass(frozen=True)
class Offer:
    """A secret for an app. `offer` names it when it is activated; it holds for a quarter of an hour."""

    secret: str
    url: str
    offer: str


def standing(user: User) -> Standing:
    """What of a second factor the account has. One query."""
    found = list(Authenticator.objects.filter(user=user))
    app = next((one for one in found if one.type == Authenticator.Type.TOTP), None)
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Standing(
        has_totp=app is not None,
        totp_since=app.created_at if app else None,
        passkeys=sum(one.type == Authenticator.Type.WEBAUTHN for one in found),
        recovery_codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def offer_secret(user: User) -> Offer:
    """A new secret for an authenticator app; nothing is kept of it.

    Raises:
        AddressUnverified, FactorThere: the account cannot have an app, or has one.
    """
    _require_room(user)
    secret = auth.generate_totp_secret()
    offer = signing.dumps([str(user.public_id), secret], salt=SALT)
    return Offer(secret, get_adapter().build_totp_url(user, secret), offer)


def check_offer(page: HttpRequest, *, user: User, offer: str, code: str) -> ActivateTOTPForm:
    """The form of an offered secret and the app's code for it; wrong codes count.

    Raises:
        InvalidInput: the offer is not one of ours for this person, or is over. ValidationError: the code is wrong.
        Throttled: too many wrong codes. AddressUnverified, FactorThere: as for an offer.
    """
    _require_room(user)
    try:
        whose, secret = signing.loads(offer, salt=SALT, max_age=OFFER_S)
    except signing.BadSignature:
        whose, secret = "", ""
    if whose != str(user.public_id):
        raise InvalidInput(field="offer", problem="This offer is unknown or over. Ask for a new secret.")
    page.session[auth.SECRET_SESSION_KEY] = secret
    form = ActivateTOTPForm({"code": code}, user=user)
    if not form.is_valid():
        refuse(ValidationError(form.errors.as_data()))
    return form


def activate(page: HttpRequest, *, user: User, form: ActivateTOTPForm) -> list[str]:
    """Ask for the app's code from now on; the recovery codes that were made with it, to be shown this once.

    Raises:
        FactorThere: another call came before this one.
    """
    with transaction.atomic():
        _lock(user)
        _require_room(user)
        _app, codes = flows.activate_totp(page, form)
        return _shown(codes) if codes is not None else []


def deactivate(page: HttpRequest, *, user: User) -> None:
    """Ask for an app's code no longer; recovery codes go with the last factor.

    Raises:
        FactorMissing: there is no app.
    """
    with transaction.atomic():
        _lock(user)
        app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        if app is None:
            raise FactorMissing()
        form = DeactivateTOTPForm({}, authenticator=app)
        if not form.is_valid():
            refuse(ValidationError(form.errors.as_data()))
        flows.deactivate_totp(page, app)


def new_recovery_codes(page: HttpRequest, *, user: User) -> list[str]:
    """New recovery codes in the old ones' stead, to be shown this once.

    Raises:
        FactorMissing: there is no second factor that they would stand in for.
    """
    with transaction.atomic():
        _lock(user)
        if not recovery_codes.can_generate_recovery_codes(user):
            raise FactorMissing()
        return _shown(recovery_codes.generate_recovery_codes(page))


def _require_room(user: User) -> None:
    try:
        validate_can_add_authenticator(user)
    except ValidationError as unverified:
        raise AddressUnverified() from unverified
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise FactorThere()


def _lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)


def _shown(authenticator: Authenticator) -> list[str]:
    codes: Any = authenticator.wrap()
    codes.mark_as_viewed()
    return list(codes.get_unused_codes())
