"""Portability · the archive as a file: written once, checked byte by byte · no tables."""
