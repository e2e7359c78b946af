"""Judging payments: the key of pseudonyms, whether rules act, how long traces are kept."""

from __future__ import annotations

from . import environment as env

# Turns mailboxes, doors, browsers and cards into pseudonyms. Another key forgets all that was counted.
RISK_HASH_KEY = env.text("RISK_HASH_KEY", "")
RISK_MODE = env.choice("RISK_MODE", ("enforce", "shadow"))
# Whether a card's fingerprint tells one card from another: a provider's test cards are everybody's.
RISK_KNOWS_CARDS = env.flag("RISK_KNOWS_CARDS", default=True)
RISK_SIGNAL_DAYS = env.integer("RISK_SIGNAL_DAYS", 90)
# The header in which a front server named in TRUSTED_PROXIES tells the country of an IP address, as CF-IPCountry.
IP_COUNTRY_HEADER = env.text("IP_COUNTRY_HEADER", "")
