"""The sandbox's bank: transfers in, payment files out, statements that add up."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from pyiso20022.camt import camt_053_001_08
from pyiso20022.pain import pain_002_001_03, pain_002_001_10
from sepaxml import SepaTransfer
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer

from tests.integration.sandbox.sandbox_world import Program

STRICT = ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True)
VENDOR, OTHER_VENDOR = "FR1420041010050500013M02606", "NL91ABNA0417164300"
REFERENCE = "RF18539007547034"


@pytest.fixture
def bank(_gateway: Program) -> Bank:
    """The emptied bank of the shared gateway."""
    _gateway.reset()
    return Bank(_gateway)


class Bank:
    """What the marketplace's treasurer sees."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.url = f"{program.url}/bank"

    def account(self, currency: str = "EUR") -> str:
        """Our account in a currency, as a buyer learns it from the page of instructions."""
        folder = self.program.log.parent / "gateway" / "keys" / "accounts.json"
        found: str = json.loads(folder.read_text())["bank"]["iban_by_currency"][currency]
        return found

    def credit(self, amount: str, currency: str = "EUR", **fields: str) -> requests.Response:
        """A transfer comes in."""
        order = {"iban": self.account(currency), "amount": amount} | fields
        return requests.post(f"{self.program.url}/_sandbox/bank/credit", json=order, timeout=10)

    def upload(self, body: bytes) -> requests.Response:
        """Send a payment file."""
        return requests.post(f"{self.url}/payments", data=body, headers={"Content-Type": "application/xml"}, timeout=10)

    def statement(self, currency: str = "EUR", day: date | None = None) -> Any:
        """A day's statement, read strictly by the message's own classes; its balances must add up."""
        wanted = (day or datetime.now(UTC).date()).isoformat()
        asked = {"account": self.account(currency), "day": wanted}
        answer = requests.get(f"{self.url}/statements", params=asked, timeout=10)
        assert answer.status_code == 200, answer.text
        document = read(answer.content, camt_053_001_08.Document)
        (found,) = document.bk_to_cstmr_stmt.stmt
        opening, closing = (signed(balance) for balance in found.bal)
        assert opening + sum(map(signed, found.ntry)) == closing
        assert all(entry.amt.ccy == currency for entry in found.ntry)
        return found

    def closing(self, currency: str = "EUR") -> Decimal:
        """Today's closing balance."""
        return signed(self.statement(currency).bal[1])


def read(body: bytes, kind: Any) -> Any:
    """A message by its own classes: nothing unknown in it, and all in the schema's order."""
    found = XmlParser(config=STRICT).from_bytes(body, kind)
    again = XmlSerializer().render(found)
    assert [one.tag for one in ElementTree.fromstring(again).iter()] == [
        one.tag for one in ElementTree.fromstring(body).iter()
    ]
    return found


def signed(found: Any) -> Decimal:
    """An amount with the sign of its direction."""
    value: Decimal = found.amt.value
    return value if found.cdt_dbt_ind.value == "CRDT" else -value


def file(bank: Bank, *payments: dict[str, Any], schema: str = "pain.001.001.09", **config: Any) -> bytes:
    """A SEPA file by the established library."""
    head = {"name": "Portolan", "IBAN": bank.account(), "BIC": "SNBXDEFFXXX", "batch": True, "currency": "EUR"}
    made = SepaTransfer(head | config, schema=schema, clean=True)
    for number, payment in enumerate(payments):
        default = {
            "name": "Kiln GmbH",
            "IBAN": VENDOR,
            "BIC": "PSSTFRPPXXX",
            "amount": 1050,
            "execution_date": datetime.now(UTC).date(),
            "description": "Payout",
            "endtoend_id": f"payout-{number}",
        }
        made.add_payment(default | payment)
    exported: bytes = made.export(validate=True)
    return exported


def told(answer: requests.Response, kind: Any = pain_002_001_10) -> tuple[str, str, dict[str, tuple[str, str]]]:
    """Status and reason of the file, and of each payment."""
    assert answer.status_code == 200, answer.text
    report = read(answer.content, kind.Document).cstmr_pmt_sts_rpt
    group = report.orgnl_grp_inf_and_sts

    def status(value: Any) -> str:
        return str(getattr(value, "value", value))

    def why(infos: Any) -> str:
        return str(infos[0].rsn.cd) if infos else ""

    payments = {
        one.orgnl_end_to_end_id: (status(one.tx_sts), why(one.sts_rsn_inf))
        for part in report.orgnl_pmt_inf_and_sts
        for one in part.tx_inf_and_sts
    }
    return status(group.grp_sts), why(group.sts_rsn_inf), payments


