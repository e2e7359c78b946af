"""bench · no app · what is measured against: our own goods, a large world, and the peer's copy of the goods."""
