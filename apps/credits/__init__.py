"""Store credit and gift cards: what buyers may spend here instead of money."""
