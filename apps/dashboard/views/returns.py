"""Dashboard · returns: the queue, one return, what came back, the seller's rule, data for drawback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.aftersales import operations, selectors
from apps.aftersales.forms import EvidenceForm
from apps.aftersales.models import ReturnRequest
from apps.aftersales.rules import machines
from apps.aftersales.selectors import proposals
from apps.aftersales.types import ExchangeStatus, LostRule, Payer, Refusal, ReturnStatus
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.dashboard.access import actor, requires
from apps.dashboard.forms.aftersales import InspectionForm, RefusalForm, RuleForm, SpanForm
from apps.vendors.types import TeamRole

from .cases import DONE, carried_out

handles = requires(TeamRole.FULFILMENT, TeamRole.FINANCE)
gives_money = requires(TeamRole.FINANCE)
PAGE = 50
_QUEUES: dict[str, tuple[ReturnStatus, ...]] = {
    "mine": (ReturnStatus.REQUESTED, ReturnStatus.RECEIVED, ReturnStatus.INSPECTED),
    "coming": (
        ReturnStatus.APPROVED,
        ReturnStatus.IN_TRANSIT,
        ReturnStatus.AT_HUB,
        ReturnStatus.FORWARDED,
        ReturnStatus.UNPAID,
    ),
    "disputed": (ReturnStatus.DISPUTED,),
    "over": tuple(machines.OVER),
}


@require_GET
@handles
def return_list(request: HttpRequest) -> HttpResponse:
    """Returns by who has to act, what waits longest first."""
    chosen = request.GET.get("queue", "mine")
    wanted = _QUEUES.get(chosen, _QUEUES["mine"])
    rows = selectors.returns().filter(status__in=wanted).order_by("-since" if chosen == "over" else "since", "pk")
    at = now()
    context = {
        "section": "returns",
        "rows": [_queued(row, at) for row in rows[:PAGE]],
        "tabs": _tabs(chosen, selectors.counts()),
        "may_rule": request.team_role == TeamRole.OWNER,
        "may_claim_back": request.team_role in (TeamRole.OWNER, TeamRole.FINANCE),
    }
    return render(request, "dashboard/returns/list.html", context)


@require_GET
@handles
def return_page(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """One return: what the buyer wants, where it is, what is next."""
    return _page(request, selectors.return_request(return_id))


@require_POST
@handles
def step(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Approve, refuse, receive, inspect, or add a file."""
    row = selectors.return_request(return_id)
    by, asked = actor(request), request.POST.get("step", "")
    refusing, inspecting, filing = RefusalForm(), None, EvidenceForm()
    if asked == "approve":
        return _done(request, row, lambda: operations.approve(return_id, at=now(), by=by))
    if asked == "receive":
        return _done(request, row, lambda: operations.receive(return_id, at=now(), by=by))
    if asked == "refuse":
        refusing = RefusalForm(request.POST)
        if refusing.is_valid():
            given = refusing.cleaned_data
            why = Refusal(given["refusal"])
            return _done(
                request, row,
                lambda: operations.refuse(return_id, refusal=why, answer=given["answer"], at=now(), by=by),
            )  # fmt: skip
    elif asked == "inspect":
        inspecting = InspectionForm(request.POST, row=row, numbers=selectors.numbers_sent(row))
        if inspecting.is_valid():
            try:
                with transaction.atomic():
                    operations.inspect(
                        return_id, findings=inspecting.findings(), refusal=inspecting.why(),
                        answer=inspecting.cleaned_data["answer"], at=now(), by=by,
                    )  # fmt: skip
            except MarketError as refused:
                tell(inspecting, refused)
            else:
                messages.success(request, DONE)
                return redirect("dash_return", return_id=return_id)
    elif asked == "file":
        filing = EvidenceForm(request.POST, request.FILES)
        if filing.is_valid():
            given_file = filing.cleaned_data["file"]
            return _done(
                request, row,
                lambda: operations.add_evidence(
                    row, content=given_file.read(), name=given_file.name, at=now(), by=by
                ),
            )  # fmt: skip
    return _page(request, row, refusing=refusing, inspecting=inspecting, filing=filing, status=422)


