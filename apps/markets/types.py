"""Markets · duty policies and the market as others hold it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyPolicy(models.TextChoices):
    DDP = "DDP", _("Delivered duty paid")
    DAP = "DAP", _("Delivered at place, duties on arrival")


@dataclass(frozen=True)
class MarketInfo:
    """A market as pages and engines hold it; the first language is the default."""

    code: str
    currency: str
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    prices_include_tax: bool
    duty_policy: DutyPolicy
