"""Portability · management commands."""
