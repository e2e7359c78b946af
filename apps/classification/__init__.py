"""Classification · HS codes: the nomenclature, what was confirmed, what is suggested · public schema."""
