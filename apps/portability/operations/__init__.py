"""Portability · writes, one module per subject · public schema and the vendor's."""
