"""Sheets: a vendor's products as CSV, in and out, catalogue and warehouse together."""
