"""Logistics · administration, one module a subject."""

from . import network, tables

__all__ = ["network", "tables"]
