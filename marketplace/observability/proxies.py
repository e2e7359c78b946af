"""observability · no app · whose headers about others we believe."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings


@lru_cache(maxsize=1024)
def is_trusted(address: str) -> bool:
    """Whether a connection from this address comes from one of TRUSTED_PROXIES (addresses or networks)."""
    try:
        peer = ip_address(address)
    except ValueError:
        return False
    return any(peer in ip_network(network) for network in settings.TRUSTED_PROXIES)
