"""Currencies · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, MarketError, NotFound


class RateMissing(MarketError):
    code = "currencies.rate_missing"
    status = 503
    message = _("There is no exchange rate for %(currency)s on %(on)s.")
    remedy = _("Choose another currency.")


class QuoteUnknown(NotFound):
    code = "currencies.quote_unknown"
    message = _("This exchange-rate promise does not exist.")


class RateDecided(Conflict):
    code = "currencies.rate_decided"
    message = _("This rate does not wait for a decision.")


class SamePerson(Conflict):
    code = "currencies.same_person"
    message = _("Whoever entered this cannot confirm it as well.")
    remedy = _("Ask another member of staff.")


class QuoteExpired(Conflict):
    code = "currencies.quote_expired"
    message = _("This exchange-rate promise ended at %(until)s.")
    remedy = _("Ask for a new one.")


class QuoteUsed(Conflict):
    code = "currencies.quote_used"
    message = _("This exchange-rate promise was used before.")
    remedy = _("Ask for a new one.")


class MarkupDecided(Conflict):
    code = "currencies.markup_decided"
    message = _("This markup does not wait for a decision.")


class FeedInvalid(MarketError):
    code = "currencies.feed_invalid"
    status = 502
    message = _("The exchange-rate feed could not be read: %(problem)s")


class RateUnknown(NotFound):
    code = "currencies.rate_unknown"
    message = _("This source published no such rate.")
