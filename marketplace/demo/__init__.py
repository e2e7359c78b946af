"""demo · no app · `make demo`: from a checkout to an open shop on this machine."""
