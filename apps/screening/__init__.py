"""Screening · denied parties: lists, screenings and what staff decided · public schema."""
