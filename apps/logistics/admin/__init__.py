"""Logistics · administration, one module a subject."""

from . import tables

__all__ = ["tables"]
