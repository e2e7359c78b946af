"""Tariffs · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import MarketError


class DatumMissing(MarketError):
    """Duty and tax cannot be told, because a rule or a fact about the goods is missing; never a silent zero."""

    code = "tariffs.datum_missing"
    status = 422
    message = _("Duty and tax cannot be calculated: %(datum)s is missing.")
    remedy = _("Choose another destination, or ask us to add it.")

    def __init__(self, *, datum: str, field: str | None = None) -> None:
        super().__init__(field=field, datum=datum)


class Prohibited(DatumMissing):
    """The law of the destination does not let these goods in; nothing is owed, for nothing may be sent."""

    code = "tariffs.prohibited"
    message = _("%(goods)s may not be imported there, by rule %(rule)s.")
    remedy = _("Choose another destination.")

    def __init__(self, *, goods: str, rule: str) -> None:
        MarketError.__init__(self, field=None, goods=goods, rule=rule)
