"""Dashboard · views by subject."""
