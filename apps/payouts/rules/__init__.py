"""Payouts · pure decisions, by subject."""
