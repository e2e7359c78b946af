"""Messages of China's cross-border system are kept once, matched in any order, and stand before a declaration."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.common.types import SYSTEM
from apps.customs.documents import ceb
from apps.customs.errors import NotMatched
from apps.customs.models import Matching, TradeMessage
from apps.customs.operations import drafting, matching, sending
from apps.customs.types.ceb import CebMessage, Flow, MessageKind
from apps.vendors.types import TeamRole
from tests.factories.ceb import TRANSFER, changed, drawn, inbound, outbound
from tests.factories.customs import SOLD, money
from tests.integration.customs.conftest import row
from tests.integration.sandbox.sandbox_world import Program
from tests.integration.tenancy.people import member, team_browser

PLATFORM = "3301960A01"


def came(messages: list[CebMessage], at: datetime) -> list[bool]:
    """Take messages in, each in a transaction of its own."""
    news = []
    for message in messages:
        with transaction.atomic():
            news.append(matching.receive(message, at=at))
    return news


def said(order: str) -> Matching:
    return Matching.objects.get(order_no=order)


def numbered(number: int, **changes: Any) -> list[CebMessage]:
    """The messages of another order with a waybill and guids of its own."""
    some = drawn(inbound(order_number=f"KIL-{number:06d}", **changes))
    waybill = {"logisticsNo": f"CM{number:08d}4CN"}
    return [
        replace(
            one, head={**one.head, "guid": f"{number:08d}{one.guid[8:]}", **(waybill if "packNo" in one.head else {})}
        )
        for one in some
    ]


def test_every_order_of_arrival_ends_in_the_same_verdict_and_repeats_are_known(
    kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln):
        for number, order in enumerate(permutations(range(4)), start=100):
            some = numbered(number)
            assert came([some[place] for place in order], at) == [True] * 4
            assert came(some, at) == [False] * 4
            found = said(f"KIL-{number:06d}")
            assert (found.code, found.findings) == ("matched", []), order
        assert TradeMessage.objects.count() == 24 * 4

        wrong = changed(numbered(200), MessageKind.PAYMENT, amountPaid="178.71")
        came(wrong[:3], at)
        assert said("KIL-000200").code == "mismatch"
        came(wrong[3:], at)
        came(changed([wrong[1]], MessageKind.PAYMENT, appType="2", amountPaid="178.7"), at)
        assert said("KIL-000200").code == "matched"


def test_an_export_waybill_before_its_list_and_a_waybill_used_by_two(kiln: Any, enter: Any, at: datetime) -> None:
    with enter(kiln):
        order, waybill, declared = drawn(outbound(), is_paid=False)
        came([waybill], at)
        assert not Matching.objects.exists()
        came([declared, order], at)
        assert said("KIL-000001").code == "matched"

        second = [replace(one, head={**one.head, "guid": f"00000002{one.guid[8:]}"})
                  for one in drawn(outbound(order_number="KIL-000002"), is_paid=False)]  # fmt: skip
        came([second[0], second[2]], at)
        assert {said("KIL-000001").code, said("KIL-000002").code} == {"duplicate"}


def test_the_years_limit_counts_what_the_same_person_bought_before(kiln: Any, enter: Any, at: datetime) -> None:
    with enter(kiln):
        for number in (301, 302, 303, 304):
            # One piece of CNY 8,000 each: the fourth is above CNY 26,000 of the year.
            lines = (replace(inbound().lines[0], goods=money("8000.00", "CNY"), quantity=1),)
            came(numbered(number, lines=lines, placed_at=SOLD - timedelta(minutes=400 - number)), at)

        assert said("KIL-000303").code == "matched"
        assert "annual_is_lower_bound" in said("KIL-000303").flags
        assert "one_piece_above_limit" in said("KIL-000303").flags
        assert [one["field"] for one in said("KIL-000304").findings] == ["annual_limit"]
        assert said("KIL-000304").findings[0]["found"] == "32048"


def test_a_retail_import_is_sent_only_when_its_documents_agree(
    kiln: Any, enter: Any, customs: Program, settings: Any, at: datetime
) -> None:
    settings.CUSTOMS_CHINA_PLATFORM = PLATFORM
    snapshot = inbound()
    order, payment, waybill, declared = drawn(snapshot)
    with enter(kiln):
        with transaction.atomic():
            public_id = drafting.draft(snapshot, at=at)
        came([order, waybill, declared], at)

        with pytest.raises(NotMatched, match="waiting payment"):
            sending.submit(public_id, at=at, by=SYSTEM)
        assert (row(public_id).state, row(public_id).version) == ("draft", 0)

        came([payment], at)
        assert sending.submit(public_id, at=at, by=SYSTEM).state == "submitted"
        assert Matching.objects.filter(flow=Flow.IMPORT, code="matched").count() == 1


def test_messages_come_out_of_files_all_or_none(kiln: Any, enter: Any, tmp_path: Path) -> None:
    files = []
    for message in drawn(inbound()):
        files.append(tmp_path / f"{message.type}.xml")
        files[-1].write_bytes(ceb.write(message, TRANSFER))
    (tmp_path / "bad.xml").write_bytes(files[0].read_bytes().replace(b"142", b"CNY"))

    with pytest.raises(CommandError, match=r"bad\.xml"):
        call_command("take_trade_messages", kiln.slug, *files, tmp_path / "bad.xml")
    with pytest.raises(CommandError, match="signature"):
        (tmp_path / "any.pem").write_text("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")
        call_command("take_trade_messages", kiln.slug, *files, certificate=tmp_path / "any.pem")
    with enter(kiln):
        assert not TradeMessage.objects.exists()

    said_so = StringIO()
    for _time in range(2):
        call_command("take_trade_messages", kiln.slug, *files, stdout=said_so)

    assert said_so.getvalue().splitlines() == [
        "4 messages taken in, 0 known already.", "0 messages taken in, 4 known already."
    ]  # fmt: skip
    with enter(kiln):
        assert said("KIL-000001").code == "matched"


def test_the_vendors_queue_names_the_reasons_and_empties(kiln: Any, enter: Any, at: datetime) -> None:
    browser = team_browser(kiln, member(kiln, TeamRole.FULFILMENT))
    order, payment, waybill, declared = drawn(inbound())
    with enter(kiln):
        came([*changed([payment], MessageKind.PAYMENT, amountPaid="178.71"), order, declared], at)

    page = browser.get("/dashboard/customs/agreement/").content.decode()
    assert "In the payment, amount paid: 178.71 instead of 178.7." in page
    assert "Missing: the waybill." in page
    assert "What the buyer bought elsewhere this year is not known here." in page
    assert "/customs/agreement/" in browser.get("/dashboard/customs/").content.decode()

    with enter(kiln):
        came([*changed([payment], MessageKind.PAYMENT, appType="2"), waybill], at)
    assert "All documents agree." in browser.get("/dashboard/customs/agreement/").content.decode()
