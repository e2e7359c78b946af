"""Common · showing on a form why an operation refused · no app's data."""

from __future__ import annotations

from django.forms import BaseForm

from .errors import MarketError


def tell(form: BaseForm, refused: MarketError) -> None:
    """Put the refusal and what helps at the field it names; above the form where the form has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.told())
