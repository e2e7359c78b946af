"""Itineraries · which hub goods begin and end at, where nobody has said: pure."""

from __future__ import annotations

from collections.abc import Iterable

from apps.common.sphere import Point, kilometres
from apps.logistics.types import HubInfo, HubKind


def nearest(hubs: Iterable[HubInfo], *, country: str, point: Point | None) -> str:
    """The code of the hub of a country that is nearest to a point, else of the nearest of all; "" where none is known.

    Ports and rail terminals come before others, since what is planned over hubs is seldom small.
    """
    known = list(hubs)
    at_home = [hub for hub in known if hub.country == country]
    if point is None:
        return min((hub.code for hub in at_home), default="")
    chosen = min(
        at_home or known,
        key=lambda hub: (
            hub.kind not in (HubKind.PORT, HubKind.RAIL),
            kilometres(point, (float(hub.latitude), float(hub.longitude))),
        ),
        default=None,
    )
    return chosen.code if chosen else ""
