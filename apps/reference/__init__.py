"""Reference · countries, currencies and units that everything refers to · public schema."""
