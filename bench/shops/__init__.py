"""bench · no app · what a visitor does in each of the two shops, once."""
