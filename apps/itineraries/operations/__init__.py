"""Itineraries · plans asked for, offered, chosen, ended; planned anew where a leg is closed · vendor's schema."""

from .planning import ask, choose, end, end_for, look_again, offer
from .replanning import replan

__all__ = ["ask", "choose", "end", "end_for", "look_again", "offer", "replan"]
