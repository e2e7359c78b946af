"""Whether this server has been asked to stop: known to all its processes by a file that the first of them makes."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "PORTOLAN_DRAIN_FILE"


def has_begun() -> bool:
    """Whether new requests should go elsewhere. Always false for a server that was not started by marketplace.web."""
    file = os.environ.get(VARIABLE)
    return bool(file) and Path(file or "").exists()
