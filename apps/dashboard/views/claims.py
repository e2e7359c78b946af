"""Dashboard · claims: what was lost, damaged, missing or wrong, what the buyer gets, what the carrier pays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.aftersales import operations, selectors
from apps.aftersales.forms import EvidenceForm, ProblemForm
from apps.aftersales.models import Claim
from apps.aftersales.rules import machines
from apps.aftersales.selectors import proposals
from apps.aftersales.types import ClaimStatus, RemedyStatus
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import actor
from apps.dashboard.forms.aftersales import AnswerForm, SubmitForm
from apps.vendors.types import TeamRole

from .cases import carried_out
from .returns import PAGE, gives_money, handles


@require_GET
@handles
def claim_list(request: HttpRequest) -> HttpResponse:
    """Claims that are not over, the oldest first; `?queue=over` for the others."""
    is_over = request.GET.get("queue") == "over"
    over = Q(status__in=machines.CLAIM_OVER) & ~Q(remedy__in=(RemedyStatus.PENDING, RemedyStatus.DISPUTED))
    rows = selectors.claims().filter(over) if is_over else selectors.claims().exclude(over).order_by("since", "pk")
    at = now()
    tabs = [
        {"label": _("Open"), "url": "?", "is_current": not is_over, "count": selectors.counts()["claims"]},
        {"label": _("Over"), "url": "?queue=over", "is_current": is_over, "count": None},
    ]
    context = {"section": "claims", "rows": [_queued(row, at) for row in rows[:PAGE]], "tabs": tabs}
    return render(request, "dashboard/returns/claims.html", context)


@require_GET
@handles
def claim_page(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim: what happened, what the buyer gets, what the carrier says."""
    return _page(request, selectors.claim(claim_id))


@require_POST
@handles
def step(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Hand it in, close it, refuse the buyer, or add a file."""
    row = selectors.claim(claim_id)
    by, asked = actor(request), request.POST.get("step", "")
    forms: dict[str, Any] = {}
    if asked == "close":
        return _done(request, row, lambda: operations.close_claim(claim_id, at=now(), by=by))
    if asked == "submit":
        forms["submitting"] = form = SubmitForm(request.POST)
        if form.is_valid():
            number = form.cleaned_data["carrier_case"]
            return _done(request, row, lambda: operations.submit_claim(claim_id, carrier_case=number, at=now(), by=by))
    if asked == "refuse":
        forms["refusing"] = answering = AnswerForm(request.POST)
        if answering.is_valid():
            words = answering.cleaned_data["answer"]
            return _done(request, row, lambda: operations.refuse_claim(claim_id, answer=words, at=now(), by=by))
    if asked == "file":
        forms["filing"] = filing = EvidenceForm(request.POST, request.FILES)
        if filing.is_valid():
            given = filing.cleaned_data["file"]
            return _done(
                request,
                row,
                lambda: operations.add_evidence(row, content=given.read(), name=given.name, at=now(), by=by),
            )
    return _page(request, row, status=422, **forms)


@require_POST
@gives_money
def remedy(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Give the buyer the money back, or the same goods again."""
    row = selectors.claim(claim_id)
    by, person, asked = actor(request), request.user.pk, request.POST.get("step", "")
    if asked == "resend":
        return _done(request, row, lambda: operations.resend_claim(claim_id, at=now(), by=by, made_by=person))
    return _done(
        request,
        row,
        lambda: operations.refund_claim(claim_id, at=now(), by=by, made_by=person, elsewhere=asked == "elsewhere"),
    )


@require_http_methods(["GET", "POST"])
@handles
def new_claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a claim for an order, as a buyer would."""
    options = selectors.options(public_id, at=now())
    form = ProblemForm(request.POST or None, request.FILES or None, options=options)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                row = operations.claim(public_id, wish=form.wish(), at=now(), by=actor(request))
                given = form.cleaned_data["file"]
                if given is not None:
                    operations.add_evidence(row, content=given.read(), name=given.name, at=now(), by=actor(request))
            return redirect("dash_claim", claim_id=row.public_id)
        except MarketError as refused:
            if refused.status in (401, 403, 404):
                raise
            tell(form, refused)
    context = {"section": "claims", "form": form, "options": options, "order_id": public_id}
    return render(request, "dashboard/returns/new_claim.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, row: Claim, *, status: int = 200, **forms: Any) -> HttpResponse:
    owner, due_at = _owner(row)
    may_give = request.team_role in (TeamRole.OWNER, TeamRole.FINANCE)
    context = {
        "section": "claims",
        "case": row,
        "owner": owner.label,
        "due_at": due_at,
        "events": machines.CLAIM.events(ClaimStatus(row.status)),
        "remedies": machines.REMEDY.events(RemedyStatus(row.remedy)),
        "files": list(row.evidence.defer("content")),
        "submitting": SubmitForm(initial={"carrier_case": row.carrier_case}),
        "refusing": AnswerForm(),
        "filing": EvidenceForm(),
        "may_give": may_give,
        "proposed": proposals.for_claim(row, made_by=request.user.pk)
        if row.remedy == RemedyStatus.PENDING and may_give
        else None,
        **forms,
    }
    return render(request, "dashboard/returns/claim.html", context, status=status)


def _done(request: HttpRequest, row: Claim, act: Callable[[], object]) -> HttpResponse:
    return carried_out(request, act, redirect("dash_claim", claim_id=row.public_id))


def _owner(row: Claim) -> tuple[Any, Any]:
    return machines.claim_owner(
        ClaimStatus(row.status), RemedyStatus(row.remedy), since=row.since, deadline=row.deadline
    )


def _queued(row: Claim, at: Any) -> dict[str, Any]:
    owner, due_at = _owner(row)
    return {
        "case": row,
        "owner": owner.label,
        "age_days": (at - row.opened_at).days,
        "due_at": due_at,
        "is_late": due_at is not None and due_at < at,
    }
