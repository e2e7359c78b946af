"""Dashboard · forms of the codes of goods."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.classification.types import NomenclatureNode, Reasoning, Rule


class CodeForm(forms.Form):
    """Six digits, and why they are right."""

    hs_code = forms.CharField(
        label=_("HS code, six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "size": "10"}),
    )
    rule = forms.ChoiceField(label=_("General rule of interpretation"), choices=Rule.choices)
    note = forms.CharField(
        label=_("Why it belongs there"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The words of the heading or of a note that decide."),
    )
    evidence = forms.CharField(
        label=_("What it rests on"),
        max_length=500,
        required=False,
        help_text=_("A ruling, a data sheet, a sample that you looked at."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_hs_code(self) -> str:
        """The digits alone: dots and spaces are how people write them."""
        digits = re.sub(r"[.\s]", "", str(self.cleaned_data["hs_code"]))
        if not (digits.isascii() and re.fullmatch(r"\d{6}|\d{8}|\d{10}", digits)):
            raise forms.ValidationError(_("Give six digits, for example 6912.00."))
        return digits

    def why(self) -> Reasoning:
        """The reasons given."""
        return Reasoning(self.cleaned_data["rule"], self.cleaned_data["note"], self.cleaned_data["evidence"])


class NationalForm(forms.Form):
    """A line of one destination's tree."""

    destination = forms.CharField(widget=forms.HiddenInput)
    code = forms.ChoiceField(label=_("Line of the national tree"), required=False)

    def __init__(self, *args: Any, lines: list[NomenclatureNode], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        told = [(line.code, f"{line.code} · {line.description}") for line in lines]
        self.fields["code"].choices = [("", _("Not chosen yet")), *told]
