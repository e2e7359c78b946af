"""No purchase lost, none doubled; every vendor has its part."""

from __future__ import annotations

from collections import Counter

from tests.chaos.oracle.evidence import Evidence, Finding

_FIRST_NUMBER = 1000


def thanks(evidence: Evidence) -> Finding:
    """Every page of thanks is of exactly one completed purchase, with the number that it showed."""
    rows = evidence.rows(
        "SELECT s.public_id::text, s.status, p.id FROM checkout_checkoutsession s"
        " LEFT JOIN checkout_purchase p ON p.session_id = s.public_id"
    )
    found: dict[str, list[tuple[str, int | None]]] = {}
    for session, status, purchase in rows:
        found.setdefault(session, []).append((status, purchase))
    thanked = [visit for visit in evidence.visits if visit.purchase]
    problems = []
    for visit in thanked:
        known = found.get(visit.session, [])
        wanted = [("completed", int(visit.purchase.removeprefix("P-")) - _FIRST_NUMBER)]
        if known != wanted:
            problems.append(f"{visit.email} was thanked for {visit.purchase}, the books say {known}")
    return Finding("every page of thanks has its one purchase", len(thanked), problems)


def once_each(evidence: Evidence) -> Finding:
    """Everybody meant to buy once: nobody has two purchases, and no completed checkout is without one."""
    owners = evidence.rows("SELECT email FROM checkout_purchase")
    doubled = [f"{email} has {count} purchases" for (email,), count in Counter(owners).items() if count > 1]
    lost = evidence.rows(
        "SELECT s.public_id::text FROM checkout_checkoutsession s LEFT JOIN checkout_purchase p"
        " ON p.session_id = s.public_id WHERE (s.status = 'completed') <> (p.id IS NOT NULL)"
    )
    problems = doubled + [f"checkout {session} and its purchase disagree" for (session,) in lost]
    return Finding("nobody bought twice, no checkout without its purchase", len(owners), problems)


def parts(evidence: Evidence) -> Finding:
    """Each vendor's orders are the parts of purchases, one to one, with the same sums; their numbers have no gap."""
    rows = evidence.rows(
        "SELECT t.order_id::text, t.vendor_id, p.public_id::text, t.order_number, t.total"
        " FROM checkout_purchasepart t JOIN checkout_purchase p ON p.id = t.purchase_id"
    )
    told = evidence.of_vendors(
        "SELECT public_id::text, {vendor}, purchase_id::text, number, total FROM {schema}.orders_order"
    )
    problems = [f"order {row[0]} of vendor {row[1]} differs" for row in set(rows) ^ set(told)]
    problems += ["the same order twice"] * (len(told) - len(set(told)))
    sums = evidence.rows(
        "SELECT p.id, p.goods + p.shipping + p.duty + p.tax + p.fees, (SELECT sum(t.total) FROM checkout_purchasepart t"
        " WHERE t.purchase_id = p.id) FROM checkout_purchase p"
    )
    problems += [f"purchase {pk}: {whole} is not {of_parts}" for pk, whole, of_parts in sums if whole != of_parts]
    counted = evidence.of_vendors(
        "SELECT {vendor}, (SELECT coalesce(max(last), 0) FROM {schema}.orders_ordercounter),"
        " (SELECT count(*) FROM {schema}.orders_order)"
    )
    problems += [f"vendor {vendor} counts {last}, has {count}" for vendor, last, count in counted if last != count]
    return Finding("vendors' orders are the purchases' parts", len(rows), problems)


def mails(evidence: Evidence) -> Finding:
    """Every purchase was confirmed by mail. A relay killed between mail and commit may send it twice."""
    owners = {email for (email,) in evidence.rows("SELECT email FROM checkout_purchase")}
    texts = [file.read_text(errors="replace") for file in evidence.mail_folder.glob("*")]
    told = {email for email in owners if any(f"To: {email}" in text for text in texts)}
    return Finding("every purchase confirmed by mail", len(owners), [f"no mail to {x}" for x in sorted(owners - told)])
