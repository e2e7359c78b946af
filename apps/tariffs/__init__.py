"""Tariffs · duty, tax and fee rules by date with source; the landed-cost engine · public schema."""
