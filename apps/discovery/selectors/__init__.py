"""Discovery · reads, one module per subject · public schema."""

from __future__ import annotations

from .codes import near_codes, offers_by_code
from .offers import offers, offers_of_edition

__all__ = ["near_codes", "offers", "offers_by_code", "offers_of_edition"]
