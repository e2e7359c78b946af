"""People who sign in by the API, and what was mailed to them."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core import mail

from apps.accounts.models import User
from tests.integration.api.shopping import Shopper

GOOD = {"email": "ada@example.com", "password": "correct horse"}
PROOF = {"current_password": "correct horse"}


def signed_in(**more: Any) -> Shopper:
    """Somebody with a token, by default ada@example.com with every scope."""
    return Shopper(Shopper().call("post", "/tokens", {**GOOD, **more}, expect=201).json()["secret"])


def verified(person: User) -> EmailAddress:
    """The person's address, verified and primary."""
    return EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def app_code(secret: str) -> str:
    """What an authenticator app shows for a secret now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def mailed_key(kind: str) -> str:
    """The key in the last letter's link, which leads to a German page: `confirm-email` or `password/reset/key`."""
    found = re.search(rf"http://\S+/de-de/account/{kind}/([^/\s]+)/", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]
