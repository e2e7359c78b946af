"""The second factor by the API: from the offered secret to the last recovery code."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import signing
from django.core.cache import cache

from apps.accounts.models import User
from apps.api.storefront.flows.second_factor import SALT
from tests.integration.api.accounts import GOOD, PROOF, app_code, signed_in, verified
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_windows() -> None:
    cache.clear()


@pytest.fixture
def ada(person: User) -> Shopper:
    """Ada, whose address is verified, with a token."""
    verified(person)
    return signed_in()


def offered(shopper: Shopper) -> tuple[dict[str, Any], str]:
    """The body that activates an offered secret, and the secret."""
    offer = shopper.call("post", "/second-factor/totp-secrets", expect=201).json()
    assert f"secret={offer['secret']}" in offer["url"]
    return {**PROOF, "offer": offer["offer"], "code": app_code(offer["secret"])}, offer["secret"]


def activated(shopper: Shopper) -> list[str]:
    """Recovery codes of a person who has an app now."""
    body, _ = offered(shopper)
    found: list[str] = shopper.call("post", "/second-factor/totp-activations", body, expect=201).json()[
        "recovery_codes"
    ]
    return found


def test_an_app_is_activated_asked_for_and_taken_off(ada: Shopper) -> None:
    assert ada.get("/second-factor")["has_totp"] is False
    codes = activated(ada)

    standing = ada.get("/second-factor")
    assert (standing["has_totp"], standing["recovery_codes_left"]) == (True, len(codes)) == (True, 10)
    assert Shopper().call("post", "/tokens", GOOD, expect=401).json()["code"] == "api.code_needed"
    assert signed_in(code=codes[0]).get("/second-factor")["recovery_codes_left"] == 9
    ada.call("post", "/second-factor/totp-deactivations", {**PROOF, "code": codes[1]}, expect=204)
    assert not Authenticator.objects.exists()
    signed_in()


def test_the_app_s_code_proves_as_well(ada: Shopper, person: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)

    ada.call("put", "/password", {**PROOF, "new_password": "battery staple", "code": app_code(secret)}, expect=204)

    assert User.objects.get(pk=person.pk).check_password("battery staple")


@pytest.mark.parametrize(
    ("wrong", "expect"),
    [
        ({"code": "000000"}, 422),
        ({"current_password": "no horse"}, 403),
        ({"offer": "x"}, 422),
        ({"offer": signing.dumps(["somebody else", "A" * 32], salt=SALT)}, 422),
    ],
)
def test_a_refused_activation_leaves_the_account_as_it_is(ada: Shopper, wrong: dict[str, str], expect: int) -> None:
    body, _ = offered(ada)

    ada.call("post", "/second-factor/totp-activations", {**body, **wrong}, expect=expect)

    assert not Authenticator.objects.exists()


def test_an_offer_is_over_after_a_quarter_of_an_hour(ada: Shopper, monkeypatch: Any) -> None:
    body, _ = offered(ada)
    monkeypatch.setattr("apps.api.storefront.flows.second_factor.OFFER_S", -1)

    ada.call("post", "/second-factor/totp-activations", body, expect=422)

    assert not Authenticator.objects.exists()


def test_an_unverified_address_gets_no_second_factor(person: User) -> None:
    verified(person)
    person.emailaddress_set.update(verified=False)

    refused = signed_in().call("post", "/second-factor/totp-secrets", expect=409).json()

    assert refused["code"] == "api.address_unverified"
    assert not Authenticator.objects.exists()


def test_where_there_is_a_passkey_a_recovery_code_lets_an_app_be_added(ada: Shopper, person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    known = RecoveryCodes.activate(person).get_unused_codes()
    body, _ = offered(ada)

    missing = ada.call("post", "/second-factor/totp-activations", body, expect=403).json()
    assert missing["code"] == "api.proof_needs_code"
    assert ada.get("/second-factor")["has_totp"] is False
    added = ada.call("post", "/second-factor/totp-activations", {**body, "recovery_code": known[0]}, expect=201)

    assert added.json() == {"recovery_codes": []}
    standing = ada.get("/second-factor")
    assert (standing["has_totp"], standing["passkeys"], standing["recovery_codes_left"]) == (True, 1, 9)
    ada.call("post", "/second-factor/totp-deactivations", {**PROOF, "code": known[1]}, expect=204)
    assert ada.get("/second-factor")["recovery_codes_left"] == 8


def test_there_is_one_app_and_no_secret_for_another(ada: Shopper) -> None:
    body, secret = offered(ada)
    activated(ada)

    ada.call("post", "/second-factor/totp-secrets", expect=409)
    ada.call("post", "/second-factor/totp-activations", {**body, "code": app_code(secret)}, expect=409)

    assert Authenticator.objects.filter(type="totp").count() == 1


@pytest.mark.parametrize(
    ("path", "method", "more"),
    [
        ("/password", "put", {"new_password": "battery staple"}),
        ("/email-addresses", "post", {"email": "ada@work.example"}),
        ("/second-factor/totp-deactivations", "post", {}),
        ("/second-factor/recovery-codes", "post", {}),
    ],
)
def test_where_there_is_an_app_the_password_alone_does_nothing(
    ada: Shopper, person: User, path: str, method: str, more: dict[str, str]
) -> None:
    activated(ada)
    before = list(Authenticator.objects.values_list("pk", "data"))

    missing = ada.call(method, path, {**PROOF, **more}, expect=403).json()
    wrong = ada.call(method, path, {**PROOF, **more, "code": "000000"}, expect=403).json()

    assert (missing["code"], wrong["code"]) == ("api.proof_needs_code", "api.proof_failed")
    assert list(Authenticator.objects.values_list("pk", "data")) == before
    assert User.objects.get(pk=person.pk).check_password("correct horse")
    assert person.emailaddress_set.count() == 1


def test_new_recovery_codes_end_the_old_ones_and_are_shown_once(ada: Shopper) -> None:
    old = activated(ada)

    new = ada.call("post", "/second-factor/recovery-codes", {**PROOF, "code": old[0]}, expect=201).json()
    again = ada.call("post", "/second-factor/recovery-codes", {**PROOF, "code": old[1]}, expect=403).json()

    assert again["code"] == "api.proof_failed"
    assert len(set(new["recovery_codes"]) - set(old)) == 10
    assert new["recovery_codes"][0] not in str(ada.get("/second-factor"))
    signed_in(code=new["recovery_codes"][0])


def test_without_a_factor_there_is_nothing_to_take_off_and_no_code_to_make(ada: Shopper) -> None:
    for path in ("totp-deactivations", "recovery-codes"):
        refused = ada.call("post", f"/second-factor/{path}", PROOF, expect=409).json()
        assert refused["code"] == "api.second_factor_missing"
    assert not Authenticator.objects.exists()


def test_guessing_an_app_s_code_is_stopped(ada: Shopper) -> None:
    activated(ada)

    answers = [
        ada.call("post", "/second-factor/recovery-codes", {**PROOF, "code": f"00000{n}"}, expect=None) for n in range(6)
    ]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
