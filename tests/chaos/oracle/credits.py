"""Gift cards and store credit: no balance below nothing, no hold lost or doubled, and the books owe exactly that."""

from __future__ import annotations

from tests.chaos.oracle.evidence import Evidence, Finding


def balances(evidence: Evidence) -> Finding:
    """Each balance is the sum of its entries, what is held of it the sum of its holds, and neither is below nothing."""
    rows = evidence.rows(
        "SELECT a.id, a.balance, a.held,"
        " (SELECT coalesce(sum(e.amount), 0)::bigint FROM credits_creditentry e WHERE e.account_id = a.id),"
        " (SELECT coalesce(sum(h.amount), 0)::bigint FROM credits_credithold h"
        "  WHERE h.account_id = a.id AND h.state = 'held') FROM credits_creditaccount a"
    )
    problems = [
        f"account {pk}: balance {balance} of entries {entered}, held {held} of holds {holds}"
        for pk, balance, held, entered, holds in rows
        if (balance, held) != (entered, holds) or not 0 <= held <= balance
    ]
    return Finding("credit is the sum of its entries, holds of theirs", len(rows), problems)


def liability(evidence: Evidence) -> Finding:
    """By currency the books owe buyers what all balances add up to, and a taken hold has its purchase."""
    rows = evidence.rows(
        "SELECT coalesce(b.currency, l.currency), coalesce(b.units, 0), coalesce(l.units, 0) FROM"
        " (SELECT currency, sum(balance)::bigint AS units FROM credits_creditaccount GROUP BY 1) b FULL JOIN"
        " (SELECT t.currency, -sum(t.amount)::bigint AS units FROM ledger_posting t JOIN ledger_account a"
        "  ON a.id = t.account_id WHERE a.code = 'store_credit' GROUP BY 1) l ON l.currency = b.currency"
    )
    problems = [f"{currency}: balances {there}, books {owed}" for currency, there, owed in rows if there != owed]
    lost = evidence.rows(
        "SELECT h.session_id::text FROM credits_credithold h WHERE h.state = 'taken'"
        " AND NOT EXISTS (SELECT 1 FROM checkout_purchase p WHERE p.session_id = h.session_id AND p.credit > 0)"
    )
    problems += [f"credit taken for checkout {session}, which bought nothing" for (session,) in lost]
    return Finding("the books owe buyers their credit", len(rows), problems)
