"""Credits · codes of gift cards, and how much each of several balances pays: pure."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from smtplib import SMTPRecipientsRefused

from djmoney.money import Money

from apps.common.machines import Machine
from apps.common.money import to_step, zero

from .types import SaleStatus, SpentTender, Tender, Usable

_S = SaleStatus
# A dispute that comes before the card is issued keeps it from being issued; "lose" then ends it without one.
SALE = Machine(
    "gift card bought",
    {
        (_S.OPEN, "promise"): _S.PROMISED,
        (_S.OPEN, "end"): _S.OVER,
        (_S.PROMISED, "issue"): _S.ISSUED,
        (_S.PROMISED, "end"): _S.OVER,
        (_S.ISSUED, "give_back"): _S.RETURNED,
        (_S.ISSUED, "dispute"): _S.DISPUTED,
        (_S.DISPUTED, "reopen"): _S.ISSUED,
        (_S.DISPUTED, "lose"): _S.LOST,
        (_S.ISSUED, "lose"): _S.LOST,
    },
)

# A letter that does not leave is tried again after one minute, two, four … at most these hours, for about three days.
_LONGEST_PAUSE, _MOST_SENDS = timedelta(hours=6), 20

# No character that looks like another; sixteen of these thirty-one are 79 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16


def new_code() -> str:
    """A random code as people read it: four groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def plain_code(typed: str) -> str:
    """A code as it is hashed, whatever people put between its characters; empty where it can be none."""
    plain = "".join(one for one in typed.upper() if one.isalnum())
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""


def hash_of(plain: str, *, key: bytes) -> str:
    """What is kept of a code. Without the key nobody can try codes on a copy of the database."""
    return hmac.new(key, f"gift card:{plain}".encode(), hashlib.sha256).hexdigest()


def tenders(
    total: Money, usable: Sequence[Usable], *, step: Decimal = Decimal(0), least: Decimal = Decimal(0)
) -> tuple[Tender, ...]:
    """How much each balance pays of a total, in their order; the rest is for another way to pay.

    Where that takes amounts in steps only, or none below a `least` one, the last balance pays less, so that the rest
    is such an amount.
    """
    found: list[Tender] = []
    rest = total
    for one in usable:
        part = min(one.available, rest)
        if part.amount > 0:
            found.append(Tender(one.account_id, part, one.last_four))
            rest -= part
    if not found or not rest.amount:
        return tuple(found)
    wanted = max(rest.amount, least)
    over = (to_step(wanted, step, ROUND_UP) if step else wanted) - rest.amount
    if not over:
        return tuple(found)
    *first, last = found
    lessened = Tender(last.account_id, last.amount - Money(over, total.currency), last.last_four)
    return (
        (*first, lessened)
        if lessened.amount.amount > 0
        else tenders(total, usable[: len(first)], step=step, least=least)
    )


def paid_by(found: Iterable[Tender], currency: str) -> Money:
    """What tenders pay together."""
    return sum((one.amount for one in found), start=zero(currency))


def given_back(amount: Money, spent: Sequence[SpentTender]) -> tuple[Tender, ...]:
    """Where an amount goes back to: the last tender first, to each no more than it paid; the rest to none of them."""
    found: list[Tender] = []
    for one in reversed(spent):
        part = min(one.left, amount)
        if part.amount > 0:
            found.append(Tender(one.account_id, part, one.last_four))
            amount -= part
    return tuple(found)


def one_line(name: str) -> str:
    """A name as it can stand in a mail's subject."""
    return " ".join(name.split())


def pause_after(failed_sends: int, failure: OSError) -> timedelta | None:
    """How long a letter waits that did not leave, after so many times in a row; None where it is not tried again.

    That is after three days, or at once where the recipient's own server refuses the address for good (RFC 5321, 4.2.1:
    a reply of the five hundreds).
    """
    is_refused = isinstance(failure, SMTPRecipientsRefused) and all(
        500 <= code < 600 for code, _said in failure.recipients.values()
    )
    if is_refused or failed_sends >= _MOST_SENDS:
        return None
    return min(timedelta(minutes=2 ** (failed_sends - 1)), _LONGEST_PAUSE)
