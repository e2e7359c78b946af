"""Risk · the rules that come with the software: where each begins, to be tuned by staff.

(name, title, conditions, action, weight, whether it is a shadow). Amounts are in the
book currency. Thresholds are ours, chosen on the simulated attempts of the tests and
by the patterns that card schemes describe to merchants (velocity, testing of numbers,
mismatch of countries, first orders of value).
"""

from __future__ import annotations

from typing import Any

SHIPPED: tuple[tuple[str, str, list[list[Any]], str, int, bool], ...] = (
    ("device-declines", "One browser, many declined cards within a day",
     [["device_declined_24h", ">=", 5]], "block", 60, False),
    ("card-declines", "One card, many declines within a day",
     [["card_declined_24h", ">=", 5]], "review", 40, False),
    ("card-velocity", "One card is used very often within a day",
     [["card_tried_24h", ">=", 8]], "review", 40, False),
    ("device-velocity", "One browser pays very often within an hour",
     [["device_tried_1h", ">=", 8]], "step_up", 30, False),
    ("email-velocity", "One mailbox pays very often within a day",
     [["email_tried_24h", ">=", 12]], "step_up", 30, False),
    ("address-velocity", "Very much goes to one door within a day",
     [["address_tried_24h", ">=", 30]], "step_up", 20, False),
    ("network-velocity", "Very many attempts from one network within an hour",
     [["network_tried_1h", ">=", 60]], "step_up", 20, False),
    ("number-testing", "Cards of one issuer are tried out from one network",
     [["bin_tried_1h", ">=", 15], ["network_declined_24h", ">=", 5]], "review", 50, False),
    ("cards-one-address", "Many cards pay for what goes to one door",
     [["address_partners", ">=", 4]], "review", 50, False),
    ("cards-one-device", "Many cards pay from one browser",
     [["device_partners", ">=", 4]], "review", 50, False),
    ("cards-one-mailbox", "Many cards pay for one mailbox",
     [["email_partners", ">=", 5]], "review", 40, False),
    ("card-many-addresses", "One card pays for many doors",
     [["card_partners", ">=", 5]], "review", 40, False),
    ("card-from-elsewhere", "The card is of another country than the door and the browser",
     [["card_country", "differs", "ship_to"], ["card_country", "differs", "ip_country"], ["amount", ">=", 250]],
     "review", 30, False),
    ("browser-elsewhere", "The browser is in another country than the door, and it is the first purchase",
     [["ip_country", "differs", "ship_to"], ["is_first", "is", True], ["amount", ">=", 250]], "step_up", 15, False),
    ("amount-of-vendor", "Far more than is usual with this vendor, as a first purchase",
     [["vendor_z", ">=", 3], ["vendor_n", ">=", 50], ["is_first", "is", True], ["amount", ">=", 200]],
     "step_up", 25, False),
    ("amount-of-goods", "Far more than is usual for such goods, as a first purchase",
     [["goods_z", ">=", 3], ["goods_n", ">=", 50], ["is_first", "is", True], ["amount", ">=", 200]],
     "step_up", 25, False),
    ("amount-of-buyer", "Far more than this buyer usually spends",
     [["buyer_z", ">=", 3], ["buyer_n", ">=", 5], ["amount", ">=", 200]], "step_up", 30, False),
    ("first-express-value", "A first purchase of value that has to come fast",
     [["is_first", "is", True], ["is_express", "is", True], ["amount", ">=", 600]], "step_up", 30, False),
    ("refund-habit", "Most of what this mailbox paid was given back",
     [["email_refunded", ">=", 4], ["email_paid", "<=", 8]], "review", 40, False),
    ("disputed-card", "This card's payments were disputed before",
     [["card_disputed", ">=", 1]], "review", 70, False),
    ("disputed-mailbox", "This mailbox's payments were disputed before",
     [["email_disputed", ">=", 1]], "review", 60, False),
    ("own-team", "The buyer works for the seller",
     [["is_own_team", "is", True]], "review", 60, False),
    ("shares-with-team", "Bought with the card or browser, or for the door, of somebody who works for the seller",
     [["shares_with_team", "is", True]], "review", 40, False),
    ("vendor-surge", "A vendor sells far more today than it did in four weeks",
     [["vendor_surge", ">=", 10], ["vendor_today", ">=", 5000]], "review", 20, True),
    ("new-payout-account", "Much is to be paid out to an account that was changed lately",
     [["payout_account_age_h", "<=", 72], ["payout_amount", ">=", 1000]], "review", 60, False),
    ("unusual", "Unusual as a whole", [["anomaly", ">=", 90]], "review", 20, True),
    ("many-hints", "Several rules together", [["score", ">=", 90]], "review", 0, False),
)  # fmt: skip
