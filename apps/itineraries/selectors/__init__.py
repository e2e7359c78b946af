"""Itineraries · plans with their ways, ways without keeping them, and what is asked for an order · vendor's schema."""

from .plans import PlanView, WayView, offered_for, plan, plan_of, plans, plans_of, ways_for
from .wishes import Wish, for_order, for_transfer

__all__ = [
    "PlanView",
    "WayView",
    "Wish",
    "for_order",
    "for_transfer",
    "offered_for",
    "plan",
    "plan_of",
    "plans",
    "plans_of",
    "ways_for",
]
