"""Common · our own forms in administration, framed as those of the tables are."""

from __future__ import annotations

from typing import TypeVar

from django import forms
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES

F = TypeVar("F", bound=forms.BaseForm)

_FRAMES: tuple[tuple[type[forms.Widget], list[str]], ...] = (
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.Select, SELECT_CLASSES),
    (forms.TextInput, INPUT_CLASSES),
    (forms.NumberInput, INPUT_CLASSES),
)


def framed(form: F) -> F:
    """The form with the frames of the tables' own fields around what is typed into or chosen from a list."""
    for field in form.fields.values():
        for kind, classes in _FRAMES:
            if isinstance(field.widget, kind):
                field.widget.attrs["class"] = " ".join(classes)
    return form
