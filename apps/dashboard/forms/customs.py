"""Dashboard · forms of the customs pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from apps.customs.models import CustomsDocument
from apps.customs.types import DeclarationState, DocumentKind, SnapshotLine


class DeclarationFilter(forms.Form):
    """Which declarations are listed."""

    state = forms.ChoiceField(choices=[("", _("All")), *DeclarationState.choices], required=False)
    q = forms.CharField(required=False, max_length=60)
    before = forms.IntegerField(required=False, min_value=1)


class AnswerForm(forms.Form):
    """The paper that customs asked for: one of ours, or a file."""

    paper = forms.ChoiceField(label=_("One of our papers"), required=False)
    file = forms.FileField(label=_("Or a file (PDF, PNG or JPEG, up to 5 MB)"), required=False)

    def __init__(self, *args: Any, papers: Sequence[CustomsDocument] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readable = [one for one in papers if one.media_type == "application/pdf"]
        choices = [(str(one.public_id), DocumentKind(one.kind).label) for one in readable]
        self.fields["paper"].choices = [("", "–"), *choices]

    def clean(self) -> dict[str, object]:
        found: dict[str, object] = super().clean() or {}
        if bool(found.get("paper")) == bool(found.get("file")):
            raise forms.ValidationError(_("Choose one of our papers or a file, not both."))
        return found


class LineForm(forms.Form):
    """What of a line may be corrected."""

    position = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    description = forms.CharField(label=_("What it is, in English"), max_length=400)
    hs_code = forms.CharField(
        label=_("HS code"),
        max_length=10,
        validators=[RegexValidator(r"^\d{6}(\d{2}){0,2}$", _("Give 6, 8 or 10 digits without dots."))],
    )
    origin = forms.CharField(
        label=_("Country of origin"),
        max_length=2,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Give the two letters of the country, such as CN."))],
    )


class BuyerForm(forms.Form):
    """Who buys what comes into China by retail import, as the identity card says."""

    name = forms.CharField(label=_("Buyer's name, as on the identity card"), max_length=60)
    id_number = forms.CharField(
        label=_("Number of the identity card"),
        max_length=18,
        validators=[RegexValidator(r"^\d{17}[\dX]$", _("Give the 18 characters of the card."))],
    )
    phone = forms.CharField(
        label=_("Buyer's mobile number"),
        max_length=20,
        validators=[RegexValidator(r"^\+?\d{7,19}$", _("Give the number in digits."))],
    )


LineFormSet = formset_factory(LineForm, extra=0, max_num=500, absolute_max=500)


def lines_of(lines: Sequence[SnapshotLine]) -> list[dict[str, object]]:
    """The lines as the forms begin with them."""
    return [
        {"position": one.position, "description": one.description, "hs_code": one.hs_code, "origin": one.origin}
        for one in lines
    ]
