"""The ledger balances, has every fact once, and agrees with the gateway."""

from __future__ import annotations

from collections import Counter

from tests.chaos.oracle.evidence import Evidence, Finding

_OF_INTENTS = """
    SELECT j.id, j.kind, coalesce(p.intent_id, i.public_id) AS intent FROM ledger_journal j
    LEFT JOIN checkout_purchase p ON p.public_id = j.purchase_id
    LEFT JOIN payments_operation o ON o.public_id::text = split_part(j.idempotency_key, ':', 2)
    LEFT JOIN payments_attempt a ON a.id = o.attempt_id LEFT JOIN payments_intent i ON i.id = a.intent_id
"""


def balanced(evidence: Evidence) -> Finding:
    """Every journal sums to nothing in every currency."""
    rows = evidence.rows("SELECT journal_id, currency, sum(amount) FROM ledger_posting GROUP BY 1, 2")
    wrong = [f"journal {journal}: {left} {currency} left over" for journal, currency, left in rows if left]
    return Finding("every journal balances in every currency", len(rows), wrong)


def journals(evidence: Evidence) -> Finding:
    """Every purchase has one journal of its sale and one of its capture, and owes nothing after it.

    One that gift cards and store credit paid in full has no capture.

    What is taken at once is booked before there is a purchase: it is found by its operation.
    """
    rows = evidence.rows(
        "SELECT p.id, p.credit < p.goods + p.shipping + p.duty + p.tax + p.fees,"
        " count(*) FILTER (WHERE j.kind = 'sale'), count(*) FILTER (WHERE j.kind = 'capture')"
        f" FROM checkout_purchase p LEFT JOIN ({_OF_INTENTS}) j ON j.intent = p.intent_id GROUP BY p.id"
    )
    problems = [
        f"purchase {pk}: {sales} sales, {taken} captures"
        for pk, is_charged, sales, taken in rows
        if (sales, taken) != (1, int(is_charged))
    ]
    owed = evidence.rows(
        f"SELECT j.intent::text, sum(t.amount) FROM ledger_posting t JOIN ({_OF_INTENTS}) j ON j.id = t.journal_id"
        " JOIN ledger_account a ON a.id = t.account_id WHERE a.code = 'buyer_receivable' GROUP BY 1"
    )
    problems += [f"of payment {intent} {left} is still owed" for intent, left in owed if left]
    return Finding("one sale and one capture for each purchase, nothing owed", len(rows), problems)


def clearing(evidence: Evidence) -> Finding:
    """What the books expect of each provider is what it holds, by currency. Transfers are at the bank already."""
    ours = {
        (gateway, currency): units
        for gateway, currency, units in evidence.rows(
            "SELECT a.detail, t.currency, sum(t.amount)::bigint FROM ledger_posting t JOIN ledger_account a"
            " ON a.id = t.account_id WHERE a.code = 'psp_clearing' GROUP BY 1, 2"
        )
    }
    theirs: Counter[tuple[str, str]] = Counter()
    for charge in evidence.charges:
        theirs[charge.gateway, charge.currency] += 0 if charge.gateway == "bank" else charge.kept
    differing = [
        f"{gateway} {currency}: books {ours.get((gateway, currency), 0)}, there {theirs[gateway, currency]}"
        for gateway, currency in set(ours) | set(theirs)
        if ours.get((gateway, currency), 0) != theirs[gateway, currency]
    ]
    return Finding("books and providers agree, by currency", len(ours), differing)


def bank(evidence: Evidence) -> Finding:
    """What the books have at the bank is what the bank has."""
    rows = evidence.rows(
        "SELECT t.currency, sum(t.amount)::bigint FROM ledger_posting t JOIN ledger_account a"
        " ON a.id = t.account_id WHERE a.code = 'cash' GROUP BY 1"
    )
    ours, there = dict(rows), evidence.at_the_bank
    wrong = [
        f"{code}: books {ours.get(code, 0)}, bank {there.get(code, 0)}"
        for code in set(ours) | set(there)
        if ours.get(code, 0) != there.get(code, 0)
    ]
    return Finding("books and bank agree, by currency", len(ours), wrong)
