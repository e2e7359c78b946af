"""Dashboard · customs declarations: where they stand, their papers, what customs asks for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.common.clock import now
from apps.customs import selectors
from apps.customs.documents import us_entry
from apps.customs.errors import AuthorityUnavailable
from apps.customs.models import Declaration
from apps.customs.operations import china, sending
from apps.customs.rules import machine
from apps.customs.types import Act, DeclarationState, Snapshot
from apps.dashboard.access import actor, requires
from apps.dashboard.customs_texts import happening, problem_text
from apps.dashboard.forms.customs import AnswerForm, DeclarationFilter, LineFormSet, lines_of
from apps.vendors.types import TeamRole

reads_customs = requires(TeamRole.FULFILMENT, TeamRole.FINANCE)
declares = requires(TeamRole.FULFILMENT)
PAGE = 30


@require_GET
@reads_customs
def declaration_list(request: HttpRequest) -> HttpResponse:
    """Declarations, newest first, by state and by what is searched for."""
    form = DeclarationFilter(request.GET)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {"state": "", "q": "", "before": None}
    found = selectors.declarations(state=wanted["state"], search=wanted["q"])
    if wanted["before"]:
        found = found.filter(pk__lt=wanted["before"])
    rows = list(found.defer("snapshot")[: PAGE + 1])
    context = {
        "section": "customs",
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "search": wanted["q"],
        "state": wanted["state"],
        "states": DeclarationState.choices,
        "waiting": selectors.to_do_count(),
        "unmatched": selectors.unmatched().exists(),
    }
    return render(request, "dashboard/customs/list.html", context)


@require_GET
@reads_customs
def declaration_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One declaration: what is declared, where it stands, its papers, and what to do.

    Raises:
        DeclarationUnknown: this vendor has none of this id.
    """
    return _page(request, selectors.declaration(public_id))


@require_GET
@reads_customs
def paper(request: HttpRequest, public_id: UUID, document_id: UUID) -> HttpResponse:
    """A paper to be opened or kept.

    Raises:
        DocumentUnknown: the declaration has none of this id.
    """
    found = selectors.document(public_id, document_id)
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return response


@require_POST
@declares
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the paper that customs asked for."""
    row = selectors.declaration(public_id)
    form = AnswerForm(request.POST, request.FILES, papers=selectors.documents(row))
    if not form.is_valid():
        return _page(request, row, answer_form=form, status=422)
    chosen, upload = form.cleaned_data["paper"], form.cleaned_data["file"]
    try:
        if chosen:
            sending.answer_with(public_id, UUID(chosen), at=now(), by=actor(request))
        else:
            kind = str(upload.content_type or "")
            content = upload.read(sending.papers.LARGEST + 1)
            sending.answer(public_id, name=upload.name, media_type=kind, content=content, at=now(), by=actor(request))
    except AuthorityUnavailable:
        messages.error(
            request, _("Customs does not answer at the moment. Nothing was sent: try again in a few minutes.")
        )
        return redirect("dash_declaration", public_id=public_id)
    messages.success(request, _("The paper is with customs."))
    return redirect("dash_declaration", public_id=public_id)


@require_POST
@declares
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct lines of a declaration that is not with customs, and send it."""
    row = selectors.declaration(public_id)
    forms = LineFormSet(request.POST, prefix="lines")
    if not forms.is_valid():
        return _page(request, row, line_forms=forms, status=422)
    corrections = {
        form.cleaned_data["position"]: {name: form.cleaned_data[name] for name in ("description", "hs_code", "origin")}
        for form in forms
    }
    try:
        sending.correct(public_id, corrections, at=now(), by=actor(request))
    except AuthorityUnavailable:
        messages.success(request, _("Corrected. Customs does not answer at the moment; we send it as soon as it does."))
        return redirect("dash_declaration", public_id=public_id)
    messages.success(request, _("Corrected and sent to customs."))
    return redirect("dash_declaration", public_id=public_id)


def _page(
    request: HttpRequest,
    row: Declaration,
    *,
    answer_form: AnswerForm | None = None,
    line_forms: Any = None,
    status: int = 200,
) -> HttpResponse:
    snapshot = Snapshot.from_json(row.snapshot)
    papers = selectors.documents(row)
    state = DeclarationState(row.state)
    is_correctable = machine.DECLARATION.allows(state, Act.SUBMIT)
    if is_correctable and line_forms is None:
        line_forms = LineFormSet(initial=lines_of(snapshot.lines), prefix="lines")
    context = {
        "section": "customs",
        "declaration": row,
        "snapshot": snapshot,
        "papers": papers,
        "steps": [happening(entry) for entry in selectors.history(row)],
        "problems": [problem_text(one) for one in row.problems],
        "answer_form": (answer_form or AnswerForm(papers=papers)) if state == DeclarationState.DOCUMENTS else None,
        "line_forms": line_forms if is_correctable else None,
        "is_late": row.due_at is not None and row.due_at < now(),
        "is_chinese": china.is_drawn(row),
        "is_american": us_entry.is_drawn(snapshot),
    }
    return render(request, "dashboard/customs/page.html", context, status=status)