def test_a_buyer_sends_money_on_the_page_and_it_stands_on_the_statement(bank: Bank) -> None:
    query = {"iban": bank.account(), "amount": "25.00", "reference": REFERENCE}
    page = requests.get(f"{bank.url}/", params=query, timeout=10)
    assert all(f'value="{value}"' in page.text for value in query.values())
    form = query | {"sender": "Ada Example", "sender_iban": "DE89 3704 0044 0532 0130 00"}
    sent = requests.post(f"{bank.url}/transfer", data=form, timeout=10)
    assert (sent.status_code, "€25.00" in sent.text) == (200, True)
    (entry,) = bank.statement().ntry
    detail = entry.ntry_dtls[0].tx_dtls[0]
    assert (signed(entry), detail.rmt_inf.strd[0].cdtr_ref_inf.ref) == (Decimal("25.00"), REFERENCE)
    parties = detail.rltd_pties
    assert (parties.dbtr.pty.nm, parties.dbtr_acct.id.iban) == ("Ada Example", "DE89370400440532013000")


def test_a_buyer_may_make_mistakes_but_not_send_nonsense(bank: Bank) -> None:
    assert bank.credit("24.99", reference="order five, sorry").status_code == 201
    (entry,) = bank.statement().ntry
    assert entry.ntry_dtls[0].tx_dtls[0].rmt_inf.ustrd == ["order five, sorry"]
    for fields in (
        {"amount": "0"}, {"amount": "-5"}, {"amount": "1.001"}, {"amount": "five"}, {"amount": "1e3"},
        {"amount": "5", "iban": VENDOR}, {"amount": "5", "sender": " "}, {"amount": "5", "sender_iban": "DE00"},
    ):  # fmt: skip
        form = {"iban": bank.account(), "sender": "Ada"} | fields
        answer = requests.post(f"{bank.url}/transfer", data=form, headers={"Accept-Language": "de"}, timeout=10)
        assert (answer.status_code, 'aria-invalid="true"' in answer.text) == (422, True)
    assert bank.closing() == Decimal("24.99")


@pytest.mark.parametrize(("currency", "amount", "bad"), [("JPY", "2500", "0.5"), ("KWD", "1.234", "1.2345")])
def test_each_currency_counts_in_its_own_unit(bank: Bank, currency: str, amount: str, bad: str) -> None:
    assert bank.credit(amount, currency).status_code == 201
    assert bank.credit(bad, currency).status_code == 422
    assert bank.closing(currency) == Decimal(amount)
    assert bank.closing("EUR") == 0


@pytest.mark.parametrize(
    ("schema", "kind"), [("pain.001.001.03", pain_002_001_03), ("pain.001.001.09", pain_002_001_10)]
)
def test_a_payment_file_is_executed_once(bank: Bank, schema: str, kind: Any) -> None:
    bank.credit("100.00")
    body = file(bank, {}, {"IBAN": OTHER_VENDOR, "amount": 2001}, schema=schema)
    assert told(bank.upload(body), kind) == (
        "ACSC", "", {"payout-0": ("ACSC", ""), "payout-1": ("ACSC", "")},
    )  # fmt: skip
    assert bank.closing() == Decimal("69.49")
    assert told(bank.upload(body), kind)[:2] == ("RJCT", "DU01")
    assert bank.closing() == Decimal("69.49")
    ident = ElementTree.fromstring(body).findtext(".//{*}MsgId")
    assert told(requests.get(f"{bank.url}/payments/{ident}", timeout=10), kind)[0] == "ACSC"
    again = told(bank.upload(file(bank, {}, schema=schema)), kind)
    assert again[2] == {"payout-0": ("RJCT", "AM05")}
    assert [str(signed(entry)) for entry in bank.statement().ntry] == ["100.00", "-10.50", "-20.01"]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (b"<NbOfTxs>1<", b"<NbOfTxs>2<", "AM18"),
        (b"<CtrlSum>10.50<", b"<CtrlSum>10.51<", "AM10"),
        (VENDOR.encode(), b"FR1420041010050500013M02607", "AC03"),
        (b'Ccy="EUR"', b'Ccy="USD"', "AM03"),
        (b"PSSTFRPPXXX", b"PSST", "RC01"),
        (b"<Nm>Kiln GmbH<", b"<Nm><", "BE04"),
    ],
)
def test_a_wrong_file_or_payment_is_refused_and_nothing_moves(
    bank: Bank, before: bytes, after: bytes, reason: str
) -> None:
    body = file(bank, {})
    assert before in body
    status, why, payments = told(bank.upload(body.replace(before, after)))
    assert (status, payments["payout-0"]) == ("RJCT", ("RJCT", reason))
    assert why in ("", reason)
    assert bank.statement().ntry == []


