"""Registrations · pure: who accounts for tax, what numbers look like, when a checked id counts."""
