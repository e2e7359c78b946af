"""Stand-ins for the outside world: separate programs that share nothing with the marketplace."""
