"""Common · the form field in which serial numbers are scanned one after the other · no app's data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from .scanning import each_cleaned

_SCANNED = {"rows": 2, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SerialsField(forms.CharField):
    """Which of the pieces that left under the numbers `sent` go on the shelf again; its value is a tuple of numbers.

    It is needed where fewer come back than left, which the operation knows: a page does not call it optional.
    """

    is_conditional = True

    def __init__(self, sent: Iterable[str], **options: Any) -> None:
        super().__init__(
            label=_("Serial numbers of what goes on the shelf"),
            help_text=format_html_join(", ", "<bdi>{}</bdi>", ((number,) for number in sent)),
            required=False,
            max_length=10_000,
            widget=forms.Textarea(attrs=_SCANNED),
            **options,
        )

    def clean(self, value: Any) -> tuple[str, ...]:
        """The numbers, one by one."""
        return each_cleaned(super().clean(value))
