"""Fulfilment · reads · vendor's schema."""

from .cartons import carton, cartons
from .packing import has_begun, task

__all__ = ["carton", "cartons", "has_begun", "task"]
