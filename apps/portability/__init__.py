"""Portability · a vendor leaves with everything, comes from elsewhere, or goes back to what it was · public schema."""
