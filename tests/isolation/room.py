"""A vendor as the attack knows it: its secret word, its keys, and what it owns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WORD = re.compile(r"canary[0-9a-f]{12}", re.IGNORECASE)


@dataclass
class Room:
    """One vendor. `word` stands in the name of everything that it owns and nowhere else."""

    pk: int
    slug: str
    schema: str
    currency: str
    country: str
    word: str
    token: str
    session: str
    things: dict[str, str] = field(default_factory=dict)

    def strangers(self, text: str) -> set[str]:
        """The words of other vendors in a text."""
        return words(text) - {self.word}


def words(text: str) -> set[str]:
    """All secret words in a text."""
    return {found.lower() for found in _WORD.findall(text)}
