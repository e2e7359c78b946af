"""What the authority says, as JSON or as a WCO response, and how it is signed and sent · sandbox · no schema."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import time
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from apps.sandbox.base.delivery import Outgoing, Twist, enqueue

CHANNEL = "customs"
FUNCTIONS = {
    "ACC": "01", "RCV": "02", "REJ": "03", "CTL": "05", "DOC": "06", "RES": "07", "ROG": "08", "CLE": "09",
    "INV": "10", "REQ": "11", "TAX": "13", "CPI": "14", "EOG": "16", "HLD": "61", "REF": "62", "SEZ": "63",
}  # fmt: skip


def issue(db: sqlite3.Connection, row: sqlite3.Row, code: str, *, endpoint: str, **said: Any) -> None:
    """Write a notice down and queue it to the declarant. `said`: errors, documents, charges, text."""
    issued_at = time.time()
    last = db.execute("SELECT max(issued_at) FROM notices WHERE lrn = ?", (row["lrn"],)).fetchone()[0]
    if last is not None:
        issued_at = max(issued_at, last + 0.001)
    value = {
        "id": uuid.uuid4().hex,
        "code": code,
        "lrn": row["lrn"],
        "mrn": row["mrn"],
        "version": row["version"],
        "issued_at": datetime.fromtimestamp(issued_at, UTC).isoformat(),
        **said,
    }
    is_xml = "xml" in row["media_type"]
    body = response(value) if is_xml else json.dumps(value, ensure_ascii=False)
    media_type = "application/xml" if is_xml else "application/json"
    db.execute(
        "INSERT INTO notices (id, lrn, media_type, code, body, issued_at) VALUES (?, ?, ?, ?, ?, ?)",
        (value["id"], row["lrn"], media_type, code, body, issued_at),
    )
    if endpoint:
        enqueue(db, CHANNEL, event=value["id"], endpoint=endpoint, type=f"customs.{code}", due=time.time())


def response(value: dict[str, Any]) -> str:
    """The notice as WCO RES XML, without a namespace, as the official samples are."""
    issued = datetime.fromisoformat(value["issued_at"])
    errors = "".join(
        f"<Error><ValidationCode>{escape(one['code'])}</ValidationCode><Description>{escape(one['text'])}</Description>"
        f"<Pointer><DocumentSectionCode>42A</DocumentSectionCode><TagID>{escape(one['pointer'])}</TagID></Pointer></Error>"
        for one in value.get("errors", ())
    )
    asked = "".join(
        f"<AdditionalInformation><StatementTypeCode>{escape(one)}</StatementTypeCode></AdditionalInformation>"
        for one in value.get("documents", ())
    )
    number = f"<ID>{value['mrn']}</ID>" if value["mrn"] else ""
    return (
        "<MetaData><WCODataModelVersionCode>3.6</WCODataModelVersionCode><WCOTypeName>RES</WCOTypeName><Response>"
        f"<FunctionCode>{FUNCTIONS[value['code']]}</FunctionCode>"
        f"<FunctionalReferenceID>{value['id']}</FunctionalReferenceID>"
        f'<IssueDateTime><DateTimeString formatCode="304">{issued:%Y%m%d%H%M%S}Z</DateTimeString></IssueDateTime>'
        f"{asked}{errors}"
        f"<Declaration><FunctionalReferenceID>{value['lrn']}</FunctionalReferenceID>{number}"
        f"<VersionID>{value['version']}</VersionID>{_debts(value.get('charges', ()))}</Declaration>"
        "</Response></MetaData>"
    )


def _debts(charges: Any) -> str:
    if not charges:
        return ""
    items: dict[int, list[str]] = {}
    for one in charges:
        rate = "" if one["rate"] is None else f"<TaxRateNumeric>{Decimal(one['rate']) * 100:f}</TaxRateNumeric>"
        money = f'currencyID="{one["currency"]}"'
        items.setdefault(one["position"], []).append(
            f"<DutyTaxFee><AdValoremTaxBaseAmount {money}>{one['base']}</AdValoremTaxBaseAmount>{rate}"
            f"<TypeCode>{one['type_code']}</TypeCode><Payment><TaxAssessedAmount {money}>{one['amount']}"
            f"</TaxAssessedAmount></Payment></DutyTaxFee>"
        )
    written = "".join(
        f"<GovernmentAgencyGoodsItem><SequenceNumeric>{position}</SequenceNumeric><Commodity>{''.join(fees)}</Commodity>"
        "</GovernmentAgencyGoodsItem>"
        for position, fees in items.items()
    )
    return f"<GoodsShipment>{written}</GoodsShipment>"


class Channel:
    """Posts notices to the declarant; any 2xx is taken for read."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def compose(self, db: sqlite3.Connection, row: sqlite3.Row, twist: Twist) -> Outgoing | None:
        """The notice as it goes out now, signed over `timestamp.body`."""
        kept = db.execute("SELECT * FROM notices WHERE id = ?", (row["event"],)).fetchone()
        if kept is None:
            return None
        body = kept["body"].encode()
        stamp = str(int(time.time() - twist.age_s))
        secret = "nobody knows this one" if twist.is_strangers else self._secret
        signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        if twist.is_tampered:
            body += b" "
        headers = {
            "Content-Type": kept["media_type"],
            "X-Harbour-Timestamp": stamp,
            "X-Harbour-Signature": signature,
        }
        return Outgoing(row["endpoint"], body, headers)

    def is_taken(self, status: int, body: bytes) -> bool:
        """Whether an answer ends the tries."""
        return 200 <= status < 300
