"""The ledger balances, has every fact once, and agrees with the gateway."""

from __future__ import annotations

from collections import Counter

from tests.chaos.oracle.evidence import Evidence, Finding, kept


def balanced(evidence: Evidence) -> Finding:
    """Every journal sums to nothing in every currency."""
    rows = evidence.rows("SELECT journal_id, currency, sum(amount) FROM ledger_posting GROUP BY 1, 2")
    wrong = [f"journal {journal}: {left} {currency} left over" for journal, currency, left in rows if left]
    return Finding("every journal balances in every currency", len(rows), wrong)


def journals(evidence: Evidence) -> Finding:
    """Every purchase has one journal of its sale and one of its capture, and owes nothing after it."""
    rows = evidence.rows(
        "SELECT p.id, count(*) FILTER (WHERE j.kind = 'sale'), count(*) FILTER (WHERE j.kind = 'capture')"
        " FROM checkout_purchase p LEFT JOIN ledger_journal j ON j.purchase_id = p.public_id GROUP BY p.id"
    )
    problems = [
        f"purchase {pk}: {sales} sales, {taken} captures" for pk, sales, taken in rows if (sales, taken) != (1, 1)
    ]
    owed = evidence.rows(
        "SELECT j.purchase_id::text, sum(t.amount) FROM ledger_posting t JOIN ledger_journal j ON j.id = t.journal_id"
        " JOIN ledger_account a ON a.id = t.account_id WHERE a.code = 'buyer_receivable' GROUP BY 1"
    )
    problems += [f"purchase {purchase} still owes {left}" for purchase, left in owed if left]
    return Finding("one sale and one capture for each purchase, nothing owed", len(rows), problems)


def clearing(evidence: Evidence) -> Finding:
    """What the books expect of the gateway is what the gateway holds, by currency."""
    ours = dict(
        evidence.rows(
            "SELECT t.currency, sum(t.amount)::bigint FROM ledger_posting t JOIN ledger_account a"
            " ON a.id = t.account_id WHERE a.code = 'psp_clearing' GROUP BY 1"
        )
    )
    theirs: Counter[str] = Counter()
    for charge in evidence.documents("charge"):
        theirs[charge["currency"].upper()] += kept(charge)
    differing = [
        f"{currency}: books {ours.get(currency, 0)}, gateway {theirs[currency]}"
        for currency in set(ours) | set(theirs)
        if ours.get(currency, 0) != theirs[currency]
    ]
    return Finding("books and gateway agree, by currency", len(ours), differing)
