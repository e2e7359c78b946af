"""Registrations · when a business' checked tax id takes tax off a sale · pure."""

from __future__ import annotations

from collections.abc import Collection


def territory(country: str) -> str:
    """Where an id of a country counts: Northern Ireland's in deliveries to the United Kingdom."""
    return "GB" if country == "XI" else country


def counts_for(id_country: str, *, ship_from: str, ship_to: str, members: Collection[str]) -> bool:
    """Whether a valid id makes the sale one to a business where it is delivered.

    It must be the destination's own or one of its union's, and not of the country of dispatch: a supply to another
    member state is exempt only where the buyer is known in another one (Directive 2006/112/EC, art. 138(1)(b)).
    Northern Ireland's counts for goods from the Union, and for Great Britain's schemes.
    """
    if ship_from != ship_to and id_country == ship_from:
        return False
    return territory(id_country) == ship_to or (id_country in members and ship_to in members)
