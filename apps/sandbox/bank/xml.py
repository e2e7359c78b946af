"""Reading and writing ISO 20022 messages · sandbox bank · no schema."""

from __future__ import annotations

import xml.etree.ElementTree as tree
from datetime import UTC, datetime

MAX_DEPTH = 40
Element = tree.Element


class Unreadable(ValueError):
    """No XML, or one with declarations that a bank does not take."""


def read(body: bytes) -> tuple[str, Element]:
    """The namespace and the root.

    Raises:
        Unreadable: malformed, or with a document type or entities.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable("document types and entities are not taken")
    try:
        root = tree.fromstring(body)
    except (tree.ParseError, ValueError) as error:
        raise Unreadable(str(error)) from None
    namespace, _, name = root.tag.rpartition("}")
    if name != "Document":
        raise Unreadable("the root must be Document")
    return namespace.removeprefix("{"), root


def stripped(element: Element) -> Element:
    """The same with plain tag names."""
    for each in element.iter():
        each.tag = each.tag.rpartition("}")[2]
    return element


def text(element: Element, path: str) -> str:
    """The text at a path, or nothing."""
    return (element.findtext(path) or "").strip()


def add(parent: Element, path: str, value: str | None = None, **attributes: str) -> Element:
    """Add nested elements named by a path; the text goes into the innermost, which is returned."""
    for name in path.split("/"):
        parent = tree.SubElement(parent, name)
    parent.text = value
    parent.attrib.update(attributes)
    return parent


def document(namespace: str) -> Element:
    """An empty message."""
    return Element("Document", {"xmlns": f"urn:iso:std:iso:20022:tech:xsd:{namespace}"})


def encoded(root: Element) -> bytes:
    """The message as bytes."""
    tree.indent(root)
    written: bytes = tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def instant(at: float) -> str:
    """ISO date and time in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
