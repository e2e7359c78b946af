"""Common · the text in a file that a spreadsheet saved as CSV: pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import TranslatableText

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class NotText(Exception):
    """`problem` says why and what to do; `data` fills its placeholders."""

    def __init__(self, problem: TranslatableText, **data: Any) -> None:
        self.problem = problem
        self.data = data
        super().__init__(problem)


def decoded(data: bytes) -> str:
    """The text of UTF-8, with a mark of its order or without, or of UTF-16 with one.

    Raises:
        NotText: the bytes are neither, or hold zeros.
    """
    encoding = "utf-16" if data[:2] in _UTF16 else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(
            _("The file is not UTF-8 (line %(line)s cannot be read). In Excel choose “CSV UTF-8” when you save it."),
            line=data[: error.start].count(b"\n") + 1,
        ) from None
    if "\x00" in text:
        raise NotText(_("This is no CSV file. Save the sheet as “CSV UTF-8” and upload that."))
    return text
