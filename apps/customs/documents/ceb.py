"""Customs · messages of China's unified cross-border system as XML, by the project's schema: pure.

`ceb.xsd` beside this file is the one list of fields: their order is read from it, and what is
written or read is validated against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from lxml import etree

from ..errors import BadMessage
from ..types.ceb import TYPES, CebMessage

NS = "http://www.chinaport.gov.cn/ceb"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)


@dataclass(frozen=True)
class Transfer:
    """Who sends a message, as registered with the single window."""

    cop_code: str
    cop_name: str
    dxp_id: str
    dxp_mode: str = "DXP"


@dataclass(frozen=True)
class Shape:
    """How a type of message is built; `head` and `line` are "" where the fields stand in the body itself."""

    body: str
    head: str
    line: str
    head_fields: tuple[str, ...]
    line_fields: tuple[str, ...]


def write(message: CebMessage, transfer: Transfer) -> bytes:
    """The unsigned message. The same message gives the same bytes.

    Raises:
        BadMessage: a field is missing, unknown, too long or of another form than the schema says.
    """
    shape = shape_of(message.type)
    root = etree.Element(f"{{{NS}}}CEB{message.type}Message", nsmap={"ceb": NS})
    root.set("guid", message.guid)
    root.set("version", "1.0")
    body = etree.SubElement(root, f"{{{NS}}}{shape.body}")
    _fill(etree.SubElement(body, f"{{{NS}}}{shape.head}") if shape.head else body, shape.head_fields, message.head)
    for line in message.lines:
        if not shape.line:
            raise BadMessage(f"CEB{message.type} has no lines.")
        _fill(etree.SubElement(body, f"{{{NS}}}{shape.line}"), shape.line_fields, line)
    sender = {"copCode": transfer.cop_code, "copName": transfer.cop_name, "dxpMode": transfer.dxp_mode,
              "dxpId": transfer.dxp_id}  # fmt: skip
    _fill(etree.SubElement(root, f"{{{NS}}}BaseTransfer"), tuple(sender), sender)
    require_valid(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def read(xml: bytes) -> CebMessage:
    """A message out of its XML; a signature is not looked at.

    Raises:
        BadMessage: it is no XML, of a type that is not known, or not as the schema says.
    """
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise BadMessage(str(error)) from error
    number = etree.QName(root).localname.removeprefix("CEB").removesuffix("Message")
    if number not in TYPES or etree.QName(root).namespace != NS:
        raise BadMessage(f"{etree.QName(root).localname} is not a message that is read here.")
    require_valid(root)
    shape = shape_of(number)
    body = root[0]
    head = body.find(f"{{{NS}}}{shape.head}") if shape.head else body
    lines = body.findall(f"{{{NS}}}{shape.line}") if shape.line else []
    message = CebMessage(number, _values(head), tuple(map(_values, lines)))
    for name in ("appTime", "payTime"):
        if name in message.head:
            _require_stamp(name, message.head[name])
    return message


def _require_stamp(name: str, text: str) -> None:
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadMessage(f"{name} is no instant: {text}.") from error


def require_valid(root: etree._Element) -> None:
    """Let only messages through that the schema knows.

    Raises:
        BadMessage: with the first thing that is wrong.
    """
    schema = _schema()
    if not schema.validate(root):
        raise BadMessage(str(schema.error_log[0].message))


@cache
def shape_of(number: str) -> Shape:
    """How a type of message is built, read from the schema."""
    tree = _tree()
    parts = tree.find(f"{_XS}element[@name='CEB{number}Message']/{_XS}complexType/{_XS}sequence")
    assert parts is not None, number
    body = parts[0]
    inner = body.findall(f"{_XS}complexType/{_XS}sequence/{_XS}element")
    if not inner:
        return Shape(body.get("name", ""), "", "", _fields(body.get("type", "")), ())
    head, line = inner[0], inner[1] if len(inner) > 1 else None
    return Shape(
        body.get("name", ""), head.get("name", ""), "" if line is None else line.get("name", ""),
        _fields(head.get("type", "")), () if line is None else _fields(line.get("type", "")),
    )  # fmt: skip


def _fields(type_name: str) -> tuple[str, ...]:
    found = _tree().findall(f"{_XS}complexType[@name='{type_name}']/{_XS}sequence/{_XS}element")
    return tuple(element.get("name", "") for element in found)


@cache
def _tree() -> etree._Element:
    return etree.parse(Path(__file__).with_name("ceb.xsd")).getroot()


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(_tree())


def _fill(parent: etree._Element, names: tuple[str, ...], values: Mapping[str, str]) -> None:
    unknown = sorted(set(values) - set(names))
    if unknown:
        raise BadMessage(f"{etree.QName(parent).localname} has no field {unknown[0]}.")
    for name in names:
        if values.get(name):
            etree.SubElement(parent, f"{{{NS}}}{name}").text = values[name]


def _values(parent: etree._Element) -> dict[str, str]:
    return {etree.QName(child).localname: child.text or "" for child in parent if isinstance(child.tag, str)}
