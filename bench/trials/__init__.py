"""bench · no app · trials: single questions to the marketplace, each with its own set-up and its own table."""

from __future__ import annotations

from bench.trials import (
    carts,
    classification,
    customs,
    imports,
    itineraries,
    ledger,
    neighbours,
    parcels,
    races,
    reserving,
    risk,
    screening,
    vendors,
)
from bench.trials.trial import Trial

TRIALS = {
    "bulk": Trial("an order of 200 lines", carts.bulk),
    "growth": Trial("statements with 20 and 200 lines, and in a world of 200 vendors", carts.growth),
    "import": Trial("a sheet of 10,000 products", imports.importing),
    "provisioning": Trial("a vendor's schema, by us and by django-tenants", vendors.provisioning),
    "fleet": Trial("migrating 200 vendors, by us and by django-tenants", vendors.migrating),
    "risk": Trial("a decision about a payment", risk.decisions),
    "classification": Trial("the HS code of a title", classification.suggesting),
    "customs": Trial("a cart's duty, tax and fees, by a short tariff and a long one", customs.assessing),
    "screening": Trial("a name held against 30,000 of denied parties", screening.looking_up),
    "itineraries": Trial("every good way over 400 hubs", itineraries.travelling),
    "positions": Trial("where a device is", parcels.positions),
    "polling": Trial("100,000 due parcels of 200 vendors, and nothing new", parcels.polling),
    "ledger": Trial("postings a second, beside pgbench and django-hordak", ledger.postings),
    "noisy": Trial("a vendor that asks far above its limit, and the others", neighbours.noisy),
    "oversell": Trial("64 checkouts for 10 pieces", races.oversell),
    "reservations": Trial("reservations a second from one shelf, beside pgbench", reserving.reservations),
    "warehouses": Trial("500 requests for 50 pieces in 3 warehouses", races.warehouses),
}
