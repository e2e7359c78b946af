"""No charge without a purchase, none doubled, no purchase without its money; nothing left open at the gateway."""

from __future__ import annotations

from tests.chaos.oracle.evidence import Evidence, Finding, units


def captured_charges(evidence: Evidence) -> Finding:
    """Money that was taken and not given back is that of exactly one purchase, and was taken once."""
    bought = {intent for (intent,) in evidence.rows("SELECT intent_id::text FROM checkout_purchase")}
    problems = []
    for intent, charges in evidence.captured.items():
        if intent not in bought:
            problems.append(f"{charges[0].gateway} charge {charges[0].name} of intent {intent} is of no purchase")
        if len(charges) > 1:
            problems.append(f"intent {intent} was charged {len(charges)} times")
    return Finding("captured charges belong to one purchase each", len(evidence.captured), problems)


def paid_purchases(evidence: Evidence) -> Finding:
    """Every purchase has its one captured charge, over exactly what gift cards and store credit left of its total."""
    rows = evidence.rows(
        "SELECT id, intent_id::text, currency, goods + shipping + duty + tax + fees - credit FROM checkout_purchase"
    )
    problems = []
    for pk, intent, currency, total in rows:
        taken = [(charge.taken, charge.currency) for charge in evidence.captured.get(intent, [])]
        if taken != ([(units(total, currency), currency)] if total else []):
            problems.append(f"purchase {pk} leaves {total} {currency}, taken: {taken}")
    return Finding("purchases have their money, to the cent", len(rows), problems)


def nothing_hangs(evidence: Evidence) -> Finding:
    """No authorisation waits at the gateway: each was captured or released."""
    intents = list(evidence.documents("payment_intent"))
    hanging = [f"{one['id']} of {one['metadata']['intent']}" for one in intents if one["status"] == "requires_capture"]
    return Finding("no authorisation left open at the gateway", len(intents), hanging)


def operations_resolved(evidence: Evidence) -> Finding:
    """Every capture, release, refund and closing came to its end, and no payment is unknown or in review.

    A page that nobody paid on may stay pending until the provider closes it.
    """
    rows = evidence.rows(
        "SELECT o.public_id::text, o.kind, o.state, i.status FROM payments_operation o"
        " JOIN payments_attempt a ON a.id = o.attempt_id JOIN payments_intent i ON i.id = a.intent_id"
    )
    problems = [
        f"{kind} {operation} is {state}, its intent {intent}"
        for operation, kind, state, intent in rows
        if (kind != "authorise" and state != "succeeded")
        or (kind == "authorise" and state in ("requested", "unknown"))
        or intent in ("authorised", "conflicted")
    ]
    waiting = evidence.rows("SELECT event_id FROM payments_callback WHERE handled_at IS NULL")
    problems += [f"callback {event} was never looked at" for (event,) in waiting]
    return Finding("payment operations resolved, none unknown", len(rows), problems)
