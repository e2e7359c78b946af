"""Variances: whether what a buyer was quoted is what was collected, declared and assessed · public schema."""
