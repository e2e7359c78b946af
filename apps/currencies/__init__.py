"""Currencies · exchange rates with source and date, locked FX quotes · public schema."""
