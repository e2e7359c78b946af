"""Common · text in any script for drawn documents. Loads a large library: import it where something is drawn."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import arabic_reshaper
import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
from bidi import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

_LATIN, _WIDE, _ARABIC, _CHINESE, _JAPANESE, _KOREAN = (
    "Helvetica", "NotoSans", "NotoSansArabic", "STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium",
)  # fmt: skip
_FILES = {
    _WIDE: (fontpkg_noto_sans, "NotoSans[[]*.ttf"),
    _ARABIC: (fontpkg_noto_sans_arabic, "*.ttf"),
}


def in_font(text: str, *, width: float = 0, size: float = 10) -> str:
    """Text marked up so that what Helvetica lacks is set in a font that has it.

    Arabic is shaped and put into the order in which it is drawn, so that it must not be
    broken afterwards: with `width` (points) it is broken here, for letters of `size`.
    """
    if not _is_right_to_left(text):
        return _runs(text)
    lines = _broken(text, width, size) if width else [text]
    return "<br/>".join(_runs(get_display(arabic_reshaper.reshape(line))) for line in lines)


def _runs(text: str) -> str:
    is_japanese = any("\u3040" <= character <= "\u30ff" for character in text)
    runs: list[tuple[str, str]] = []
    for character in text:
        font = _font_of(character, is_japanese=is_japanese)
        if runs and (runs[-1][0] == font or character == " "):
            runs[-1] = (runs[-1][0], runs[-1][1] + character)
        else:
            runs.append((font, character))
    return "".join(
        escape(run) if font == _LATIN else f'<font name="{_registered(font)}">{escape(run)}</font>'
        for font, run in runs
    )


def _font_of(character: str, *, is_japanese: bool) -> str:
    code = ord(character)
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        pass
    else:
        return _LATIN
    if 0x0600 <= code <= 0x08FF or 0xFB50 <= code <= 0xFEFF:
        return _ARABIC
    if 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F or 0xAC00 <= code <= 0xD7AF:
        return _KOREAN
    if code >= 0x2E80:
        return _JAPANESE if is_japanese else _CHINESE
    return _WIDE


@cache
def _registered(font: str) -> str:
    if font in _FILES:
        package, pattern = _FILES[font]
        folder = Path(str(package.__file__)).parent / "files"
        pdfmetrics.registerFont(TTFont(font, str(next(iter(sorted(folder.glob(pattern)))))))
    else:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    return font


def _broken(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        fuller = f"{lines[-1]} {word}" if lines else word
        if lines and pdfmetrics.stringWidth(fuller, _registered(_ARABIC), size) <= width:
            lines[-1] = fuller
        else:
            lines.append(word)
    return lines or [text]


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
