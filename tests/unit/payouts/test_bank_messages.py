"""Statements and answers of banks are read, and what does not add up or is no bank's message is refused whole."""

from __future__ import annotations

from datetime import date

import pytest
from djmoney.money import Money

from apps.payouts.bank import camt053, pain002
from apps.payouts.errors import BadFile

_ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-21</Dt></ValDt><AcctSvcrRef>{ref}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>
{details}</Ntry>"""
_DETAIL = """<TxDtls><Refs><EndToEndId>{e2e}</EndToEndId></Refs><Amt Ccy="EUR">{amount}</Amt>
<CdtDbtInd>{sign}</CdtDbtInd><RltdPties><{side}><Pty><Nm>{name}</Nm></Pty></{side}></RltdPties>
<RmtInf>{remittance}</RmtInf>{extra}</TxDtls>"""


def statement(*entries: str, opening: str = "100.00", closing: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>m1</MsgId><CreDtTm>2026-11-20T20:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>2026-11-20-EUR</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-20</Dt></Dt></Bal>{"".join(entries)}</Stmt></BkToCstmrStmt></Document>""".encode()


def entry(amount: str, sign: str, ref: str, *details: str, family: str = "RCDT", sub: str = "ESCT") -> str:
    inner = f"<NtryDtls>{''.join(details)}</NtryDtls>" if details else ""
    return _ENTRY.format(amount=amount, sign=sign, ref=ref, family=family, sub=sub, details=inner)


def detail(amount: str, sign: str, e2e: str, name: str, remittance: str = "", extra: str = "") -> str:
    side = "Dbtr" if sign == "CRDT" else "Cdtr"
    return _DETAIL.format(amount=amount, sign=sign, e2e=e2e, name=name, remittance=remittance, extra=extra, side=side)


STRUCTURED = "<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>"


def test_entries_keep_their_references_names_and_signs() -> None:
    [found] = camt053.read(
        statement(
            entry("20.00", "CRDT", "E1", detail("20.00", "CRDT", "NOTPROVIDED", "Ada", STRUCTURED)),
            entry("5.50", "DBIT", "E2", detail("5.50", "DBIT", "PO00000001V1", "Kiln"), family="ICDT"),
            closing="114.50",
        )
    )
    assert (found.iban, found.currency, found.until) == ("DE89370400440532013000", "EUR", date(2026, 11, 20))
    came_in, went_out = found.lines
    assert (came_in.amount, came_in.end_to_end, came_in.reference) == (Money("20.00", "EUR"), "", "RF18539007547034")
    assert (came_in.counterparty, came_in.booked_on, came_in.valued_on) == (
        "Ada", date(2026, 11, 20), date(2026, 11, 21),
    )  # fmt: skip
    assert (went_out.amount, went_out.end_to_end, went_out.counterparty) == (
        Money("-5.50", "EUR"), "PO00000001V1", "Kiln",
    )  # fmt: skip
    assert not came_in.returned


def test_an_entry_of_several_transactions_becomes_several_lines() -> None:
    parts = [detail("3.00", "DBIT", "A", "One"), detail("4.00", "DBIT", "B", "Two")]
    [found] = camt053.read(statement(entry("7.00", "DBIT", "E9", *parts, family="ICDT"), closing="93.00"))
    assert [(one.entry_ref, one.end_to_end, one.amount.amount) for one in found.lines] == [
        ("E9/1", "A", -3), ("E9/2", "B", -4),
    ]  # fmt: skip


def test_a_payment_that_came_back_is_told_as_such() -> None:
    returned = detail("5.50", "CRDT", "PO00000001V1", "Kiln", extra="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")
    [found] = camt053.read(statement(entry("5.50", "CRDT", "E3", returned), closing="105.50"))
    assert found.lines[0].returned
    assert found.lines[0].end_to_end == "PO00000001V1"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not xml",
        b"<Document/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>',
        statement(entry("20.00", "CRDT", "E1"), closing="119.99"),
        statement(entry("20.00", "CRDT", ""), closing="120.00"),
        statement(entry("twenty", "CRDT", "E1"), closing="120.00"),
        statement(entry("20.00", "CRDT", "E1"), closing="120.00").replace(b"CLBD", b"XXXX"),
        statement(entry("20.00", "CRDT", "E1"), closing="120.00")[:400],
        statement(
            entry("7.00", "DBIT", "E9", detail("3.00", "DBIT", "A", "x"), detail("3.00", "DBIT", "B", "y")),
            closing="93.00",
        ),
    ],
)
def test_what_is_no_sound_statement_is_refused(raw: bytes) -> None:
    with pytest.raises(BadFile):
        camt053.read(raw)


def _answer(group: str, transactions: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>r1</MsgId><CreDtTm>2026-11-20T20:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>abc</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>abc</OrgnlPmtInfId>{transactions}</OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>""".encode()


def test_an_answer_tells_refused_payments_and_why() -> None:
    refused = (
        "<TxInfAndSts><OrgnlEndToEndId>PO00000002V1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd>"
        "</Rsn><AddtlInf>No such account</AddtlInf></StsRsnInf></TxInfAndSts>"
        "<TxInfAndSts><OrgnlEndToEndId>PO00000003V1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>"
    )
    found = pain002.read(_answer("<GrpSts>PART</GrpSts>", refused))
    assert (found.message_id, found.accepted) == ("abc", True)
    assert found.refused == {"PO00000002V1": "AC01 No such account"}


def test_a_whole_file_can_be_refused() -> None:
    found = pain002.read(_answer("<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>DU01</Cd></Rsn></StsRsnInf>"))
    assert (found.accepted, found.reason, found.refused) == (False, "DU01", {})
