"""Demo · what happens at the providers and at the bank without us: buyers pay, dispute, and things go wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

import requests
from django.conf import settings

PAYER = "GB33BUKB20201555555555"


def base() -> str:
    """The sandbox's address."""
    return str(settings.STRIPE["api_base"])


def by_card(url: str, *, number: str = "4242 4242 4242 4242") -> bool:
    """Pay on the provider's page; whether it took the form."""
    form = {"card_number": number, "expiry": "12 / 34", "cvc": "123", "name": "Jana Müller"}
    return requests.post(url, data=form, allow_redirects=False, timeout=10).status_code == 303


def by_wallet(name: str, reference: str) -> None:
    """Pay by scanning a code."""
    control(f"{name}/pay", out_trade_no=reference.partition(".")[0])


def by_transfer(instructions: dict[str, str], amount: str) -> None:
    """Send a transfer from the buyer's bank."""
    control(
        "bank/credit", iban=instructions["iban"], amount=amount, sender="Jana Müller", sender_iban=PAYER,
        reference=instructions["reference"],
    )  # fmt: skip


def dispute(payment_intent: str) -> str:
    """Contest a card payment at the buyer's bank; the dispute's id."""
    return str(control("stripe/disputes", payment_intent=payment_intent)["id"])


def decide(dispute_id: str, outcome: str) -> None:
    """The bank decides a dispute: won or lost."""
    control(f"stripe/disputes/{dispute_id}", outcome=outcome)


def settle() -> None:
    """Every provider pays out what it owes us."""
    control("settle")


def give_back(end_to_end: str) -> None:
    """The receiving bank returns a payment that was carried out."""
    control("bank/return", end_to_end_id=end_to_end, reason="AC04")


_armed: Counter[str] = Counter()


def fault(kind: str, *, match: str = "*", times: int = 1, **options: Any) -> None:
    """Have one thing go wrong, `times` times."""
    order = {"kind": kind, "match": match, "times": times, **options}
    requests.post(f"{base()}/_sandbox/faults", json=order, timeout=10).raise_for_status()
    _armed[kind] += times


def faults_met() -> Counter[str]:
    """How often each kind of fault has happened; one that still waits for its call has not."""
    waiting = requests.get(f"{base()}/_sandbox/faults", timeout=10).json()["faults"]
    met = Counter(_armed)
    met.subtract({kind: sum(one["remaining"] for one in waiting if one["kind"] == kind) for kind in _armed})
    return met


def forget_faults() -> None:
    """Nothing goes wrong any more."""
    requests.delete(f"{base()}/_sandbox/faults", timeout=10)


def state() -> dict[str, Any]:
    """What providers and bank say of themselves."""
    return dict(requests.get(f"{base()}/_sandbox/state", timeout=10).json())


def control(path: str, **body: Any) -> dict[str, Any]:
    """Something that only the sandbox can do.

    Raises:
        RuntimeError: it would not.
    """
    answer = requests.post(f"{base()}/_sandbox/{path}", json=body, timeout=10)
    if not answer.ok:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:200]}")
    return dict(answer.json())
