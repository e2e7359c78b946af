"""The demo's settings without limits on how often a program may ask, and a gateway that always says yes."""

from marketplace.settings.demo import *  # noqa: F403

API_RATE_LIMITS: dict[str, int] = {}
PAYMENT_GATEWAY = "noop"
