"""Declaring to customs: who speaks for the vendors, and with which authority."""

from __future__ import annotations

from . import environment as env

# One connection for all countries (`*`), a broker's single window; a country's own stands beside it under its code.
CUSTOMS_AUTHORITIES: dict[str, dict[str, str]] = {
    "*": {
        "api_base": env.text("CUSTOMS_API_BASE", ""),
        "key": env.text("CUSTOMS_KEY", ""),
        "secret": env.text("CUSTOMS_SECRET", ""),
    }
}
CUSTOMS_POLL_SECONDS = env.integer("CUSTOMS_POLL_SECONDS", 900)
# Suggested HS codes count what titles mean too, where deploy/requirements-embeddings.txt is installed.
CLASSIFICATION_EMBEDDINGS = env.flag("CLASSIFICATION_EMBEDDINGS", default=False)
# The marketplace as representative; its numbers are rows of tax registrations.
CUSTOMS_NAME = env.text("CUSTOMS_NAME", "Portolan")
# Where it is established, as its tax invoices say beside the name, country and city.
INVOICE_STREET = env.text("INVOICE_STREET", "")
INVOICE_POSTCODE = env.text("INVOICE_POSTCODE", "")
CUSTOMS_COUNTRY = env.text("CUSTOMS_COUNTRY", "DE")
CUSTOMS_CITY = env.text("CUSTOMS_CITY", "")
# What 300 SDR are at the least: up to it a parcel bears the light CN22, above it, and in other currencies, a CN23.
POSTAL_LIMIT = env.amounts("POSTAL_LIMIT", "EUR 330, GBP 280, USD 380")
# The marketplace's platform code (ebpCode) with Chinese customs. Where it is set, a retail import into China is
# sent only when order, payment and waybill agree with its list; where not, goods go as ordinary imports.
CUSTOMS_CHINA_PLATFORM = env.text("CUSTOMS_CHINA_PLATFORM", "")
# Our partners with Chinese customs as JSON (docs/customs.md): where it is set, order, payment, waybill and list of
# what we send into or out of China are drawn and matched.
CUSTOMS_CHINA_PARTIES = env.document("CUSTOMS_CHINA_PARTIES")
# The Commission's service that tells whether a VAT id is valid; empty: nobody is asked, and staff ask by hand.
VIES = {
    "api_base": env.text("VIES_API_BASE", "https://ec.europa.eu/taxation_customs/vies/rest-api"),
    "timeout_s": env.integer("VIES_TIMEOUT_S", 8),
}
# How long an answer of the service counts: an older one is asked for again before tax is left off.
TAX_ID_CHECK_HOURS = env.integer("TAX_ID_CHECK_HOURS", 24)
