"""Payouts · what banks read and write, and how they are reached. No database here."""
