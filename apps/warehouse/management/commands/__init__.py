"""Warehouse · management commands."""
