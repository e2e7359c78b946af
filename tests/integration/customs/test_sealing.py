"""Messages of before sealing are sealed once, and digests follow another key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as conf
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from apps.customs.documents import ceb_keeping
from apps.customs.models import Matching, TradeMessage
from apps.customs.operations import matching
from marketplace.settings import environment
from tests.factories.ceb import BUYER, drawn, inbound


@pytest.fixture
def as_owner(own_database: str) -> Iterator[None]:
    """The tables' owner, who may change messages; the application may only add them."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(environment.database(conf.DATABASE_OWNER_URL) | {"NAME": own_database})
    yield
    connection.close()
    connection.settings_dict.update(before)


def sealed(*slugs: str) -> str:
    told = StringIO()
    call_command("seal_trade_messages", *slugs, stdout=told, stderr=StringIO())
    return told.getvalue()


def test_plain_numbers_are_sealed_digests_follow_the_key_and_a_second_run_writes_nothing(
    as_owner: None, kiln: Any, enter: Any, at: datetime, settings: Any
) -> None:
    messages = drawn(inbound())
    private = [one for one in messages if ceb_keeping.is_private(one.as_json())]
    with transaction.atomic(), enter(kiln):
        for message in messages:
            matching.receive(message, at=at)
        for row, message in zip(TradeMessage.objects.order_by("pk"), messages, strict=True):
            TradeMessage.objects.filter(pk=row.pk).update(content=message.as_json(), digest=message.digest)
        finding = {"field": "payerIdNumber", "found": BUYER.id_number, "expected": "", "code": "mismatch"}
        Matching.objects.update(findings=[finding])

    assert f"{len(messages)} messages: {len(private)} sealed, {len(messages)} with another digest" in sealed("kiln")
    with transaction.atomic(), enter(kiln):
        stored = json.dumps(list(TradeMessage.objects.values_list("content", flat=True)))
        assert BUYER.id_number not in stored + json.dumps(list(Matching.objects.values_list("findings", flat=True)))
        assert [ceb_keeping.opened(one.content) for one in TradeMessage.objects.order_by("pk")] == list(messages)
        assert not matching.receive(messages[0], at=at), "it is known again"
    assert "0 sealed, 0 with another digest, 0 there twice; 0 findings masked" in sealed("kiln")

    settings.IDENTITY_DIGEST_KEY = "another-key-" + "k" * 40
    with transaction.atomic(), enter(kiln):
        assert matching.receive(messages[0], at=at), "until digests are made anew nobody knows it"
    assert f"0 sealed, {len(messages)} with another digest, 1 there twice" in sealed("kiln")
    with enter(kiln):
        assert TradeMessage.objects.count() == len(messages)

    settings.ENCRYPTION_KEYS = ["another-installation-" + "k" * 40]
    with pytest.raises(CommandError, match="ENCRYPTION_KEYS"):
        sealed("kiln")


@pytest.mark.django_db
def test_the_application_itself_may_not_change_messages_and_is_told_who_may(
    kiln: Any, enter: Any, at: datetime
) -> None:
    plain = drawn(inbound())[0]
    with enter(kiln):
        TradeMessage.objects.create(
            flow=plain.flow, kind=plain.kind, guid=plain.guid, app_type=plain.app_type, digest=plain.digest,
            content=plain.as_json(), received_at=at,
        )  # fmt: skip
    with pytest.raises(CommandError, match="PORTOLAN_DATABASE_ROLE=owner"), transaction.atomic():
        sealed("kiln")
    with enter(kiln):
        assert TradeMessage.objects.get().content == plain.as_json()
