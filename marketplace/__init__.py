"""Portolan: the project's wiring. No business rule lives here."""
