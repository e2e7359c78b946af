"""Ledger · what can be wrong with an entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import MarketError


class Unbalanced(MarketError):
    code = "ledger.unbalanced"
    status = 500
    message = _("The entry does not balance in %(currency)s: %(difference)s.")


class NothingToPost(MarketError):
    code = "ledger.nothing_to_post"
    status = 500
    message = _("The entry has no amounts.")
