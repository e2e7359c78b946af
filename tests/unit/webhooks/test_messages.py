"""Messages and their signatures, against the library that receivers use."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from apps.common import sealing
from apps.common.clock import now
from apps.webhooks.rules import messages

OLD, NEW, OTHER = (messages.secret(bytes([number]) * 32) for number in (1, 2, 3))
BODY = messages.body("order.placed", data={"number": "KILN-000001"}, occurred_at=datetime(2026, 3, 1, tzinfo=UTC))


def test_a_signature_is_the_one_that_the_specification_gives_as_an_example() -> None:
    """Source: Standard Webhooks 1.0, the test vector of its reference libraries."""
    body, moment = '{"test": 2432232314}', datetime.fromtimestamp(1614265330, UTC)

    found = messages.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", body=body, secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], at=moment
    )

    assert found == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_while_two_secrets_are_valid_a_receiver_with_either_accepts(secret: str) -> None:
    signed = messages.headers("msg_1", body=BODY, secrets=[NEW, OLD], at=now())

    assert Webhook(secret).verify(BODY, signed)["data"] == {"number": "KILN-000001"}


def test_another_secret_another_body_another_id_and_an_old_message_are_refused() -> None:
    signed = messages.headers("msg_1", body=BODY, secrets=[NEW], at=now())

    for secret, body, headers in (
        (OTHER, BODY, signed),
        (NEW, BODY.replace("1", "2"), signed),
        (NEW, BODY, signed | {"webhook-id": "msg_2"}),
        (NEW, BODY, messages.headers("msg_1", body=BODY, secrets=[NEW], at=now() - timedelta(minutes=6))),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, headers)


def test_a_message_says_what_when_and_in_which_form() -> None:
    body = messages.body(
        "product.changed",
        data={"product_id": UUID(int=7), "name": "Schüssel"},
        occurred_at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    )

    assert json.loads(body) == {
        "type": "product.changed",
        "version": 1,
        "timestamp": "2026-03-01T12:30:00Z",
        "data": {"product_id": str(UUID(int=7)), "name": "Schüssel"},
    }


def test_what_would_be_longer_than_256_kilobytes_leaves_its_lists_out_and_says_so() -> None:
    lines = [{"sku": f"SKU-{number}", "quantity": 1} for number in range(20_000)]

    body = messages.body("order.placed", data={"order_id": "7", "lines": lines}, occurred_at=now())

    assert len(body.encode()) < messages.LARGEST_BODY
    assert json.loads(body)["data"] == {"order_id": "7", "is_abridged": True}


def test_sealed_text_is_unreadable_without_the_key_and_survives_a_change_of_keys(settings: object) -> None:
    first, second = "k" * 40, "m" * 40
    settings.ENCRYPTION_KEYS = [first]  # type: ignore[attr-defined]
    sealed = sealing.seal(NEW)
    assert NEW not in sealed
    assert sealing.seal(NEW) != sealed

    settings.ENCRYPTION_KEYS = [second, first]  # type: ignore[attr-defined]
    again = sealing.resealed(sealed)
    settings.ENCRYPTION_KEYS = [second]  # type: ignore[attr-defined]

    assert sealing.unseal(again) == NEW
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed)
