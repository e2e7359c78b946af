"""Screening · reading large XML safely and entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from apps.screening.errors import ListInvalid

Attributes = Mapping[str, str]


def read(data: bytes, *, entries: frozenset[str], take: Callable[[Element], None]) -> tuple[str, Attributes]:
    """Call `take` with each element named in `entries`, namespaces left out; the root's name and attributes.

    A document type and entities are refused: no authority's list has them, and they are how XML attacks its reader.

    Raises:
        ListInvalid: it is no XML, or has one of these.
    """
    reader = _Reader(entries, take)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise ListInvalid(f"it is no XML: {problem}") from problem
    return reader.root


def text_of(element: Element, name: str) -> str:
    """The text of the child `name`, without space around it; empty where there is none."""
    return (element.findtext(name) or "").strip()


def texts_of(element: Element, path: str) -> Iterator[str]:
    """The texts that are not empty of all elements at `path`."""
    for found in element.iterfind(path):
        told = (found.text or "").strip()
        if told:
            yield told


class _Reader:
    def __init__(self, entries: frozenset[str], take: Callable[[Element], None]) -> None:
        self.entries, self.take = entries, take
        self.root: tuple[str, Attributes] = ("", {})
        self.builder: TreeBuilder | None = None
        self.depth = 0

    def refuse(self, *_args: object) -> None:
        raise ListInvalid("it declares a document type or an entity")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self.root[0]:
            self.root = (name, attributes)
        if self.builder is None and name in self.entries:
            self.builder = TreeBuilder()
        if self.builder is not None:
            self.depth += 1
            self.builder.start(name, attributes)

    def text(self, data: str) -> None:
        if self.builder is not None:
            self.builder.data(data)

    def end(self, tag: str) -> None:
        if self.builder is None:
            return
        self.builder.end(tag.rpartition(":")[2])
        self.depth -= 1
        if not self.depth:
            whole, self.builder = self.builder.close(), None
            self.take(whole)
