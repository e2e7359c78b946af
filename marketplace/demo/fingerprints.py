"""demo · no app · which steps can be left out because nothing that they read has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from marketplace.embedded.files import read_json, write_json


def fingerprint(base: Path, patterns: Sequence[str], *, extra: Iterable[str] = ()) -> str:
    """A digest of the names and contents of all files under `base` that match one of the patterns."""
    digest = hashlib.sha256()
    for text in extra:
        digest.update(text.encode() + b"\0")
    for path in sorted({path for pattern in patterns for path in base.glob(pattern) if path.is_file()}):
        digest.update(str(path.relative_to(base)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class Done:
    """The fingerprints with which steps last succeeded, in `run/steps.json`."""

    def __init__(self, root: Path) -> None:
        self._path = root / "run" / "steps.json"

    def has(self, step: str, mark: str) -> bool:
        """Whether the step succeeded with exactly this fingerprint."""
        return read_json(self._path).get(step) == mark

    def record(self, step: str, mark: str) -> None:
        """Note a success."""
        write_json(self._path, {**read_json(self._path), step: mark})
