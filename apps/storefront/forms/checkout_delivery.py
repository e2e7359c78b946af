"""Storefront · the choice of a service for each consignment · no tables."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from apps.checkout.types import Quote
from apps.common.errors import InvalidInput


def chosen_services(data: Mapping[str, str], quote: Quote) -> dict[str, str]:
    """The service of each consignment by its key: what is sent, else what the quote has.

    Raises:
        InvalidInput: a service that is not offered for that consignment.
    """
    chosen = {}
    for one in quote.consignments:
        chosen[one.key] = data.get(one.key) or one.chosen.code
        if chosen[one.key] not in [option.code for option in one.options]:
            raise InvalidInput(field=one.key, problem=_("This service is no longer offered. Choose another."))
    return chosen
