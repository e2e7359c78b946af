"""What is reserved is what open orders want; what is on the shelf is what movements say."""

from __future__ import annotations

from collections import Counter

from tests.chaos.oracle.evidence import Evidence, Finding


def reservations(evidence: Evidence) -> Finding:
    """Allocated pieces are those of orders not yet shipped, house by house; only placed checkouts hold anything."""
    wanted: Counter[tuple[str, str, str]] = Counter()
    for session, variant, house, pieces in evidence.of_vendors(
        "SELECT o.session_id::text, l.variant_id::text, l.warehouse_id::text, l.quantity"
        " FROM {schema}.orders_orderline l JOIN {schema}.orders_order o ON o.id = l.order_id"
        " WHERE o.status <> 'cancelled'"
    ):
        wanted[session, variant, house] += pieces
    rows = evidence.rows(
        "SELECT r.session_id::text, r.variant_id::text, r.warehouse_id::text, r.quantity, r.state, s.status"
        " FROM stock_reservation r JOIN checkout_checkoutsession s ON s.public_id = r.session_id"
    )
    allocated = {row[:3]: row[3] for row in rows if row[4] == "allocated"}
    problems = [
        f"checkout {key[0]} wants {wanted[key]} of {key[1]}, {allocated.get(key, 0)} are allocated"
        for key in set(wanted) | set(allocated)
        if wanted[key] != allocated.get(key, 0)
    ]
    problems += [
        f"checkout {row[0]} is {row[5]} and still holds {row[3]}"
        for row in rows
        if row[4] == "held" and row[5] != "placed"
    ]
    return Finding("reservations are the open orders' demand", len(rows), problems)


def counters(evidence: Evidence) -> Finding:
    """No counter below nothing or oversold; each reserves what its reservations and its buckets add up to."""
    rows = evidence.rows(
        "SELECT c.id, c.on_hand, c.reserved, coalesce(sum(r.quantity), 0)"
        " + coalesce((SELECT sum(b.pieces) FROM stock_bucket b WHERE b.counter_id = c.id), 0) FROM stock_counter c"
        " LEFT JOIN stock_reservation r"
        " ON r.counter_id = c.id AND r.state IN ('held', 'allocated', 'blocked') GROUP BY c.id"
    )
    problems = [
        f"counter {pk}: {on_hand} on hand, {reserved} reserved, reservations of {booked}"
        for pk, on_hand, reserved, booked in rows
        if on_hand < 0 or not 0 <= reserved <= on_hand or reserved != booked
    ]
    return Finding("stock never negative, counters are their reservations", len(rows), problems)


def movements(evidence: Evidence) -> Finding:
    """On hand is the sum of the movements in the vendor's own books."""
    counted = {
        tuple(row[:2]): row[2]
        for row in evidence.rows("SELECT variant_id::text, warehouse_id::text, on_hand FROM stock_counter")
    }
    moved = {
        tuple(row[:2]): int(row[2])
        for row in evidence.of_vendors(
            "SELECT m.variant_id::text, w.public_id::text, sum(m.delta) FROM {schema}.warehouse_stockmovement m"
            " JOIN {schema}.warehouse_warehouse w ON w.id = m.warehouse_id GROUP BY 1, 2"
        )
    }
    differing = [key for key in set(counted) | set(moved) if counted.get(key, 0) != moved.get(key, 0)]
    return Finding("counters are the sums of movements", len(counted), [f"variant {key[0]}" for key in differing])
