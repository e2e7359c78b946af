"""Registrations · writes · public schema."""

from __future__ import annotations

from .checking import check_now, confirm_by_hand, keep_fresh
from .companies import enter_company
from .loading import load_rows
from .registering import end, register

__all__ = ["check_now", "confirm_by_hand", "end", "enter_company", "keep_fresh", "load_rows", "register"]
