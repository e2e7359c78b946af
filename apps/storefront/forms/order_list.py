"""Storefront · a list of codes and quantities, typed or uploaded · no tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.checkout import selectors
from apps.common.errors import InvalidInput


class OrderListForm(forms.Form):
    """After cleaning, `lines` holds what was typed and what is in the file."""

    lines = forms.CharField(
        label=_("Your list"),
        help_text=_("One product a line: its SKU or GTIN, then the quantity. At most 1,000 lines."),
        max_length=selectors.MOST_BYTES,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        help_text=_("From any spreadsheet, with or without a line of column names; at most 1 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > selectors.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB. Split it into several files."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        file = cleaned["file"]
        try:
            cleaned["lines"] = selectors.list_text(cleaned["lines"], file.read() if file else b"")
        except InvalidInput as error:
            self.add_error("file", error.text())
        return cleaned
