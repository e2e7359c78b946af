"""Aftersales · a vendor's returns and claims in administration: disputes, hubs, carriers' words."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.accounts.step_up import require_recent_proof
from apps.common.admin import ReadOnlyInline, VendorModelAdmin, vendor_tables
from apps.common.clock import now
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind

from . import operations
from .models import Claim, ClaimLine, ReturnLine, ReturnRequest
from .rules.machines import CLAIM, REMEDY, RETURN
from .types import ClaimStatus, RemedyStatus, ReturnStatus

_OF_RETURNS = {
    "reach_hub": _("It has reached the hub"),
    "forward": _("Send on all that this hub has for the seller; the words name the parcel"),
    "uphold": _("The seller is right"),
    "admit": _("The buyer is right"),
    "grant": _("The buyer is right"),
}
_OF_CLAIMS = {
    "accept": _("The carrier pays this amount"),
    "ask": _("The carrier wants to see more"),
    "reject": _("The carrier pays nothing"),
    "pay": _("The carrier has paid"),
}
_OF_REMEDIES = {"refund": _("The buyer is right: give the money back"), "uphold": _("The seller is right")}


class DecisionForm(forms.ModelForm):
    """What is decided now, with words for both sides."""

    decision = forms.ChoiceField(label=_("Decision"), required=False, widget=UnfoldAdminSelectWidget)
    words = forms.CharField(
        label=_("In words, for both sides"), required=False, max_length=1000, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.decisions()
        self.fields["decision"].choices = [("", "—"), *found]

    @abstractmethod
    def decisions(self) -> list[tuple[str, Any]]:
        """What can be decided as it stands."""


class ReturnDecision(DecisionForm):
    class Meta:
        model = ReturnRequest
        fields: tuple[str, ...] = ()

    def decisions(self) -> list[tuple[str, Any]]:
        possible = RETURN.events(ReturnStatus(self.instance.status))
        has_refused = any(line.refused for line in self.instance.lines.all()) if self.instance.pk else False
        possible = [event for event in possible if event != ("admit" if has_refused else "grant")]
        is_at_hub = bool(self.instance.hub_code)
        return [
            (event, _OF_RETURNS[event])
            for event in possible
            if event in _OF_RETURNS and (is_at_hub or event not in ("reach_hub", "forward"))
        ]


class ClaimDecision(DecisionForm):
    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=15, decimal_places=4, widget=UnfoldAdminDecimalFieldWidget
    )

    class Meta:
        model = Claim
        fields: tuple[str, ...] = ()

    def decisions(self) -> list[tuple[str, Any]]:
        of_status = CLAIM.events(ClaimStatus(self.instance.status))
        of_remedy = REMEDY.events(RemedyStatus(self.instance.remedy))
        is_disputed = self.instance.remedy == RemedyStatus.DISPUTED
        return [(event, _OF_CLAIMS[event]) for event in of_status if event in _OF_CLAIMS] + [
            (event, _OF_REMEDIES[event]) for event in of_remedy if is_disputed and event in _OF_REMEDIES
        ]


class ReturnLineInline(ReadOnlyInline):
    model = ReturnLine
    fields = ("sku", "title", "quantity", "restocked", "serials", "disposed", "refused", "swap_title", "duty", "tax")
    readonly_fields = fields


class ClaimLineInline(ReadOnlyInline):
    model = ClaimLine
    fields = ("sku", "title", "quantity")
    readonly_fields = fields


class _CaseAdmin(VendorModelAdmin):
    """Every field is read; what staff may do is a decision, each by its operation."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        decided = list(self.form.base_fields) if self.has_change_permission(request, obj) else []
        return [*decided, *self.get_readonly_fields(request, obj)]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.has_perm("vendors.change_vendor"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        decision = form.cleaned_data["decision"]
        if not decision:
            return
        if decision in ("accept", "pay", "refund", "grant"):
            require_recent_proof(request)
        try:
            with transaction.atomic():
                self.decide(obj, decision, form.cleaned_data, by=Actor(ActorKind.STAFF, str(request.user.public_id)),
                            made_by=request.user.pk)  # fmt: skip
        except MarketError as refused:
            self.message_user(request, refused.text(), messages.ERROR)

    @abstractmethod
    def decide(self, row: Any, decision: str, given: dict[str, Any], *, by: Actor, made_by: int | None) -> None:
        """Carry a decision out."""


class ReturnRequestAdmin(_CaseAdmin):
    form = ReturnDecision
    list_display = ("number", "order_number", "kind", "reason", "status", "since", "way", "hub_code", "payer")
    list_filter = ("status", "kind", "way", "hub_code")
    search_fields = ("number", "order_number", "tracking_number", "forwarded_as")
    inlines = (ReturnLineInline,)

    def decide(self, row: Any, decision: str, given: dict[str, Any], *, by: Actor, made_by: int | None) -> None:
        at, words = now(), given["words"]
        if decision == "reach_hub":
            operations.arrive_at_hub(row.public_id, at=at, by=by)
        elif decision == "forward":
            operations.forward_from_hub(row.hub_code, reference=words or row.number, at=at, by=by)
        else:
            operations.rule_on_return(
                row.public_id, for_buyer=decision != "uphold", ruling=words, at=at, by=by, made_by=made_by
            )


class ClaimAdmin(_CaseAdmin):
    form = ClaimDecision
    list_display = ("number", "order_number", "kind", "status", "remedy", "worth", "currency", "compensation",
                    "deadline", "since")  # fmt: skip
    list_filter = ("status", "remedy", "kind", "carrier_code")
    search_fields = ("number", "order_number", "tracking_number", "carrier_case")
    inlines = (ClaimLineInline,)

    def decide(self, row: Any, decision: str, given: dict[str, Any], *, by: Actor, made_by: int | None) -> None:
        at, words = now(), given["words"]
        if decision == "accept":
            amount = Money(given["amount"] or 0, row.currency)
            operations.accept_claim(row.public_id, amount=amount, at=at, by=by)
        elif decision == "pay":
            operations.note_paid(row.public_id, at=at, by=by)
        elif decision == "reject":
            operations.reject_claim(row.public_id, ruling=words, at=at, by=by)
        elif decision == "ask":
            operations.ask_for_more(row.public_id, ruling=words, at=at, by=by)
        else:
            operations.rule_on_claim(
                row.public_id, for_buyer=decision == "refund", ruling=words, at=at, by=by, made_by=made_by
            )


vendor_tables.register(ReturnRequest, ReturnRequestAdmin)
vendor_tables.register(Claim, ClaimAdmin)
