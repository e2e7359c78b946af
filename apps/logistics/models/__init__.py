"""Logistics · carriers and their prices, what is looked after, hubs and timetables · public schema."""

from .carriers import Carrier, Clearance, RemoteArea, Service, TableRate, Tracker, Zone
from .network import Hub, NetworkEdition, PlannedWay, ScheduledLeg

__all__ = [
    "Carrier",
    "Clearance",
    "Hub",
    "NetworkEdition",
    "PlannedWay",
    "RemoteArea",
    "ScheduledLeg",
    "Service",
    "TableRate",
    "Tracker",
    "Zone",
]
