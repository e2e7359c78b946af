"""Fulfilment · tables · vendor's schema."""

from .cartons import Carton, PackedPiece, PackingBox, PackingTask
from .routes import KnownPlace, RouteBreak, RoutePlan, RouteStop, Vehicle
from .waves import PickLine, Wave, WaveOrder

__all__ = [
    "Carton",
    "KnownPlace",
    "PackedPiece",
    "PackingBox",
    "PackingTask",
    "PickLine",
    "RouteBreak",
    "RoutePlan",
    "RouteStop",
    "Vehicle",
    "Wave",
    "WaveOrder",
]
