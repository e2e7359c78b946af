"""Races · many buyers for the pieces of one shelf, while buyers and database connections are killed."""
