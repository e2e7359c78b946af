"""Fulfilment · reads · vendor's schema."""

from .cartons import carton, cartons
from .packing import has_begun, task
from .routes import course, driveable, place_key, rounds, route_plan, route_plans, vehicle, vehicles
from .slotting import SlotPlan, slot_plan
from .waves import Left, Short, floor, left, shortages, waiting, wave, waves

__all__ = [
    "Left",
    "Short",
    "SlotPlan",
    "carton",
    "cartons",
    "course",
    "driveable",
    "floor",
    "has_begun",
    "left",
    "place_key",
    "rounds",
    "route_plan",
    "route_plans",
    "shortages",
    "slot_plan",
    "task",
    "vehicle",
    "vehicles",
    "waiting",
    "wave",
    "waves",
]
