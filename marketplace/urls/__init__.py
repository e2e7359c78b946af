"""URL configurations: one for each surface."""
