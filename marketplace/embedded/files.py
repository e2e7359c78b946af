"""embedded · no app · the folders and small private files under a state root."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

LOG_LIMIT_BYTES = 5_000_000
# Source: linux/fs.h (x86-64 and arm64), and `chattr +T`.
_GET_FLAGS, _SET_FLAGS, _TOP_OF_HIERARCHIES = 0x8008_6601, 0x4008_6602, 0x0002_0000


def prepare_root(root: Path) -> None:
    """Make the folders of a state root. A server that runs as another user may pass through, not list."""
    for folder, mode in ((root, 0o711), (root / "data", 0o711), (root / "log", 0o711), (root / "run", 0o700)):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)


def spread(folder: Path) -> None:
    """Have the folders made in this one lie far apart on the disk; quietly nothing on file systems other than ext4.

    ext4 does not give the number of a file that was deleted in the last minutes to another, and
    looks at each such number again and again: a database of thousands of files, made where one
    was dropped a moment ago, would take twenty times as long.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            flags = int.from_bytes(fcntl.ioctl(descriptor, _GET_FLAGS, bytes(8))[:4], sys.byteorder)
            fcntl.ioctl(descriptor, _SET_FLAGS, (flags | _TOP_OF_HIERARCHIES).to_bytes(8, sys.byteorder))
        finally:
            os.close(descriptor)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty when it is missing or was cut off by a crash."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_private(path: Path, text: str, *, owner: tuple[int, int] | None = None) -> None:
    """Replace a file at once, readable by its owner alone. `owner` is (uid, gid)."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    if owner is not None:
        os.chown(draft, *owner)
    draft.replace(path)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replace a private JSON file at once."""
    write_private(path, json.dumps(content, indent=2) + "\n")


def password(root: Path, name: str) -> str:
    """The password of a role, made up on first use and kept in `data/credentials.json`.

    It stands beside the data it opens, so wiping the data wipes it too. Call
    it under the start lock.
    """
    path = root / "data" / "credentials.json"
    known = read_json(path)
    if name not in known:
        known[name] = secrets.token_urlsafe(24)
        write_json(path, known)
    return str(known[name])


def rotate(log: Path) -> None:
    """Put a log that has grown large aside as `<name>.1` before its server starts again."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))
