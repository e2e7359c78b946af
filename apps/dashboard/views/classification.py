"""Dashboard · the queue of goods whose HS code is to be confirmed: many at once, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.catalog import operations
from apps.classification import selectors
from apps.classification.types import Missing, Reasoning, State
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.dashboard.access import actor

from .catalogue import keeps_catalogue, uuids

PAGE = 40
MOST_AT_ONCE = 200
SHOWN = 3
UNSURE_BELOW = 0.5
_OPEN = (State.WAITING, State.SUGGESTED, State.ASKED)
_UNDO = "confirmed_codes"


@require_GET
@keeps_catalogue
def queue(request: HttpRequest) -> HttpResponse:
    """Goods by how far their code is, the surest suggestions first, each with what is suggested and why."""
    chosen, search = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    rows = _narrowed(selectors.of_vendor(request.vendor.pk), chosen)
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(code__istartswith=search) | Q(hs_code__startswith=search))
    start = _number(request.GET.get("from", ""))
    page = list(rows[start : start + PAGE + 1])
    counts = selectors.state_counts(request.vendor.pk)
    context = {
        "section": "codes",
        "rows": shown(page[:PAGE]),
        "more": start + PAGE if len(page) > PAGE else None,
        "tabs": _tabs(request.vendor.pk, chosen, counts),
        "state": chosen,
        "search": search,
        "is_empty": not sum(counts.values()),
        "undo_count": len(request.session.get(_UNDO, [])),
    }
    return render(request, "dashboard/classification/list.html", context)


@require_POST
@keeps_catalogue
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the ticked goods, each for itself; those that cannot be say why."""
    done: list[str] = []
    for product_id in uuids(request.POST.getlist("goods"))[:MOST_AT_ONCE]:
        code = request.POST.get(f"code-{product_id}", "")
        try:
            with transaction.atomic():
                made = operations.classify(
                    product_id, hs_code=code, why=Reasoning(), vendor_id=request.vendor.pk, at=now(), by=actor(request)
                )
            done.append(str(made.public_id))
        except MarketError as error:
            goods = selectors.goods_of(product_id, vendor_id=request.vendor.pk)
            problem = error.text() if code else _("Choose a code first.")
            messages.error(
                request, _("%(title)s: %(problem)s") % {"title": goods.title if goods else "", "problem": problem}
            )
    if done:
        request.session[_UNDO] = done
        text = ngettext("%(count)s code is confirmed.", "%(count)s codes are confirmed.", len(done))
        messages.success(request, text % {"count": len(done)})
    elif not request.POST.getlist("goods"):
        messages.warning(request, _("Tick the goods first whose codes are right."))
    return redirect(_back(request))


@require_POST
@keeps_catalogue
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was confirmed last; goods that have another code by now keep it."""
    undone = 0
    for confirmation_id in uuids(request.session.pop(_UNDO, [])):
        try:
            with transaction.atomic():
                operations.declassify(confirmation_id, vendor_id=request.vendor.pk, at=now(), by=actor(request))
            undone += 1
        except MarketError as error:
            messages.error(request, error.text())
    text = ngettext("%(count)s confirmation is taken back.", "%(count)s confirmations are taken back.", undone)
    messages.success(request, text % {"count": undone})
    return redirect(_back(request))


def shown(rows: Sequence[Any], *, count: int = SHOWN) -> list[dict[str, Any]]:
    """Goods with what is suggested for them in words. One query for all descriptions."""
    wanted = {one["code"] for row in rows for one in row.suggestions[:count]} | {row.hs_code[:6] for row in rows}
    texts = selectors.descriptions(wanted)
    return [
        {
            "goods": row,
            "state": State(row.state),
            "description": texts.get(row.hs_code[:6], ""),
            "question": question(row) if row.state in _OPEN else "",
            "choices": [
                {
                    "code": one["code"],
                    "description": texts.get(one["code"], ""),
                    "percent": round(one["confidence"] * 100),
                    "words": ", ".join(one["words"]),
                    "kind": one["kind"],
                    "is_marked": number == 0 and row.state == State.SUGGESTED,
                }
                for number, one in enumerate(row.suggestions[:count])
                if one["code"] != row.hs_code[:6]
            ],
        }
        for row in rows
    ]


def question(row: Any) -> str:
    """What must be told before anything can be suggested; empty where nothing is missing."""
    if row.missing == Missing.ARTICLE:
        return _(
            "“%(words)s” does not say what the article is. Name it in the title: what it is, what it is made of and "
            "what it is for."
        ) % {"words": " ".join(row.vague) or row.title}
    if row.missing == Missing.DETAIL:
        return _("Too little is known for a suggestion. Add the material and the use, or look the code up.")
    return ""


def _narrowed(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    if chosen == "unsure":
        return rows.filter(state=State.SUGGESTED, confidence__lt=UNSURE_BELOW)
    return rows.filter(state=chosen) if chosen in State.values else rows.filter(state__in=_OPEN)


def _tabs(vendor_id: int, chosen: str, counts: dict[str, int]) -> list[dict[str, object]]:
    unsure = selectors.of_vendor(vendor_id).filter(state=State.SUGGESTED, confidence__lt=UNSURE_BELOW).count()
    tabs = [
        ("", _("To do"), sum(counts.get(state, 0) for state in _OPEN)),
        (State.SUGGESTED, _("Suggested"), counts.get(State.SUGGESTED, 0)),
        ("unsure", _("Unsure"), unsure),
        (State.ASKED, _("More must be known"), counts.get(State.ASKED, 0)),
        (State.STATED, _("Stated, not confirmed"), counts.get(State.STATED, 0)),
        (State.CONFIRMED, _("Confirmed"), counts.get(State.CONFIRMED, 0)),
    ]
    return [
        {"label": label, "url": f"?state={key}" if key else "?", "is_current": chosen == key, "count": count}
        for key, label, count in tabs
    ]


def _back(request: HttpRequest) -> str:
    state = request.POST.get("state", "")
    return reverse("dash_codes") + (f"?state={state}" if state in {*State.values, "unsure"} else "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
