"""Markets · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import NotFound


class MarketUnknown(NotFound):
    code = "markets.unknown"
    message = _("We do not sell to %(country)s yet.")
    remedy = _("Choose another country for delivery.")
