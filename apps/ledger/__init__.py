"""Ledger · accounts, journals and postings · public schema."""
