"""Dashboard · which statement is looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StatementForm(forms.Form):
    """A currency and the days from and until; this month where nothing is said."""

    currency = forms.ChoiceField(label=_("Currency"))
    since = forms.DateField(label=pgettext_lazy("period", "From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, currencies: list[str], today: date) -> None:
        filled = data.copy()
        filled.setdefault("currency", currencies[0])
        filled["since"] = filled.get("since") or today.replace(day=1).isoformat()
        filled["until"] = filled.get("until") or today.isoformat()
        super().__init__(filled)
        self.fields["currency"].choices = [(code, code) for code in currencies]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("since", _("The first day is after the last."))
        elif since and until and until - since > timedelta(days=366):
            self.add_error("since", _("Choose at most one year."))
        return cleaned
