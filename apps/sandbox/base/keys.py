"""Keys from flag, environment or a private file made on first start · sandbox · no schema."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path


def resolve(state: Path, wanted: dict[str, tuple[str | None, str, str]]) -> dict[str, str]:
    """Find each key: the flag's value, else the environment variable, else `keys.json` under `state`.

    `wanted` maps a key's name to (flag value, environment variable, prefix of a fresh one).
    Missing keys are generated and written with mode 600.
    """
    path = state / "keys.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    fresh = {name: prefix + secrets.token_hex(24) for name, (_, _, prefix) in wanted.items() if name not in kept}
    if fresh:
        state.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(kept | fresh, file, indent=2)
    stored = kept | fresh
    return {name: flag or os.environ.get(env) or stored[name] for name, (flag, env, _) in wanted.items()}
