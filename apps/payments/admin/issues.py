"""Payments · administration of the queue of payments that need a person."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.admin import OpenFilter, ReadOnlyAdmin, staff_site
from apps.common.admin_forms import framed
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.money import from_minor

from .. import operations
from ..models import Issue
from ..types import IssueKind

NEXT = {
    IssueKind.CAPTURE_FAILED: _("Try again; if it fails again, ask the buyer for another payment or cancel the order"),
    IssueKind.VOID_FAILED: _("Try again, or let the authorisation run out"),
    IssueKind.REFUND_FAILED: _("Try again, or agree another way of refund with the buyer"),
    IssueKind.REFUND_BOUNCED: _("Try again, or agree another way of refund with the buyer"),
    IssueKind.CONFLICT: _("Compare the payment at the provider with the timeline"),
    IssueKind.DISPUTE: _("Send the evidence to the provider before its date, or accept the loss"),
    IssueKind.STUCK: _("Ask the provider what became of it"),
}


class NoteForm(forms.Form):
    """How it was dealt with."""

    note = forms.CharField(label=_("How it was dealt with"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


@admin.register(Issue, site=staff_site)
class IssueAdmin(ReadOnlyAdmin):
    """Payments that need a person: the oldest first, with what to do next."""

    list_display = ("kind", "money", "problem", "age", "answer_by", "next_step")
    list_filter = (OpenFilter, "kind", "currency")
    search_fields = ("intent__public_id", "intent__purchase_id", "problem", "note")
    list_select_related = ("intent",)
    ordering = ("opened_at",)

    @admin.display(description=_("amount"))
    def money(self, row: Issue) -> Money:
        return from_minor(row.amount, row.currency)

    @admin.display(description=_("Age"))
    def age(self, row: Issue) -> str:
        """In days."""
        days = ((row.closed_at or now()) - row.opened_at).days
        return _("%(days)d days") % {"days": days}

    @admin.display(description=_("Next"))
    def next_step(self, row: Issue) -> str:
        """A link to the page where it is worked on, or how it ended."""
        if row.closed_at is not None:
            return row.note
        address = reverse("admin:payments_issue_work", args=[row.public_id])
        return format_html('<a class="text-primary-600" href="{}">{}</a>', address, NEXT[IssueKind(row.kind)])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.work)
        return [path("<uuid:issue_id>/handle/", view, name="payments_issue_work"), *super().get_urls()]

    def work(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """One of them: what is known, the payment it is about, and the two things that can be done."""
        row = get_object_or_404(Issue.objects.select_related("intent", "operation"), public_id=issue_id)
        if not request.user.has_perm("payments.change_issue"):
            raise PermissionDenied
        form = framed(NoteForm(request.POST if request.POST.get("act") == "close" else None))
        if request.method == "POST" and self._acted(request, row, form):
            return redirect("admin:payments_issue_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": row.get_kind_display(),
            "opts": self.model._meta,
            "row": row,
            "amount": self.money(row),
            "next": NEXT[IssueKind(row.kind)],
            "form": form,
            "may_repeat": row.closed_at is None and row.operation and operations.can_repeat(row.operation),
        }
        return TemplateResponse(request, "admin/payments/issue.html", context)

    def _acted(self, request: HttpRequest, row: Issue, form: NoteForm) -> bool:
        by = request.user.get_username()
        try:
            with transaction.atomic():
                if request.POST.get("act") == "again":
                    operations.try_again(row.public_id, by=by, at=now())
                elif form.is_valid():
                    operations.close_issue(row.public_id, note=form.cleaned_data["note"], by=by, at=now())
                else:
                    return False
        except MarketError as error:
            self.message_user(request, error.text(), messages.ERROR)
            return False
        self.message_user(request, _("It is written down."), messages.SUCCESS)
        return True
