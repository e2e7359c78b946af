"""Customs · management commands."""
