"""bench · no app · the yardstick: the least that Django can answer."""
