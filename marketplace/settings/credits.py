"""Store credit and gift cards: the key of their codes, how long they last, where refunds go first."""

from __future__ import annotations

from . import environment as env

# Turns the codes of gift cards into what is kept of them. Another key forgets every card; without one there are none.
GIFT_CARD_KEY = env.text("GIFT_CARD_KEY", "")
# How many days a new gift card lasts where staff say nothing else; 0: for ever.
GIFT_CARD_DAYS = env.integer("GIFT_CARD_DAYS", 1095)
# How long a card lasts at least after money was given back to it.
GIFT_CARD_DAYS_AFTER_REFUND = 90
# Which way a purchase's money goes back first that was paid in several.
REFUND_FIRST_TO = env.choice("REFUND_FIRST_TO", ("card", "credit"))
# What one person may issue or give within 24 hours; above it, and in other currencies, a permission is needed.
CREDIT_LIMITS = env.amounts(
    "CREDIT_LIMITS",
    "EUR 300, USD 300, GBP 250, CHF 300, CAD 450, AUD 450, JPY 50000, CNY 2400, KRW 450000, AED 1100, SEK 3500",
)
# How many wrong codes are taken in an hour from one network and from one checkout.
GIFT_CARD_GUESSES = 10
# How long a buyer may give an unused gift card back (Directive 2011/83/EU, article 9), counted from its issue.
GIFT_CARD_RETURN_DAYS = 14
# How many days ahead a gift card can be sent.
GIFT_CARD_MOST_DAYS_AHEAD = 180
