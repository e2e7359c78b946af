"""Official notices are read as they are published, and forged or broken ones are refused."""

from __future__ import annotations

import hashlib
import hmac
import os
import tarfile
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from apps.customs.authorities import notices
from apps.customs.authorities.harbour import Harbour
from apps.customs.errors import BadNotice
from apps.customs.rules import machine
from apps.customs.rules.machine import Happening
from apps.customs.types import Act, Code

PUBLISHED = Path(os.environ.get("CUSTOMS_DATA", "")) / "schemas" / "customs_schemas.tar.gz"
needs_data = pytest.mark.skipif(
    not PUBLISHED.is_file(), reason="CUSTOMS_DATA names no folder with the official samples"
)
ACCEPTED = b"""<MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>01</FunctionCode>
<FunctionalReferenceID>n1</FunctionalReferenceID>
<IssueDateTime><DateTimeString formatCode="304">20260901081500Z</DateTimeString></IssueDateTime>
<Declaration><FunctionalReferenceID>PT1</FunctionalReferenceID><ID>26DE0</ID><VersionID>2</VersionID></Declaration>
</Response></MetaData>"""


def samples() -> dict[str, bytes]:
    with tarfile.open(PUBLISHED) as archive:
        found = [one for one in archive.getmembers() if "/notifications/" in one.name and one.name.endswith(".xml")]
        return {Path(one.name).stem: archive.extractfile(one).read() for one in found}  # type: ignore[union-attr]


@needs_data
def test_every_official_sample_is_read_and_each_kind_has_its_code() -> None:
    read = {name: body for name, body in samples().items() if not name.endswith("GER")}
    found = {name: notices.from_xml(body) for name, body in read.items()}

    assert len(found) >= 13
    for name, notice in found.items():
        assert notice.code == name[-3:], name
        assert notice.lrn, name
    tax = next(one for name, one in found.items() if name.endswith("TAX"))
    assert [(one.type_code, one.amount) for one in tax.charges[:2]] == [("A00", Decimal(270)), ("B00", Decimal(2054))]
    assert next(one for name, one in found.items() if name.endswith("REJ")).errors[0].code == "CDS12005"


@needs_data
def test_the_official_sequence_of_an_inspected_declaration_ends_released() -> None:
    found = [notices.from_xml(body) for name, body in samples().items() if name[-3:] in ("ACC", "CTL", "TAX", "CLE")]
    course = [Happening("s", Act.SUBMIT, 1, datetime(2020, 1, 1, tzinfo=UTC))]
    course += [Happening(one.notice_id, one.code, 1, one.issued_at) for one in found]

    assert machine.fold(course) == "released"


def test_a_notice_is_read_to_the_second_and_by_version() -> None:
    notice = notices.from_xml(ACCEPTED)

    assert (notice.code, notice.version, notice.mrn) == (Code.ACC, 2, "26DE0")
    assert notice.issued_at == datetime(2026, 9, 1, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<", b"<MetaData/>", ACCEPTED.replace(b">01<", b">99<"), ACCEPTED.replace(b"<ID>26DE0</ID>", b""),
        ACCEPTED.replace(b"20260901081500Z", b"yesterday"), b'<!DOCTYPE x [<!ENTITY a "b">]>' + ACCEPTED,
        ACCEPTED + b" " * 300_000,
    ],
)  # fmt: skip
def test_what_is_no_notice_is_refused(body: bytes) -> None:
    with pytest.raises(BadNotice):
        notices.from_xml(body)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": "1", "code": "WAT"}', b"\xff", b"[" * 10_000])
def test_what_is_no_json_notice_is_refused(body: bytes) -> None:
    with pytest.raises(BadNotice):
        notices.from_json(body)


def signed(body: bytes, *, secret: bytes = b"cs", stamp: int | None = None) -> dict[str, str]:
    at = str(int(time.time()) if stamp is None else stamp)
    signature = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/xml", "X-Harbour-Timestamp": at, "X-Harbour-Signature": signature}


def test_only_what_the_authority_signed_lately_is_read() -> None:
    port = Harbour(api_base="http://127.0.0.1:1", key="ck", secret="cs")

    assert port.read(signed(ACCEPTED), ACCEPTED).lrn == "PT1"
    for headers in (
        {}, signed(ACCEPTED, secret=b"other"), signed(ACCEPTED, stamp=int(time.time()) - 3600),
        {**signed(ACCEPTED), "X-Harbour-Timestamp": "now"}, signed(ACCEPTED + b" "),
    ):  # fmt: skip
        with pytest.raises(BadNotice):
            port.read(headers, ACCEPTED)
