"""Tariffs · the lists of authorities that can be loaded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListKind(models.TextChoices):
    """The lists of authorities that can be loaded."""

    US_HTS = "us_hts", _("Harmonized Tariff Schedule of the United States")
    UK_COMMODITIES = "uk_commodities", _("Commodities of the UK Trade Tariff")
    TARIC = "taric", _("TARIC of the European Union")
    VAT_RATES = "vat_rates", _("VAT rates of the European Union")
    HMRC_RATES = "hmrc_rates", _("Monthly rates of exchange of HMRC")
    ECB_RATES = "ecb_rates", _("Euro reference rates of the European Central Bank")
