"""demo · no app · what a newcomer is told once the shop is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from marketplace.demo.programs import Addresses


def welcome(addresses: Addresses, logins: Path) -> Iterator[str]:
    """Lines with the addresses and, from the file that load_demo wrote, who may log in where."""
    shop = addresses.marketplace
    yield ""
    yield f"  The marketplace is open   {shop}"
    yield f"  Staff administration      {shop}admin/"
    yield f"  Mail that it has sent     {shop}mailbox/"
    people = read_logins(logins)
    if people:
        width = max(len(person.get("role") or "") for person in people)
        yield ""
        yield "  Log-ins. The TOTP secret goes into an authenticator app."
        for person in people:
            yield f"    {person.get('role') or '':<{width}}  {person.get('email')}  {person.get('password')}"
            code = f"  TOTP {person['totp_secret']}" if person.get("totp_secret") else ""
            yield f"    {'':<{width}}  {person.get('url') or shop}{code}"
    cards = read_logins(logins.with_name("demo-gift-cards.json"))
    if cards:
        yield ""
        yield "  Gift cards"
        yield from (f"    {card.get('code')}  {card.get('value')} {card.get('currency')}" for card in cards)
    yield ""
    yield "  Ctrl-C stops everything; the data stay. `make demo-reset` forgets them."
    yield ""


def read_logins(path: Path) -> list[dict[str, str]]:
    """What is listed in demo-logins.json, or another such file; none if load_demo has not written it."""
    try:
        people = json.loads(path.read_text())
    except (OSError, ValueError):
        return []
    return [person for person in people if isinstance(person, dict)]
