"""Currencies · where exchange rates come from: one port, and an adapter for each form of feed."""
