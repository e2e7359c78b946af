"""Messages of China's cross-border system: drawn from the snapshot, valid, read back, signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from apps.customs.documents import ceb, ceb_drawing, ceb_signature
from apps.customs.errors import BadMessage
from apps.customs.types import Snapshot
from apps.customs.types.ceb import CebMessage, MessageKind
from tests.factories.ceb import TRANSFER, drawn, inbound, outbound
from tests.factories.customs import money

BOTH = pytest.mark.parametrize("one", [inbound(), outbound()], ids=["import", "export"])


@pytest.fixture(scope="module")
def pair() -> tuple[bytes, bytes]:
    """A key and its own certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Portolan")])
    since = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(since + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)


@BOTH
def test_each_message_is_valid_and_read_back_as_it_was(one: Snapshot) -> None:
    written = {message.type: ceb.write(message, TRANSFER) for message in drawn(one)}

    assert sorted(written) == (["311", "411", "511", "621"] if one.ship_to == "CN" else ["303", "403", "505", "603"])
    assert {number: ceb.read(xml) for number, xml in written.items()} == {each.type: each for each in drawn(one)}


def test_fields_stand_in_the_published_order_and_instants_in_chinas_time() -> None:
    order = drawn(inbound())[0]

    root = etree.fromstring(ceb.write(order, TRANSFER))

    names = [etree.QName(field).localname for field in root[0][0]]
    assert names[:6] == ["guid", "appType", "appTime", "appStatus", "orderType", "orderNo"]
    assert names.index("goodsValue") < names.index("freight") < names.index("taxTotal") < names.index("acturalPaid")
    assert order.head["appTime"] == "20260901180000"
    assert order.head["acturalPaid"] == "178.7"


@pytest.mark.parametrize(
    ("name", "value"),
    [("currency", "CNY"), ("appTime", "2026-09-01"), ("guid", "1"), ("orderNo", "x" * 61), ("surprise", "1"),
     ("goodsValue", "-1"), ("buyerName", "")],
)  # fmt: skip
def test_a_field_that_the_schema_does_not_know_is_refused(name: str, value: str) -> None:
    order = drawn(inbound())[0]

    with pytest.raises(BadMessage, match=name if name != "guid" else "1"):
        ceb.write(replace(order, head={**order.head, name: value}), TRANSFER)


@pytest.mark.parametrize(
    "body", [b"", b"<x/>", b"not xml", b'<CEB999Message xmlns="http://www.chinaport.gov.cn/ceb"/>',
             b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>']
)  # fmt: skip
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        ceb.read(body)


def test_a_stamp_that_is_no_instant_is_refused() -> None:
    xml = ceb.write(drawn(inbound())[0], TRANSFER)

    with pytest.raises(BadMessage, match="appTime"):
        ceb.read(xml.replace(b"20260901180000", b"20260231180000"))


@given(st.integers(1, 10_000_000), st.integers(1, 500))
def test_pieces_times_price_is_the_sum_to_the_cent(minor: int, pieces: int) -> None:
    total = money(str(Decimal(minor) / 100))

    parts = ceb_drawing.divided(total, pieces)

    assert sum(count * price for count, price in parts) == total.amount
    assert sum(count for count, _price in parts) == pieces


def test_what_cannot_be_declared_is_named() -> None:
    assert ceb_drawing.problems(inbound(), buyer=None) == ["buyer_identity"]
    assert ceb_drawing.problems(outbound(ship_to="KP"), buyer=None) == ["country"]
    with pytest.raises(ValueError, match="country"):
        drawn(outbound(ship_to="KP"))


def test_a_signed_message_gives_what_was_signed(pair: tuple[bytes, bytes]) -> None:
    for message in drawn(inbound()):
        signed = ceb_signature.sign(ceb.write(message, TRANSFER), key=pair[0], certificate=pair[1])

        assert ceb_signature.verified(signed, certificate=pair[1]) == message


def test_any_field_changed_after_signing_is_found(pair: tuple[bytes, bytes]) -> None:
    changed = 0
    for message in (*drawn(inbound()), *drawn(outbound())):
        signed = ceb_signature.sign(ceb.write(message, TRANSFER), key=pair[0], certificate=pair[1])
        for path in _leaves(signed):
            root = etree.fromstring(signed)
            field = root.find(path)
            assert field is not None
            assert field.text
            field.text = field.text[:-1] + ("1" if field.text[-1] != "1" else "2")
            with pytest.raises(BadMessage):
                ceb_signature.verified(etree.tostring(root), certificate=pair[1])
            changed += 1
    assert changed > 200


def test_an_unsigned_message_and_one_of_another_key_are_refused(pair: tuple[bytes, bytes]) -> None:
    payment: CebMessage = next(one for one in drawn(inbound()) if one.kind is MessageKind.PAYMENT)
    xml = ceb.write(payment, TRANSFER)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    for body in (xml, ceb_signature.sign(xml, key=other, certificate=pair[1])):
        with pytest.raises(BadMessage, match="signature"):
            ceb_signature.verified(body, certificate=pair[1])


def _leaves(signed: bytes) -> list[str]:
    """Where each field of a message stands, its signature aside."""
    root = etree.fromstring(signed)
    tree = root.getroottree()
    return [tree.getelementpath(field) for field in root.iter(f"{{{ceb.NS}}}*") if len(field) == 0]