def test_one_bad_payment_does_not_hold_back_the_others(bank: Bank) -> None:
    body = file(bank, {}, {"IBAN": OTHER_VENDOR}).replace(OTHER_VENDOR.encode(), b"NL91ABNA0417164301")
    status, _, payments = told(bank.upload(body))
    assert (status, payments) == ("PART", {"payout-0": ("ACSC", ""), "payout-1": ("RJCT", "AC03")})
    assert bank.closing() == Decimal("-10.50")


def test_an_account_that_is_not_ours_pays_nothing(bank: Bank) -> None:
    assert told(bank.upload(file(bank, {}, IBAN="DE89370400440532013000")))[2] == {"payout-0": ("RJCT", "AC02")}


@pytest.mark.parametrize("body", [b"", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><Document/>", b"\x00", b"{}"])
def test_what_is_no_payment_file_is_refused(bank: Bank, body: bytes) -> None:
    assert bank.upload(body).status_code == 400
    assert bank.program.state()["bank"]["payments"] == {}


def test_a_payment_waits_for_its_day(bank: Bank) -> None:
    body = file(bank, {"execution_date": datetime.now(UTC).date() + timedelta(days=3)})
    assert told(bank.upload(body))[2] == {"payout-0": ("ACSP", "")}
    assert (bank.closing(), bank.program.state()["jobs"]) == (0, 1)
    late = file(bank, {"execution_date": datetime.now(UTC).date() - timedelta(days=30), "endtoend_id": "late"})
    assert told(bank.upload(late))[2] == {"late": ("RJCT", "DT01")}


def test_a_payment_is_rejected_or_comes_back_as_told(bank: Bank) -> None:
    bank.program.arm("reject_payment", match="payment payout-0", reason="AC06")
    bank.program.arm("return_payment", match="payment payout-1", reason="AC04", after_s=0.1)
    assert told(bank.upload(file(bank, {}, {"amount": 2001}, {"amount": 100})))[2] == {
        "payout-0": ("RJCT", "AC06"),
        "payout-1": ("ACSC", ""),
        "payout-2": ("ACSC", ""),
    }
    deadline = time.monotonic() + 10
    while len(bank.statement().ntry) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    order = {"end_to_end_id": "payout-2", "reason": "MD07"}
    url = f"{bank.program.url}/_sandbox/bank/return"
    assert [requests.post(url, json=order, timeout=10).status_code for _ in range(2)] == [200, 409]
    returned = [entry.ntry_dtls[0].tx_dtls[0] for entry in bank.statement().ntry if signed(entry) > 0]
    reasons = {one.refs.end_to_end_id: one.rtr_inf.rsn.cd for one in returned}
    assert reasons == {"payout-1": "AC04", "payout-2": "MD07"}
    assert bank.closing() == 0
    assert told(bank.upload(file(bank, {"endtoend_id": "payout-1", "amount": 2001})))[0] == "ACSC"


def test_statements_are_of_our_accounts_and_of_days_that_were(bank: Bank) -> None:
    bank.credit("5.00")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    assert bank.statement(day=yesterday).ntry == []
    assert signed(bank.statement(day=yesterday).bal[1]) == 0
    for asked, status in (
        ({"account": VENDOR, "day": yesterday.isoformat()}, 404),
        ({"account": bank.account(), "day": "yesterday"}, 400),
        ({"account": bank.account(), "day": "2999-01-01"}, 404),
    ):
        assert requests.get(f"{bank.url}/statements", params=asked, timeout=10).status_code == status
