"""Discovery · codes that one slip of the hand makes of another: pure."""

from __future__ import annotations

import string

_MARKS = string.ascii_uppercase + string.digits + "-._/"
_LONGEST = 32


def near(code: str) -> set[str]:
    """Codes with one mark more, fewer or other than `code`, or two neighbours in turn; none of a very long one.

    `code` is as `words.code` makes it. About eighty times as many as it is long.
    """
    if not code or len(code) > _LONGEST:
        return set()
    parts = [(code[:at], code[at:]) for at in range(len(code) + 1)]
    found = {before + after[1:] for before, after in parts if after}
    found |= {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    found |= {before + mark + after[1:] for before, after in parts if after for mark in _MARKS}
    found |= {before + mark + after for before, after in parts for mark in _MARKS}
    return found - {code, ""}
