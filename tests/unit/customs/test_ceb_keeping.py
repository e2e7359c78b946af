"""Numbers of identity in messages for China are kept sealed, shown masked, and opened again as they were."""

from __future__ import annotations

import json

import pytest

from apps.customs.documents import ceb_keeping
from apps.customs.errors import MessageSealed
from apps.customs.types.ceb import Finding, MatchCode
from tests.factories.ceb import BUYER, drawn, inbound, outbound


def test_no_number_of_identity_stands_in_what_is_kept_and_it_opens_again() -> None:
    for message in drawn(inbound()):
        kept = ceb_keeping.kept(message)
        assert BUYER.id_number not in json.dumps(kept)
        assert ceb_keeping.opened(kept) == message
        assert ceb_keeping.is_private(kept) is (message.type != "511")
    for message in drawn(outbound()):
        assert ceb_keeping.kept(message) == message.as_json()


def test_digests_are_keyed_so_that_nobody_guesses_the_number_from_them() -> None:
    order = drawn(inbound())[0]
    assert ceb_keeping.digest_of(order) != order.digest
    assert ceb_keeping.reference_of("") == ""
    assert len({ceb_keeping.reference_of(one) for one in (BUYER.id_number, BUYER.id_number, "1")}) == 2


def test_a_finding_about_the_number_is_told_masked() -> None:
    found = Finding(MatchCode.MISMATCH, "payment", "payerIdNumber", "11010119900101999X", BUYER.id_number)
    told = ceb_keeping.as_shown(found)
    assert (told["found"], told["expected"]) == ("•••• 999X", f"•••• {BUYER.id_number[-4:]}")
    other = Finding(MatchCode.MISMATCH, "payment", "amountPaid", "1", "2")
    assert ceb_keeping.as_shown(other) == other.as_json()


def test_what_another_installation_sealed_is_refused_by_name(settings) -> None:  # type: ignore[no-untyped-def]
    kept = ceb_keeping.kept(drawn(inbound())[0])
    settings.ENCRYPTION_KEYS = ["another-installation-" + "k" * 40]
    with pytest.raises(MessageSealed):
        ceb_keeping.opened(kept)


def test_digests_follow_their_own_key_and_the_secret_key_where_there_is_none(settings) -> None:  # type: ignore[no-untyped-def]
    order = drawn(inbound())[0]
    before = ceb_keeping.digest_of(order), ceb_keeping.reference_of(BUYER.id_number)
    settings.IDENTITY_DIGEST_KEY = settings.SECRET_KEY
    assert (ceb_keeping.digest_of(order), ceb_keeping.reference_of(BUYER.id_number)) == before
    settings.IDENTITY_DIGEST_KEY = "another-key-" + "k" * 40
    assert ceb_keeping.digest_of(order) != before[0]
    assert ceb_keeping.reference_of(BUYER.id_number) != before[1]


def test_a_finding_that_told_a_number_whole_is_masked_once() -> None:
    plain = {"field": "payerIdNumber", "found": "11010119900101999X", "expected": BUYER.id_number, "code": "mismatch"}
    masked = ceb_keeping.masked_finding(plain)
    assert BUYER.id_number not in masked.values()
    assert ceb_keeping.masked_finding(masked) == masked
    assert ceb_keeping.masked_finding({**plain, "field": "amountPaid"})["found"] == plain["found"]
