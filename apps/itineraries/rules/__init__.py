"""Itineraries · what is asked of the planner, and what of its answer is proposed: pure."""
