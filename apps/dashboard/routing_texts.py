"""Dashboard · why goods were sent from one house and not from another, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.checkout.selectors import routing
from apps.vendors.types import RoutingRule
from apps.warehouse.types import WarehouseInfo


def told(kept: Mapping[str, Any], houses: Mapping[UUID, WarehouseInfo]) -> dict[str, Any] | None:
    """The decision for a page: the rule, and each way with its houses' names, figures and verdict; None without one."""
    ways = routing.ways_told(kept)
    if not ways:
        return None
    verdicts = {
        "": _("Taken"),
        "not_served": _("Not all goods can be sent from there"),
        "more_parcels": _("More parcels"),
        "costs_more": _("Costs the buyer more"),
        "later": _("Arrives later"),
        "no_better": _("No better; the other is nearer"),
    }
    return {
        "rule": RoutingRule(kept["rule"]).label,
        "ways": [
            {
                "way": way,
                "houses": [
                    (houses[house].name if house in houses else country, country, pieces)
                    for house, country, pieces in way.houses
                ],
                "verdict": verdicts[way.why.value],
            }
            for way in ways
        ],
    }
