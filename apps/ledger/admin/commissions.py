"""Ledger · administration · commission rules that two people agree on, and the tax on commission."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.accounts.step_up import require_recent_proof
from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, StaffTabularInline, staff_site
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.ledger import operations, selectors
from apps.ledger.models import CommissionBound, CommissionRule, CommissionTaxRule
from apps.taxonomy import selectors as taxonomy

_SAID = {
    "approve": _("Agreed: the rule counts from now on."),
    "withdraw": _("The proposal is gone."),
}


class RuleForm(forms.ModelForm):
    """A proposal; its category is chosen from the tree."""

    class Meta:
        model = CommissionRule
        fields = (
            "position", "vendor", "market", "category", "product_id", "rate", "valid_from", "valid_until", "replaces",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            self.fields["category"] = forms.ChoiceField(
                label=self.fields["category"].label, required=False, choices=[("", "—"), *_categories()]
            )

    def clean_replaces(self) -> CommissionRule | None:
        """Each rule is replaced once."""
        replaced: CommissionRule | None = self.cleaned_data["replaces"]
        if replaced is not None and CommissionRule.objects.filter(replaces=replaced).exists():
            raise forms.ValidationError(_("Another rule replaces this one already."))
        return replaced


class BoundInline(StaffTabularInline):
    model = CommissionBound
    fields = ("currency", "floor", "cap")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None


@admin.register(CommissionRule, site=staff_site)
class CommissionRuleAdmin(StaffModelAdmin):
    """A rule is proposed here and looked at on a page that shows what it would have come to."""

    form = RuleForm
    inlines = (BoundInline,)
    list_display = (
        "position",
        "vendor",
        "market",
        "category",
        "rate",
        "valid_from",
        "valid_until",
        "state",
        "is_reached",
    )
    list_select_related = ("vendor", "replaced_by")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("state"))
    def state(self, rule: CommissionRule) -> object:
        successor = getattr(rule, "replaced_by", None)
        if rule.is_waiting:
            return _("proposed")
        return _("replaced") if successor is not None and not successor.is_waiting else _("counts")

    @admin.display(description=_("Reached"), boolean=True)
    def is_reached(self, rule: CommissionRule) -> bool:
        """Whether no earlier, wider rule always wins."""
        return rule.pk not in self._hidden

    def get_queryset(self, request: HttpRequest) -> Any:
        selectors.forget_terms()
        self._hidden = set(selectors.unreachable_rules(selectors.commission_terms()))
        return super().get_queryset(request)

    def save_model(self, request: HttpRequest, obj: CommissionRule, form: Any, change: bool) -> None:
        obj.made_by_id = int(request.user.pk or 0)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: CommissionRule, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to the page that shows what the rule would have come to; said at once where it is never reached."""
        if obj.pk in selectors.unreachable_rules(selectors.terms_with(obj.pk)):
            self.message_user(
                request, _("This rule is never reached: an earlier, wider rule always wins."), messages.WARNING
            )
        return HttpResponseRedirect(reverse("admin:checkout_commission", args=[obj.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The row's link leads to the same page."""
        row = self.get_object(request, object_id)
        if row is None:
            return super().change_view(request, object_id)
        return HttpResponseRedirect(reverse("admin:checkout_commission", args=[row.pk]))

    def get_urls(self) -> list[URLPattern]:
        acts = [
            path(f"<int:rule_id>/{name}/", self.admin_site.admin_view(require_POST(self._act(name))),
                 name=f"ledger_commission_{name}")
            for name in _SAID
        ]  # fmt: skip
        return [*acts, *super().get_urls()]

    def _act(self, name: str) -> Any:
        def act(request: HttpRequest, rule_id: int) -> HttpResponse:
            if not request.user.has_perm("ledger.change_commissionrule"):
                raise PermissionDenied
            if name == "approve":
                require_recent_proof(request)
            try:
                with transaction.atomic():
                    if name == "approve":
                        operations.approve_rule(rule_id, by=int(request.user.pk or 0), at=now())
                    else:
                        operations.withdraw_rule(rule_id)
            except MarketError as refused:
                self.message_user(request, refused.text(), messages.ERROR)
                return HttpResponseRedirect(reverse("admin:checkout_commission", args=[rule_id]))
            self.message_user(request, _SAID[name], messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:ledger_commissionrule_changelist"))

        return act


@admin.register(CommissionTaxRule, site=staff_site)
class CommissionTaxRuleAdmin(ReadOnlyAdmin):
    """How commission is taxed; shipped with its sources and loaded by `load_reference`."""

    list_display = ("country", "treatment", "rate", "valid_from", "valid_until", "source_title", "checked_on")
    list_filter = ("treatment",)


def _categories() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def walk(nodes: Any, depth: int) -> None:
        for node in nodes:
            found.append((node.code, f"{'– ' * depth}{node.name}"))
            walk(node.children, depth + 1)

    walk(taxonomy.tree("en"), 0)
    return found
