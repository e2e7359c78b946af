"""The `expand` parameter: ids replaced by their objects · sandbox gateway · no schema."""

from __future__ import annotations

from typing import Any

from apps.sandbox.gateway import sessions
from apps.sandbox.gateway.errors import InvalidParameter
from apps.sandbox.gateway.work import Document, Work, shown

KINDS = {
    "balance_transaction": "balance_transaction",
    "charge": "charge",
    "latest_charge": "charge",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "failure_balance_transaction": "balance_transaction",
    "source": "",
}
MAX_DEPTH = 4


def render(work: Work, document: Document, paths: list[str]) -> Document:
    """The document as the API shows it, with the asked-for ids expanded.

    Raises:
        InvalidParameter: a path that names nothing expandable, or is deeper than four levels.
    """
    result = shown(document)
    if result.get("object") == "list":
        result["data"] = [shown(item) for item in result["data"]]
    for path in paths:
        parts = path.split(".")
        if len(parts) > MAX_DEPTH:
            raise InvalidParameter("You can only expand up to four levels.", param="expand")
        _expand(work, result, document, parts, path)
    return result


def _expand(work: Work, node: Document, source: Document, parts: list[str], path: str) -> None:
    name, rest = parts[0], parts[1:]
    if name == "data" and node.get("object") == "list":
        for item, full in zip(node["data"], source["data"], strict=True):
            if rest:
                _expand(work, item, full, rest, path)
        return
    if name == "line_items" and node.get("object") == "checkout.session":
        node[name] = sessions.line_items(source, f"/v1/checkout/sessions/{node['id']}/line_items")
        return
    if name == "refunds" and node.get("object") == "charge":
        node[name] = work.page("refund", f"/v1/charges/{node['id']}/refunds", {}, charge=node["id"])
        return
    if name not in KINDS or name not in node:
        raise InvalidParameter(f"This property cannot be expanded ({path}).", param="expand")
    stored: Any = node[name]
    if isinstance(stored, str):
        full = work.named(stored) or work.get(KINDS[name], stored)
        node[name] = shown(full)
    else:
        full = stored
    if rest and isinstance(node[name], dict):
        _expand(work, node[name], full, rest, path)
