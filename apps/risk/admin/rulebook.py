"""Risk · administration · rules: one person writes, another puts into force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.form_errors import tell
from apps.risk import operations
from apps.risk.models import Rule
from apps.risk.rules import features, judging
from apps.risk.selectors import facts as known
from apps.risk.selectors import reports
from apps.risk.types import Action, Stage


class RuleForm(forms.Form):
    """The next version of a rule; another person puts it into force."""

    name = forms.SlugField(label=_("Name"), max_length=40, widget=UnfoldAdminTextInputWidget)
    title = forms.CharField(label=_("What it finds"), max_length=160, widget=UnfoldAdminTextInputWidget)
    conditions = forms.JSONField(
        label=_("Conditions"),
        widget=UnfoldAdminTextareaWidget,
        help_text=_('All must hold: [[feature, operator, value], …], as in [["amount", ">=", 300]].'),
    )
    action = forms.ChoiceField(label=_("Then"), choices=Action.choices, widget=UnfoldAdminSelectWidget)
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=100, widget=UnfoldAdminIntegerFieldWidget)
    is_shadow = forms.BooleanField(label=_("Only record what it finds"), required=False, widget=UnfoldBooleanWidget)
    is_retired = forms.BooleanField(label=_("Take it out of force"), required=False, widget=UnfoldBooleanWidget)
    valid_from = forms.SplitDateTimeField(
        label=_("In force from"), required=False, widget=UnfoldAdminSplitDateTimeWidget,
        help_text=_("Empty: as soon as it is checked."),
    )  # fmt: skip


@admin.register(Rule, site=staff_site)
class RuleAdmin(ReadOnlyAdmin):
    """Every version of every rule, and how rules fare."""

    list_display = ("name", "version", "title", "conditions", "action", "weight", "is_shadow", "is_retired", "state")
    list_filter = ("action", "is_shadow", ("checked_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "title")
    list_select_related = ("made_by", "checked_by")
    actions = ("put_into_force",)
    actions_list = ("open_report",)
    actions_row = ("next_version",)

    @admin.display(description=_("state"))
    def state(self, rule: Rule) -> object:
        if rule.made_by is not None and rule.checked_at is None:
            return _("draft by %(person)s, waits for a second person") % {"person": rule.made_by}
        in_force = {view.name: view.version for view in known.rules_in_force(at=now())}
        return _("in force") if in_force.get(rule.name) == rule.version else _("replaced")

    @action(description=_("How rules fare"), url_path="open-report")
    def open_report(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return HttpResponseRedirect(reverse("admin:risk_report"))

    @action(description=_("Write the next version"), url_path="next-version")
    def next_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The link in a row."""
        return HttpResponseRedirect(f"{reverse('admin:risk_rule_add')}?of={object_id}")

    @admin.action(description=_("Put into force (what somebody else has written)"), permissions=["check"])
    def put_into_force(self, request: HttpRequest, rules: QuerySet[Rule]) -> None:
        for rule in rules:
            try:
                with transaction.atomic():
                    operations.put_into_force(rule.pk, checked_by=int(request.user.pk or 0), at=now())
            except MarketError as refused:
                self.message_user(request, f"{rule}: {refused.text()}", messages.ERROR)
            else:
                self.message_user(request, _("%(rule)s is in force.") % {"rule": rule}, messages.SUCCESS)

    def has_check_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("risk.change_rule"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("risk.add_rule"))

    def get_urls(self) -> list[URLPattern]:
        report = path("report/", self.admin_site.admin_view(self.report), name="risk_report")
        return [report, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A draft, begun from an earlier version where `?of=` names one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RuleForm(request.POST or None, initial=self._initial(request), label_suffix="")
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                with transaction.atomic():
                    rule = operations.draft(
                        values.pop("name"),
                        **{**values, "action": Action(values["action"]), "valid_from": values["valid_from"] or now()},
                        made_by=int(request.user.pk or 0),
                        at=now(),
                    )
            except MarketError as error:
                tell(form, error)
            else:
                said = _("%(rule)s is written. A second person has to put it into force.") % {"rule": rule}
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:risk_rule_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Next version of a rule"),
            "form": form,
            "features": features.FEATURES.items(),
            "operators": judging.OPERATORS,
        }
        return TemplateResponse(request, "admin/risk/rule_form.html", context, status=422 if form.errors else 200)

    def report(self, request: HttpRequest) -> HttpResponse:
        """Decisions by stage and action; of each rule its hits, and the share of its cases that people let go."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        at = now()
        counts = reports.actions(at=at)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("How rules fare"),
            "rules": reports.rule_reports(at=at),
            "whole": reports.whole_report(at=at),
            "stages": [
                (stage.label, [counts.get((stage.value, one.value), 0) for one in Action]) for stage in Stage
            ],
            "actions": [one.label for one in Action],
            "model": known.model_in_use().version,
            "unreachable": judging.unreachable(known.rules_in_force(at=at)),
        }  # fmt: skip
        return TemplateResponse(request, "admin/risk/report.html", context)

    def _initial(self, request: HttpRequest) -> dict[str, Any]:
        asked = request.GET.get("of", "")
        rule = Rule.objects.filter(pk=asked).first() if asked.isdigit() else None
        if rule is None:
            return {"weight": 10, "is_shadow": True}
        names = ("name", "title", "conditions", "action", "weight", "is_shadow", "is_retired")
        return {name: getattr(rule, name) for name in names}
