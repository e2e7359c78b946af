"""Files of payments validate against their schema, say what they pay, and refuse accounts that no bank would find."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.payouts.bank import pain001, xml
from apps.payouts.errors import BadFile
from apps.payouts.rules import accounts
from apps.payouts.types import AccountDetails, PayoutOrder, Scheme

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
HOUSE = AccountDetails("Portolan Marketplace", "DE", "EUR", iban="DE89370400440532013000")
SELLER = AccountDetails("Töpferei Möller & Söhne", "FR", "EUR", iban="FR1420041010050500013M02606")
ELSEWHERE = AccountDetails("Sakai Tools", "JP", "JPY", number="1234567", bic="BOTKJPJT")
NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def _file(orders: list[PayoutOrder], scheme: Scheme) -> ElementTree.Element:
    house = HOUSE if scheme is Scheme.SEPA else replace(HOUSE, bic="COBADEFFXXX")
    text = pain001.written(orders, scheme=scheme, message_id="M" * 32, execute_on=DAY, house=house, at=AT)
    xml.validate(text, pain001.SCHEMA)
    return ElementTree.fromstring(text)


def test_a_sepa_file_names_every_payment_and_their_sum() -> None:
    orders = [
        PayoutOrder(f"PO0000000{number}V1", SELLER, Money(Decimal(cents) / 100, "EUR"), "Portolan PO")
        for number, cents in enumerate((1050, 1051, 1052))
    ]
    file = _file(orders, Scheme.SEPA)
    assert file.findtext(".//p:GrpHdr/p:MsgId", namespaces=NS) == "M" * 32
    assert file.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=NS) == "31.53"
    assert file.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=NS) == "3"
    assert [one.text for one in file.iterfind(".//p:EndToEndId", NS)] == [order.reference for order in orders]
    assert {one.text for one in file.iterfind(".//p:CdtrAcct//p:IBAN", NS)} == {SELLER.iban}
    assert file.findtext(".//p:SvcLvl/p:Cd", namespaces=NS) == "SEPA"


@pytest.mark.parametrize(
    ("account", "amount", "written"),
    [
        (ELSEWHERE, Money(120000, "JPY"), "120000"),
        (AccountDetails("Acme", "US", "USD", number="000123456789", clearing_system="USABA",
                        clearing_member="021000021"), Money("1234.50", "USD"), "1234.50"),
        (AccountDetails("Souq", "AE", "USD", iban="AE070331234567890123456"), Money("5.00", "USD"), "5.00"),
    ],
)  # fmt: skip
def test_a_payment_outside_sepa_carries_account_bank_and_amount(
    account: AccountDetails, amount: Money, written: str
) -> None:
    file = _file([PayoutOrder("PO00000001V2", account, amount, "Portolan PO00000001V2")], Scheme.GLOBAL)
    told = file.find(".//p:InstdAmt", NS)
    assert told is not None
    assert (told.text, told.get("Ccy")) == (written, amount.currency.code)
    number = file.findtext(".//p:CdtrAcct//p:Othr/p:Id", namespaces=NS) or file.findtext(
        ".//p:CdtrAcct//p:IBAN", namespaces=NS
    )
    assert number == (account.number or account.iban)
    assert file.findtext(".//p:SvcLvl/p:Cd", namespaces=NS) is None
    if account.clearing_system:
        assert file.findtext(".//p:CdtrAgt//p:MmbId", namespaces=NS) == account.clearing_member


def test_a_wrong_iban_never_gets_into_a_file() -> None:
    wrong = replace(SELLER, iban="FR1420041010050500013M02607")
    with pytest.raises(InvalidInput) as refusal:
        _file([PayoutOrder("PO1", wrong, Money("1.00", "EUR"), "x")], Scheme.SEPA)
    assert refusal.value.field == "iban"


def test_a_file_pays_in_one_currency() -> None:
    orders = [PayoutOrder("a", SELLER, Money(1, "EUR"), "x"), PayoutOrder("b", ELSEWHERE, Money(1, "JPY"), "x")]
    with pytest.raises(ValueError, match="one currency"):
        _file(orders, Scheme.GLOBAL)


def test_what_does_not_follow_the_schema_is_named_with_its_place() -> None:
    text = pain001.written(
        [PayoutOrder("PO1", SELLER, Money("1.00", "EUR"), "x")],
        scheme=Scheme.SEPA, message_id="M1", execute_on=DAY, house=HOUSE, at=AT,
    )  # fmt: skip
    with pytest.raises(BadFile) as refusal:
        xml.validate(text.replace("<NbOfTxs>1<", "<NbOfTxs>many<"), pain001.SCHEMA)
    assert "NbOfTxs" in refusal.value.text()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (replace(SELLER, iban="DE89370400440532013001"), "iban"),
        (replace(SELLER, iban="DE8937040044053201300"), "iban"),
        (replace(SELLER, iban="Konto 12"), "iban"),
        (replace(SELLER, bic="NOPE"), "bic"),
        (replace(SELLER, iban="DE89370400440532013000", bic="DEUTDEFF"), "bic"),
        (replace(SELLER, holder=" "), "holder"),
        (AccountDetails("Acme", "US", "USD", number="000123456789"), "bic"),
        (AccountDetails("Acme", "US", "USD", number="1", bic="CHASUS33"), "number"),
        (AccountDetails("Acme", "US", "USD", number="0001234", clearing_system="USABA", clearing_member="12"),
         "clearing_member"),
        (AccountDetails("Acme", "DE", "EUR", number="532013000", bic="COBADEFFXXX"), "iban"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_right_is_refused_at_its_field(given: AccountDetails, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        accounts.checked(given)
    assert refusal.value.field == field


def test_an_iban_tells_its_country_and_its_bank_and_is_shown_masked() -> None:
    found = accounts.checked(AccountDetails("Hans", "", "EUR", iban="de89 3704 0044 0532 0130 00"))
    assert (found.iban, found.country, found.bic) == ("DE89370400440532013000", "DE", "COBADEFFXXX")
    assert accounts.masked(found) == "DE•••• 3000"
    assert accounts.scheme_of(found) is Scheme.SEPA
    assert accounts.scheme_of(replace(found, currency="USD")) is Scheme.GLOBAL
    assert "37040044" not in accounts.masked(found)
