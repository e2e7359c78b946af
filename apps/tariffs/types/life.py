"""Tariffs · what is done to rules."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import pgettext_lazy

STALE_AFTER = timedelta(days=90)


class RuleAct(models.TextChoices):
    """What was done to a rule or to a source."""

    DRAFTED = "drafted", pgettext_lazy("rule", "Written")
    VERIFIED = "verified", pgettext_lazy("rule", "Verified")
    ACTIVATED = "activated", pgettext_lazy("rule", "Put in force")
    SUPERSEDED = "superseded", pgettext_lazy("rule", "Superseded")
    REJECTED = "rejected", pgettext_lazy("rule", "Rejected")
    READ = "read", pgettext_lazy("rule", "Read at its source")
    LOADED = "loaded", pgettext_lazy("rule", "Changed by loading")
