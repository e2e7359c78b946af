"""Webhooks · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, NotFound


class EndpointUnknown(NotFound):
    code = "webhooks.endpoint_unknown"
    message = _("There is no such endpoint.")


class DeliveryUnknown(NotFound):
    code = "webhooks.delivery_unknown"
    message = _("There is no such message.")


class AddressTaken(Conflict):
    code = "webhooks.address_taken"
    message = _("Another endpoint of yours has this address. Change that one, or use another address.")


class TooMany(Conflict):
    code = "webhooks.too_many_endpoints"
    message = _("You have %(limit)s endpoints, which is the most there can be. Remove one first.")


class EndpointOff(Conflict):
    code = "webhooks.endpoint_off"
    message = _("The endpoint is switched off. Resume it first.")


class Stale(Conflict):
    code = "webhooks.stale"
    status = 412
    message = _("Someone changed this endpoint in the meantime. Reload and try again.")
