"""Discovery · reads, one module per subject · public schema."""

from __future__ import annotations

from .offers import offers

__all__ = ["offers"]
