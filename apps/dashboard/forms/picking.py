"""Dashboard · forms of waves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms


class PickForm(forms.Form):
    """How many pieces were found at a place of the walk."""

    place = forms.IntegerField(min_value=1, max_value=100_000)
    pieces = forms.IntegerField(min_value=0, max_value=1_000_000)


class ChosenForm(forms.Form):
    """The shipments that were ticked."""

    shipments = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, *args: Any, choices: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shipments"].choices = [(str(one), "") for one in choices]
