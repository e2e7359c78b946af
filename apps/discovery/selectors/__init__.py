"""Discovery · reads, one module per subject · public schema."""

from __future__ import annotations

from .offers import offers, offers_of_edition

__all__ = ["offers", "offers_of_edition"]
