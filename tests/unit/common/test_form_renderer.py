"""Plain inputs are written as Django's own templates write them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from marketplace.form_renderer import Renderer


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput({"maxlength": 5, "required": True, "disabled": False}), None),
        (forms.TextInput({"placeholder": "<\"'&>"}), "ä <b>\"'&"),
        (forms.EmailInput({"autocomplete": "email"}), "a@example.com"),
        (forms.NumberInput({"min": 0, "x-none": None}), 0),
        (forms.HiddenInput(), True),
        (forms.PasswordInput(), "not shown"),
        (forms.Textarea({"rows": 3}), "<p>"),
        (forms.CheckboxInput(), True),
        (forms.Select(choices=[("a", "A"), ("b", "<B>")]), "b"),
    ],
)
def test_a_widget_reads_as_by_django_itself(widget: forms.Widget, value: Any) -> None:
    ours, theirs = (
        widget.render('na"me', value, attrs={"id": "id_name"}, renderer=renderer)
        for renderer in (Renderer(), DjangoTemplates())
    )

    assert ours == theirs
