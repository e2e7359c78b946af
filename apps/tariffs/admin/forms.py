"""Tariffs · administration · the form of a draft, made of the columns of its kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from apps.common.admin_forms import framed
from apps.common.errors import MarketError
from apps.tariffs.models import Rule
from apps.tariffs.selectors import lists

_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class DraftForm(forms.Form):
    """What a rule is to say, from when to when, and why."""

    first_day = forms.DateField(label=_("First day"), widget=_DAY)
    last_day = forms.DateField(label=_("Last day, none if it is open"), required=False, widget=_DAY)
    reason = forms.CharField(
        label=_("Why it changes: the act, and where it was read"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    only_ends = forms.BooleanField(
        label=_("Nothing follows: the rule ends on the day before the first day"), required=False
    )

    def columns(self) -> dict[str, Any]:
        """The columns of the draft, as the operation takes them."""
        said = dict(self.cleaned_data)
        last = said.pop("last_day")
        valid = DateRange(said.pop("first_day"), last + timedelta(days=1) if last else None, "[)")
        return {"valid": valid, **{self.attnames[name]: _key(said[name]) for name in self.attnames}}

    def refuse(self, error: MarketError) -> None:
        """Show why the operation refused, at the field if it names one."""
        names = {"valid": "first_day"}
        field = names.get(error.field or "", error.field)
        self.add_error(field if field in self.fields else None, error.told())

    attnames: dict[str, str] = {}


def draft_form(model: type[Rule], old: Any, data: Any = None) -> DraftForm:
    """The form of a draft of a kind, filled with what the rule that it supersedes says; None: a rule without one."""
    kept = {"valid"} if old is None else {"valid", "jurisdiction"}
    columns = [field for field in lists.fields(model) if field.name not in kept]
    initial = {field.name: getattr(old, field.name) for field in columns} if old is not None else {}
    form = DraftForm(data, initial=initial, label_suffix="")
    if old is None:
        form.fields.pop("only_ends")
        form.fields["code"] = forms.RegexField(
            r"^[A-Za-z0-9.-]+$", label=_("Id, without the day"), max_length=46,
            help_text=_("As in EU-MFN-6912; the first day is added."),
        )  # fmt: skip
    form.attnames = {}
    for column in columns:
        field = column.formfield()
        if field is None:
            continue
        form.fields[column.name] = field
        form.attnames[column.name] = column.attname
    wanted = ["code", "jurisdiction", "first_day", "last_day", *form.attnames, "only_ends", "reason"]
    form.order_fields(wanted)
    return framed(form)


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)
