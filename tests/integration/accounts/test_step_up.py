"""Who acts is proven by a second factor: staff at the door, anybody before money acts; secrets are sealed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as conf
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from apps.accounts import operations, step_up
from apps.accounts.errors import PersonNeeded, ProofMissing, SecondFactorMissing
from apps.accounts.models import ApiToken, User
from apps.accounts.second_factor import SEALED
from apps.accounts.types import Audience
from apps.common.clock import now
from tests.integration.tenancy.people import PASSWORD, browser, person, staff_browser
from tests.journey.authenticator import code as code_of

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
LOG_IN = "/admin/account/login/"


@pytest.fixture(autouse=True)
def _strict(settings: Any) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def staff() -> User:
    return person(is_staff=True, is_superuser=True)


def request_of(user: User, *proofs: tuple[str, float], **more: Any) -> Any:
    """A request whose session holds these proofs: (method, seconds ago)."""
    records = [{"method": method, "at": time.time() - ago} for method, ago in proofs]
    session = {AUTHENTICATION_METHODS_SESSION_KEY: records, "account_authentication_methods_user": str(user.pk)}
    return SimpleNamespace(user=user, session=session, **more)


def test_a_recent_code_is_a_proof_and_an_old_one_is_not(staff: User) -> None:
    totp.TOTP.activate(staff, SECRET)
    step_up.require_recent_proof(request_of(staff, ("password", 900), ("mfa", 200)))
    with pytest.raises(ProofMissing):
        step_up.require_recent_proof(request_of(staff, ("password", 10), ("mfa", 301)))
    step_up.require_recent_proof(request_of(staff, ("mfa", 301)), minutes=10)
    with pytest.raises(ProofMissing):
        step_up.require_recent_proof(request_of(staff, ("password", 10)))
    with pytest.raises(ProofMissing):
        step_up.require_recent_proof(request_of(staff))


def test_another_person_s_proof_is_none(staff: User) -> None:
    request = request_of(person(), ("mfa", 1))
    request.user = staff
    with pytest.raises(SecondFactorMissing):
        step_up.require_recent_proof(request)


def test_who_has_no_second_factor_is_told_to_set_one_up(staff: User) -> None:
    Authenticator.objects.create(user=staff, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    with pytest.raises(SecondFactorMissing):
        step_up.require_recent_proof(request_of(staff, ("password", 1)))


def test_a_program_is_told_that_a_person_is_needed(staff: User) -> None:
    with pytest.raises(PersonNeeded) as refused:
        step_up.require_recent_proof(request_of(staff, ("mfa", 1), auth=object()))
    assert refused.value.status == 403
    assert refused.value.remedy


def log_in(user: User, **more: str) -> Client:
    door = staff_browser(None)
    door.post(LOG_IN, {"login": user.email, "password": PASSWORD})
    if more:
        door.post("/admin/account/2fa/authenticate/", more)
    return door


def test_staff_without_a_second_factor_see_no_table(staff: User) -> None:
    door = log_in(staff)

    for address in ("/admin/", "/admin/installation/", "/admin/payments/intent/"):
        answer = door.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/admin/account/2fa/?next="), address
    assert door.get("/admin/account/2fa/").status_code == 200


def test_staff_with_a_code_see_the_tables(staff: User) -> None:
    totp.TOTP.activate(staff, SECRET)

    assert log_in(staff).get("/admin/").status_code == 302
    assert log_in(staff, code=code_of(SECRET)).get("/admin/").status_code == 200


def test_a_session_of_before_the_second_factor_has_to_prove_itself(staff: User) -> None:
    door = log_in(staff)
    totp.TOTP.activate(staff, SECRET)

    answer = door.get("/admin/payments/intent/")
    assert answer["Location"].startswith("/admin/account/2fa/reauthenticate/?next=")
    assert door.get(answer["Location"]).status_code == 200
    back = door.post(answer["Location"], {"code": code_of(SECRET), "next": "/admin/payments/intent/"})
    assert back["Location"] == "/admin/payments/intent/"
    assert door.get("/admin/payments/intent/").status_code == 200


def test_secrets_and_codes_are_sealed_and_sealed_again_under_a_new_key(staff: User, settings: Any) -> None:
    app = totp.TOTP.activate(staff, SECRET).instance
    old = Authenticator.objects.create(user=person(), type="totp", data={"secret": SECRET})
    assert app.data["secret"].startswith(SEALED)
    settings.ENCRYPTION_KEYS = ["a-new-key-" + "n" * 40, *conf.ENCRYPTION_KEYS]
    call_command("reseal_second_factors")
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]

    for row in (app, old):
        row.refresh_from_db()
        assert row.data["secret"].startswith(SEALED)
        assert row.wrap().validate_code(code_of(SECRET))
    settings.ENCRYPTION_KEYS = ["another-key-" + "o" * 40]
    with transaction.atomic():
        assert operations.reseal_second_factors() == (0, [staff.email, old.user.email])


def test_a_new_password_ends_api_tokens() -> None:
    user, other = person(), person()
    for one in (user, other):
        with transaction.atomic():
            operations.issue_token(one.pk, audience=Audience.STOREFRONT, name="x", scopes=["cart:write"], at=now())
    user.set_password("another passphrase 9")
    user.save()

    assert [bool(token.revoked_at) for token in ApiToken.objects.order_by("user_id")] == [True, False]


def test_a_password_changed_on_the_page_is_mailed() -> None:
    user = person()
    shopper = browser(user=user, cookie=conf.SHOPPER_COOKIE_NAME)
    new = "another passphrase 9"
    shopper.post(
        "/de-de/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )

    assert User.objects.get(pk=user.pk).check_password(new)
    assert [one.to for one in mail.outbox] == [[user.email]]


def test_the_page_of_passkeys_has_our_look_and_no_script_of_its_own() -> None:
    user = person()
    credential = {"clientExtensionResults": {"credProps": {"rk": True}}}
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone <1>", "credential": credential}
    )
    page = browser(user=user, cookie=conf.SHOPPER_COOKIE_NAME).get("/de-de/account/2fa/webauthn/").content.decode()

    assert "Phone &lt;1&gt;" in page
    assert "style=" not in page
    assert "<script>" not in page


def test_who_has_a_second_factor_confirms_with_it_and_not_with_the_password() -> None:
    user = person()
    totp.TOTP.activate(user, SECRET)
    shopper = browser(user=user, cookie=conf.SHOPPER_COOKIE_NAME)

    assert shopper.get("/de-de/account/reauthenticate/")["Location"].startswith("/de-de/account/2fa/reauthenticate/")
    assert "account/reauthenticate/" not in shopper.get("/de-de/account/2fa/reauthenticate/").content.decode()
