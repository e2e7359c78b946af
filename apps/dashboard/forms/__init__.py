"""Dashboard · forms by subject."""
