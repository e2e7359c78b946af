"""Tariffs · administration · proposing a change of a rule, and the draft's own page where a second person decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from apps.accounts import selectors as accounts
from apps.common import clock
from apps.common.admin import ReadOnlyAdmin
from apps.common.errors import MarketError
from apps.tariffs import operations
from apps.tariffs.selectors import life, lists
from apps.tariffs.types import RuleKind, RuleStatus

from .forms import draft_form
from .people import actor


class Drafting(ReadOnlyAdmin):
    """The pages of one kind of rules beside its list: a rule with its history, its change, a rule that is new."""

    @property
    def kind(self) -> RuleKind:
        return lists.kind_of(self.model)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(f"tariffs.add_{self.opts.model_name}"))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the person may check what others wrote."""
        return bool(request.user.has_perm(f"tariffs.change_{self.opts.model_name}"))

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, f"tariffs_{self.opts.model_name}"
        return [
            path("<path:code>/propose/", wrap(self.propose), name=f"{name}_propose"),
            path("<path:code>/rule/", wrap(self.page), name=f"{name}_page"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """The row's link leads to the rule's own page."""
        return HttpResponseRedirect(self._url("page", object_id))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The draft of a rule that supersedes none."""
        return self._write(request, None)

    def propose(self, request: HttpRequest, code: str) -> HttpResponse:
        """The draft of what follows a rule."""
        return self._write(request, self._row(code))

    def page(self, request: HttpRequest, code: str) -> HttpResponse:
        """A rule beside the one that it supersedes, what was done to it, and the steps that are open."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self._row(code)
        if request.method == "POST":
            self._decide(request, row)
            return HttpResponseRedirect(self._url("page", code))
        history = life.history(self.kind, row.pk)
        names = accounts.names_by_public_id({one.by for one in history if one.by})
        old = row.supersedes
        context = {
            "title": row.pk,
            "row": row,
            "old": old,
            "kind": self.kind,
            "differences": life.differences(row, old),
            "history": [(one, names.get(one.by, "")) for one in history],
            "reason": next((one.note for one in history if one.act == "drafted"), ""),
            "is_draft": row.status == RuleStatus.DRAFT,
            "is_verified": row.status == RuleStatus.VERIFIED,
            "is_in_use": row.status == RuleStatus.ACTIVE,
            "is_own": row.made_by == actor(request).ref,
            "may_decide": self.has_decide_permission(request),
            "may_propose": self.has_add_permission(request),
            "propose_url": self._url("propose", row.pk),
            "old_url": self._url("page", old.pk) if old is not None else "",
            "next_url": self._url("page", row.superseded_by_id) if row.superseded_by_id else "",
        }
        return self._shown(request, "rule", context)

    def _write(self, request: HttpRequest, old: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = draft_form(self.model, old, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                with transaction.atomic():
                    code = operations.draft(
                        self.kind,
                        form.columns(),
                        reason=form.cleaned_data["reason"],
                        code=form.cleaned_data.get("code", ""),
                        supersedes=old.pk if old is not None else "",
                        only_ends=form.cleaned_data.get("only_ends", False),
                        by=actor(request),
                        at=clock.now(),
                    )
            except MarketError as refused:
                form.refuse(refused)
            else:
                self.message_user(request, _("The draft is written. A second person has to verify it."))
                return HttpResponseRedirect(self._url("page", code))
        title = _("Propose a change of %(rule)s") % {"rule": old.pk} if old is not None else _("Propose a rule")
        response = self._shown(request, "propose", {"title": title, "form": form, "old": old})
        response.status_code = 422 if form.errors else 200
        return response

    def _decide(self, request: HttpRequest, row: Any) -> None:
        step = request.POST.get("step", "")
        if not self.has_decide_permission(request):
            raise PermissionDenied
        by, at, note = actor(request), clock.now(), request.POST.get("note", "").strip()
        try:
            with transaction.atomic():
                if step == "reject":
                    operations.reject(self.kind, row.pk, reason=note, by=by, at=at)
                elif step == "read":
                    operations.read_at_source(self.kind, [row.pk], by=by, at=at)
                if step in ("verify", "both"):
                    operations.verify(self.kind, row.pk, by=by, at=at, note=note)
                if step in ("activate", "both"):
                    operations.activate(self.kind, row.pk, by=by, at=at)
        except MarketError as refused:
            self.message_user(request, refused.told(), messages.ERROR)
        else:
            self.message_user(request, _("Decided."), messages.SUCCESS)

    def _row(self, code: str) -> Any:
        row = lists.rules_of_kind(self.kind).select_related("source", "supersedes__source").filter(pk=code).first()
        if row is None:
            raise Http404
        return row

    def _url(self, name: str, code: str) -> str:
        return reverse(f"admin:tariffs_{self.opts.model_name}_{name}", args=[code])

    def _shown(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        return TemplateResponse(request, f"admin/tariffs/{name}.html", context)
