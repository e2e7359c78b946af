"""Common · text in any script for drawn documents. Loads a large library: import it where something is drawn."""

from __future__ import annotations

from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

_ASIAN = "STSong-Light"


def in_font(text: str) -> str:
    """Text marked up so that what Helvetica lacks is set in a font that has it."""
    if _ASIAN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_ASIAN))
    runs: list[tuple[bool, str]] = []
    for character in text:
        is_latin = _is_latin(character)
        if runs and runs[-1][0] == is_latin:
            runs[-1] = (is_latin, runs[-1][1] + character)
        else:
            runs.append((is_latin, character))
    return "".join(escape(run) if latin else f'<font name="{_ASIAN}">{escape(run)}</font>' for latin, run in runs)


def _is_latin(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
