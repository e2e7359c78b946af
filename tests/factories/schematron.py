"""Running compiled schematron over documents by Saxon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def failed(documents: Mapping[str, bytes], rules: Iterable[Path]) -> dict[str, list[str]]:
    """The fatal rules that each document breaks, by its name; those that break none are left out."""
    found: dict[str, list[str]] = {}
    with PySaxonProcessor(license=False) as processor:
        xslt = processor.new_xslt30_processor()
        for sheet in rules:
            run = xslt.compile_stylesheet(stylesheet_file=str(sheet))
            for name, text in documents.items():
                told = run.transform_to_string(xdm_node=processor.parse_xml(xml_text=text.decode()))
                broken = etree.fromstring(told.encode()).iter(f"{_SVRL}failed-assert")
                fatal = [one for one in broken if one.get("flag", "fatal") == "fatal"]
                if fatal:
                    found.setdefault(name, []).extend(
                        f"{one.get('id')}: {''.join(one.itertext()).strip()}" for one in fatal
                    )
    return found
