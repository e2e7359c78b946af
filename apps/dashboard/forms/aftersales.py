"""Dashboard · forms of returns and claims · no tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.aftersales.models import ReturnRequest
from apps.aftersales.types import Findings, LostRule, Payer, Refusal
from apps.common.serials_field import SerialsField

_FATES = (("restocked", _("On the shelf")), ("disposed", _("Thrown away")), ("refused", _("Not accepted")))
_WHY = [("", "—"), *Refusal.choices]


class RefusalForm(forms.Form):
    """Why a return is refused, with words for the buyer."""

    refusal = forms.ChoiceField(label=_("Why?"), choices=Refusal.choices)
    answer = forms.CharField(label=_("In words, for the buyer"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class InspectionForm(forms.Form):
    """What becomes of each piece that came back: fields `<fate>_<place>`.

    `numbers` are by place those of a line's pieces that the buyer had: which of them go on the shelf is asked in
    `serials_<place>`.
    """

    refusal = forms.ChoiceField(label=_("Why are pieces not accepted?"), choices=_WHY, required=False)
    answer = forms.CharField(
        label=_("In words, for the buyer"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, row: ReturnRequest, numbers: Mapping[int, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.row_lines = list(row.lines.all())
        for line in self.row_lines:
            is_new = not line.accepted and not line.refused
            for fate, label in _FATES:
                self.fields[f"{fate}_{line.place}"] = forms.IntegerField(
                    label=label,
                    min_value=0,
                    max_value=line.quantity,
                    initial=line.quantity if is_new and fate == "restocked" else getattr(line, fate),
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )
            if line.place in numbers:
                self.fields[f"serials_{line.place}"] = SerialsField(numbers[line.place], initial=" ".join(line.serials))

    def lines(self) -> list[tuple[Any, list[Any]]]:
        """Each line with its fields."""
        return [(line, [field for field in self if field.name.endswith(f"_{line.place}")]) for line in self.row_lines]

    def plain_fields(self) -> list[Any]:
        """The fields of no line."""
        return [self["refusal"], self["answer"]]

    def findings(self) -> list[Findings]:
        """What was said; the form must be valid."""
        given = self.cleaned_data
        return [
            Findings(
                line.place,
                **{fate: given.get(f"{fate}_{line.place}") or 0 for fate, _label in _FATES},
                serials=given.get(f"serials_{line.place}", ()),
            )
            for line in self.row_lines
        ]

    def why(self) -> Refusal | None:
        """Why pieces are not accepted, if any are."""
        return Refusal(self.cleaned_data["refusal"]) if self.cleaned_data["refusal"] else None


class RuleForm(forms.Form):
    """The seller's own rule for returns."""

    days = forms.IntegerField(
        label=_("Days from delivery in which you take goods back"),
        min_value=0,
        max_value=365,
        help_text=_("The law may give buyers more; faults come back on any day. 0: only what the law asks for."),
    )
    payer = forms.ChoiceField(label=_("Who pays for the way back?"), choices=Payer.choices)
    approves_by_itself = forms.BooleanField(label=_("Approve returns without asking me"), required=False)
    uses_hubs = forms.BooleanField(
        label=_("Have returns from abroad collected at the marketplace's hubs and sent on together"), required=False
    )
    returnless_below = forms.DecimalField(
        label=_("Let buyers keep goods that cost less than this"),
        min_value=0,
        max_digits=15,
        decimal_places=4,
        help_text=_("In your own currency, for all that is returned together. 0: always ask for the goods."),
    )
    lost_rule = forms.ChoiceField(
        label=_("For a parcel that the carrier lost or damaged, the buyer gets at once"), choices=LostRule.choices
    )


class SubmitForm(forms.Form):
    """The carrier's own number of a claim."""

    carrier_case = forms.CharField(label=_("The carrier's number of the claim"), max_length=60)


class AnswerForm(forms.Form):
    """Words for the buyer."""

    answer = forms.CharField(label=_("In words, for the buyer"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class SpanForm(forms.Form):
    """The days of a list."""

    since = forms.DateField(label=_("First day"), required=False)
    until = forms.DateField(label=_("Last day"), required=False)