@require_POST
@gives_money
def settle(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Give the buyer what is due, or let the goods go and give it at once."""
    row = selectors.return_request(return_id)
    by, person, asked = actor(request), request.user.pk, request.POST.get("step", "")
    if asked == "waive":
        return _done(request, row, lambda: operations.waive(return_id, at=now(), by=by, made_by=person))
    return _done(
        request,
        row,
        lambda: operations.settle(
            return_id,
            at=now(),
            by=by,
            made_by=person,
            resend=asked == "resend",
            elsewhere=asked == "elsewhere",
        ),
    )


@require_http_methods(["GET", "POST"])
@requires()
def rule(request: HttpRequest) -> HttpResponse:
    """What the seller grants beside the law."""
    known = selectors.policy()
    names = ("days", "payer", "approves_by_itself", "uses_hubs", "returnless_below", "lost_rule")
    form = RuleForm(request.POST or None, initial={name: getattr(known, name) for name in names})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            operations.set_policy(
                **{**given, "payer": Payer(given["payer"]), "lost_rule": LostRule(given["lost_rule"])}, at=now()
            )
        messages.success(request, _("Your rule holds for returns from now on."))
        return redirect("dash_returns")
    context = {"section": "returns", "form": form}
    return render(request, "dashboard/returns/rule.html", context, status=422 if form.errors else 200)


@require_GET
@gives_money
def drawback(request: HttpRequest) -> HttpResponse:
    """Duty and tax paid on goods that came back, by declaration, as CSV; the last year where no days are named."""
    form = SpanForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    until = given.get("until") or now().date()
    since = given.get("since") or until - timedelta(days=365)
    text = selectors.drawback_csv(selectors.drawback_rows(since=since, until=until))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="drawback-{since}-{until}.csv"'
    return response


@require_GET
@handles
def case_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A picture or paper of a return or claim."""
    row = selectors.evidence_file(file_id)
    return HttpResponse(bytes(row.content), content_type=row.media_type, headers=row.headers)


def _page(
    request: HttpRequest,
    row: ReturnRequest,
    *,
    refusing: RefusalForm | None = None,
    inspecting: InspectionForm | None = None,
    filing: EvidenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_give = request.team_role in (TeamRole.OWNER, TeamRole.FINANCE)
    events = [
        event
        for event in machines.RETURN.events(ReturnStatus(row.status))
        if event != "inspect" or row.settled_at is None
    ]
    numbers = selectors.numbers_sent(row) if "inspect" in events else {}
    context: dict[str, Any] = {
        "section": "returns",
        "case": row,
        "events": events,
        "to": PostalAddress.from_json(row.destination),
        "exchange": getattr(row, "exchange", None),
        "pay_until": machines.return_owner(ReturnStatus(row.status), since=row.since)[1],
        "files": list(row.evidence.defer("content")),
        "refusing": refusing or RefusalForm(),
        "inspecting": inspecting or InspectionForm(row=row, numbers=numbers),
        "filing": filing or EvidenceForm(),
        "may_give": may_give,
    }
    if row.status == ReturnStatus.INSPECTED and may_give:
        context |= _proposed(row, made_by=request.user.pk)
    return render(request, "dashboard/returns/page.html", context, status=status)


def _proposed(row: ReturnRequest, *, made_by: int | None) -> dict[str, Any]:
    """What settling gives, or asks of the buyer."""
    exchange = getattr(row, "exchange", None)
    is_dearer = any(line.swap_charge for line in row.lines.all() if line.accepted)
    if row.settled_at or not is_dearer or exchange is None or exchange.status != ExchangeStatus.WANTED:
        return {"proposed": proposals.for_return(row, made_by=made_by)}
    try:
        with transaction.atomic():
            return {"asks": operations.charge_now(row, at=now())}
    except MarketError as refused:
        return {"proposed": proposals.Proposal(hindrance=refused.text())}


def _done(request: HttpRequest, row: ReturnRequest, act: Callable[[], object]) -> HttpResponse:
    return carried_out(request, act, redirect("dash_return", return_id=row.public_id))


def _queued(row: ReturnRequest, at: Any) -> dict[str, Any]:
    owner, due_at = machines.return_owner(ReturnStatus(row.status), since=row.since)
    return {
        "case": row,
        "owner": owner.label,
        "age_days": (at - row.requested_at).days,
        "due_at": due_at,
        "is_late": due_at is not None and due_at < at,
    }


def _tabs(chosen: str, counts: dict[str, int]) -> list[dict[str, object]]:
    labels = {"mine": _("You act"), "coming": _("On the way"), "disputed": _("Disputed"), "over": _("Over")}
    tabs: list[dict[str, object]] = [
        {
            "label": labels[queue],
            "url": f"?queue={queue}",
            "is_current": queue == chosen,
            "count": sum(counts.get(status, 0) for status in statuses),
        }
        for queue, statuses in _QUEUES.items()
    ]
    return tabs
