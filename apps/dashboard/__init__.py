"""Dashboard · the back office that vendors see · no tables."""
