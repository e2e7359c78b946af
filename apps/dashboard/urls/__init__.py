"""Dashboard · urls by subject."""
