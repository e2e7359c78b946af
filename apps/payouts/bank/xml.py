"""Payouts · reading and writing ISO 20022 documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import sepaxml
from django.utils.translation import gettext_lazy as _
from xsdata.exceptions import ConverterError, ParserError
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig

from apps.payouts.errors import BadFile

LARGEST = 20 * 1024 * 1024
_CONTEXT = XmlContext()
_READ = ParserConfig(fail_on_unknown_properties=False, fail_on_converter_warnings=True)

T = TypeVar("T")


def read(raw: bytes, kind: type[T]) -> T:
    """The document of that class.

    Raises:
        BadFile: too large, not XML, another message, or with declarations that no bank sends.
    """
    if len(raw) > LARGEST:
        raise BadFile(field="file", problem=_("The file is larger than 20 MB."))
    head = raw.replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise BadFile(field="file", problem=_("The file declares entities; no bank's file does."))
    namespace = str(kind.Meta.namespace)  # type: ignore[attr-defined]
    if namespace.encode() not in raw:
        raise BadFile(
            field="file", problem=_("This is not a message of the kind %(kind)s."), kind=namespace.rpartition(":")[2]
        )
    try:
        return XmlParser(config=_READ, context=_CONTEXT).from_bytes(raw, kind)
    except (ParserError, ConverterError, SyntaxError, ValueError, TypeError) as error:
        raise BadFile(field="file", problem=_("The file cannot be read as XML.")) from error


@contextmanager
def whole(kind: str) -> Iterator[None]:
    """Read a document's parts within this: what the message must have and lacks is a fault of the file.

    Raises:
        BadFile: a part is missing.
    """
    try:
        yield
    except (AttributeError, TypeError) as error:
        raise BadFile(field="file", problem=_("The file lacks parts that a %(kind)s has."), kind=kind) from error


def write(document: Any) -> str:
    """The document as XML in its own namespace."""
    config = SerializerConfig(xml_declaration=True, encoding="UTF-8")
    namespace = type(document).Meta.namespace
    return str(XmlSerializer(config=config, context=_CONTEXT).render(document, ns_map={None: namespace}))


def validate(text: str, schema: str) -> None:
    """Hold a document against the message's own XSD, which sepaxml carries ("pain.001.001.09").

    Raises:
        BadFile: a bank would not take it; the problem names the place.
    """
    import xmlschema

    try:
        _schema(schema).validate(text)
    except xmlschema.XMLSchemaValidationError as error:
        problem = _("The file does not follow %(schema)s at %(path)s: %(reason)s")
        raise BadFile(
            field="file", problem=problem, schema=schema, path=error.path or "/", reason=error.reason or ""
        ) from error


@lru_cache(maxsize=4)
def _schema(name: str) -> Any:
    import xmlschema

    return xmlschema.XMLSchema(str(Path(sepaxml.__file__).parent / "schemas" / f"{name}.xsd"))
