"""A card gateway that speaks Stripe's HTTP protocol."""
