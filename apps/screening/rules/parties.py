"""Screening · a party's facts, and the pseudonym under which it is remembered."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata

from apps.screening.types import PartyFacts


def fingerprint(facts: PartyFacts, *, key: bytes) -> str:
    """A keyed hash of all that is known of a party, SHA-256 in hexadecimal: the same facts have the same one.

    Names are the same where letters are, whatever their case and spaces.
    """
    name = " ".join(unicodedata.normalize("NFKC", facts.name).casefold().split())
    numbers = sorted([kind, number] for kind, number in facts.identifiers)
    told = json.dumps([name, facts.kind, facts.country, facts.birth_date, numbers], ensure_ascii=False)
    return hmac.new(key, b"party " + told.encode(), hashlib.sha256).hexdigest()
