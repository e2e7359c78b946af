"""Tariffs · administration · rules by place with the age of their sources, and the drafts that wait for a person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import selectors as accounts
from apps.common import clock
from apps.common.admin import staff_site
from apps.tariffs import operations
from apps.tariffs.selectors import life, lists
from apps.tariffs.types import RuleKind, RuleStatus
from apps.tariffs.types.life import STALE_AFTER

from .people import actor, decide

_SEES = permission_required("tariffs.view_measure", raise_exception=True)


@_SEES
def places(request: HttpRequest) -> HttpResponse:
    """How many rules of each kind hold where, how many nobody has read at their source, and how old the oldest is."""
    today = clock.now().date()
    rows = [
        {
            "code": place.jurisdiction,
            "counts": [(_list(kind, place.jurisdiction), place.counts.get(kind, 0)) for kind in RuleKind],
            "unverified": place.unverified,
            "oldest": place.oldest,
            "days": (today - place.oldest).days,
            "is_stale": place.is_stale(today),
        }
        for place in life.places()
    ]
    stale = [state for state in life.source_states(today) if state.is_stale]
    context = {"rows": rows, "kinds": [kind.label for kind in RuleKind], "stale": stale, "after": STALE_AFTER.days,
               "waiting": life.waiting_count()}  # fmt: skip
    return _page(request, "places", _("Rules by place"), context)


@_SEES
def drafts(request: HttpRequest) -> HttpResponse:
    """Every rule that is not in force yet beside what it supersedes; those that are ticked are verified at once."""
    if request.method == "POST":
        _decide(request)
        return HttpResponseRedirect(reverse("admin:tariffs_drafts"))
    me = actor(request).ref
    waiting = life.waiting(most=life.SHOWN)
    names = accounts.names_by_public_id({one.row.made_by for one in waiting if one.row.made_by})
    rows = [
        {
            "kind": one.kind,
            "row": one.row,
            "reason": one.reason,
            "maker": names.get(one.row.made_by, ""),
            "changed": [part for part in life.differences(one.row, one.row.supersedes) if part.is_changed]
            if one.row.supersedes is not None
            else [],
            "is_own": one.row.made_by == me,
            "is_verified": one.row.status == RuleStatus.VERIFIED,
            "url": reverse(f"admin:tariffs_{one.row._meta.model_name}_page", args=[one.row.pk]),
            "may_decide": request.user.has_perm(f"tariffs.change_{one.row._meta.model_name}"),
        }
        for one in waiting
    ]
    return _page(request, "drafts", _("Rules that wait"), {"rows": rows, "waiting": life.waiting_count()})


def _decide(request: HttpRequest) -> None:
    by, at = actor(request), clock.now()
    chosen = [tuple(value.split("/", 1)) for value in request.POST.getlist("rule") if "/" in value]
    allowed = [
        (RuleKind(kind), code)
        for kind, code in chosen
        if kind in RuleKind.values
        and request.user.has_perm(f"tariffs.change_{lists.model_of(RuleKind(kind))._meta.model_name}")
    ]
    act = operations.activate if request.POST.get("step") == "activate" else operations.verify
    decide(request, allowed, lambda one: act(one[0], one[1], by=by, at=at))


def _list(kind: RuleKind, place: str) -> str:
    name = lists.model_of(kind)._meta.model_name
    return f"{reverse(f'admin:tariffs_{name}_changelist')}?jurisdiction__code__exact={place}"


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    context = {**staff_site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/tariffs/{name}.html", context)
