"""Dashboard · the form of an upload."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A sheet of products."""

    sheet = forms.FileField(
        label=_("Sheet"),
        help_text=_("CSV in UTF-8 with the column names of the export, at most 20,000 rows and 12 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
