"""Archives that were changed with care: contents, checksums and seal agree again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apps.portability.archive import writing
from apps.portability.rules import SEAL_BYTES


def forged(
    path: Path,
    change: Callable[[str, bytes], bytes] = lambda _name, data: data,
    *,
    manifest: Callable[[dict[str, Any]], dict[str, Any]] = lambda value: value,
    extra: dict[str, bytes] | None = None,
) -> Path:
    """A copy of an archive with each file as `change` makes it, and `extra` ones."""
    made = path.with_name(f"forged-{path.name}")
    with zipfile.ZipFile(path) as source, made.open("w+b") as file:
        value = json.loads(source.read("manifest.json"))
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
            target.comment = b" " * SEAL_BYTES
            for name in [*source.namelist(), *(extra or {})]:
                if name == "manifest.json":
                    continue
                data = (extra or {}).get(name)
                data = change(name, source.read(name)) if data is None else data
                rows = value["files"].get(name, {}).get("rows")
                value["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "rows": rows}
                target.writestr(name, data)
            target.writestr("manifest.json", json.dumps(manifest(value)))
        writing._seal(file)
    return made
