"""Fulfilment · reads · vendor's schema."""

from .cartons import carton, cartons
from .packing import has_begun, task
from .routes import driveable, place_key, rounds, route_plan, route_plans, vehicle, vehicles
from .slotting import SlotPlan, slot_plan
from .waves import Short, floor, shortages, waiting, wave, waves

__all__ = [
    "Short",
    "SlotPlan",
    "carton",
    "cartons",
    "driveable",
    "floor",
    "has_begun",
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
