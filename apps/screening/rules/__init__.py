"""Screening · pure functions: names, keys, likeness, levels. No ORM, clock or settings."""
