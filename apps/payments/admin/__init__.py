"""Payments · administration, by subject."""

from . import issues, methods, payments

__all__ = ["issues", "methods", "payments"]
