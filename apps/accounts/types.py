"""Accounts · roles of people who buy for a company."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompanyRole(models.TextChoices):
    BUYER = "buyer", _("Buyer")
    APPROVER = "approver", _("Approver")
    ADMIN = "admin", _("Administrator")
