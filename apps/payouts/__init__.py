"""Payouts · paying vendors, and holding the books against providers' reports and bank statements · public schema."""
