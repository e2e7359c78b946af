"""Itineraries · how goods of a vendor travel from hub to hub: asked for, chosen, planned anew · vendor's schema."""
